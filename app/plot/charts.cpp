#include <algorithm>
#include <cmath>
#include <numbers>

#include "app/plot/compose.hpp"
#include "app/plot/quantities.hpp"
#include "app/render/quantity.hpp"

namespace ohmscope::plot {

namespace {

using Complex = std::complex<double>;

constexpr int points_of_circle = 181;

Curve line_of_frame() {
  Curve curve;
  curve.look.ink = Ink::frame;
  return curve;
}

Curve circle(Complex centre, double radius) {
  Curve curve = line_of_frame();
  for (int k = 0; k < points_of_circle; ++k) {
    const Complex at = centre + std::polar(radius, 2 * std::numbers::pi * k / (points_of_circle - 1));
    curve.x.push_back(at.real());
    curve.y.push_back(at.imag());
  }
  return curve;
}

/// Reflections of z = r + jx for all r from 0: a part of a circle through 1.
Curve arc_of_reactance(double x) {
  Curve curve = line_of_frame();
  for (int k = 0; k < points_of_circle; ++k) {
    const double r = std::pow(std::tan(std::numbers::pi / 2 * k / points_of_circle), 2);
    const Complex z(r, x);
    const Complex at = (z - 1.0) / (z + 1.0);
    curve.x.push_back(at.real());
    curve.y.push_back(at.imag());
  }
  return curve;
}

Axis span(std::string label, double size) {
  Axis axis{std::move(label), Scale::linear, -size, size, {}};
  const double step = size > 2.5 ? 1 : 0.5;
  for (double value = -std::floor(size / step) * step; value <= size; value += step)
    axis.ticks.push_back({value, tick_text(value)});
  return axis;
}

Curve in_the_plane(const Trace& trace, const std::vector<Trace>& all, std::size_t number) {
  Curve curve;
  curve.name = label_of(trace, all);
  curve.look = {.ink = Ink::series, .number = number, .has_marks = all.size() > 1};
  for (const Complex value : trace.values) {
    const bool is_finite = std::isfinite(value.real()) && std::isfinite(value.imag());
    curve.x.push_back(is_finite ? value.real() : std::nan(""));
    curve.y.push_back(is_finite ? value.imag() : std::nan(""));
  }
  return curve;
}

/// Where the sweep begins and ends within the picture, and the decades between: on the first curve.
void add_frequencies(Panel& panel, const Trace& trace) {
  const double apart = 0.07 * (panel.x.high - panel.x.low);
  std::vector<double> frequencies;
  std::vector<Complex> places;
  for (std::size_t k = 0; k < trace.values.size(); ++k) {
    const Complex at = trace.values[k];
    if (!(std::abs(at.real()) < panel.x.high && std::abs(at.imag()) < panel.y.high)) continue;
    frequencies.push_back(trace.frequencies[k]);
    places.push_back(at);
  }
  if (frequencies.empty()) return;
  for (const std::size_t spot : sweep_with_spots(frequencies).spots) {
    const Complex at = places[spot];
    const bool is_free = std::none_of(panel.labels.begin(), panel.labels.end(), [&](const Label& label) {
      return std::abs(Complex(label.x, label.y) - at) < apart;
    });
    if (is_free) panel.labels.push_back({at.real(), at.imag(), frequency_text(frequencies[spot])});
  }
}

double reach_of(const std::vector<Trace>& traces) {
  double reach = 0;
  for (const Trace& trace : traces) {
    for (const Complex value : trace.values) {
      if (std::isfinite(std::abs(value))) reach = std::max({reach, std::abs(value.real()), std::abs(value.imag())});
    }
  }
  return reach;
}

Figure chart(const std::string& title, const std::vector<Trace>& traces) {
  Figure figure;
  figure.title = title;
  figure.subtitle = fmt::format("{} · {}", traces.size() == 1 ? traces.front().of : what_text(traces.front().what),
                                sweep_text(traces));
  figure.notes = notes_of(traces, true);
  figure.panels.emplace_back().is_square = true;
  return figure;
}

}  // namespace

Figure smith_chart(const std::string& title, const std::vector<Trace>& traces) {
  Figure figure = chart(title, traces);
  Panel& panel = figure.panels.front();
  panel.is_bare = true;
  const double reach = reach_of(traces);
  const double size = reach > 1.05 ? std::min(3.0, 1.05 * reach) : 1.05;
  if (reach > 1.05)
    figure.notes.emplace_back(reach > 3 ? "reflections above 1 come from active circuits; those above 3 are not shown"
                                        : "reflections above 1 come from active circuits");
  panel.x = span("", size);
  panel.y = span("", size);
  for (const double r : {0.0, 0.2, 0.5, 1.0, 2.0, 5.0}) panel.backdrop.push_back(circle(r / (r + 1), 1 / (r + 1)));
  for (const double x : {0.2, 0.5, 1.0, 2.0, 5.0}) {
    panel.backdrop.push_back(arc_of_reactance(x));
    panel.backdrop.push_back(arc_of_reactance(-x));
  }
  Curve axis = line_of_frame();
  axis.x = {-1, 1};
  axis.y = {0, 0};
  panel.backdrop.push_back(axis);
  for (const Trace& trace : traces) panel.curves.push_back(in_the_plane(trace, traces, panel.curves.size()));
  add_frequencies(panel, traces.front());
  for (const double r : {0.2, 0.5, 1.0, 2.0, 5.0})
    panel.labels.push_back({(r - 1) / (r + 1), 0, fmt::format("{:g}", r), true});
  return figure;
}

Figure nyquist_chart(const std::string& title, const std::vector<Trace>& traces) {
  constexpr double most = 3;
  Figure figure = chart(title, traces);
  Panel& panel = figure.panels.front();
  const double reach = reach_of(traces);
  const double size = std::clamp(1.1 * reach, 1.5, most);
  if (reach > most) figure.notes.emplace_back("shown around -1: the curve reaches " + tick_text(reach));
  panel.x = span("real part", size);
  panel.y = span("imaginary part", size);
  panel.backdrop.push_back(circle(0, 1));
  for (const Trace& trace : traces) {
    Curve curve = in_the_plane(trace, traces, panel.curves.size() / 2);
    Curve mirrored = curve;
    for (double& y : mirrored.y) y = -y;
    mirrored.look.is_dotted = true;
    mirrored.look.has_marks = false;
    mirrored.name = "negative frequencies";
    mirrored.is_in_legend = panel.curves.empty();
    panel.curves.push_back(std::move(curve));
    panel.curves.push_back(std::move(mirrored));
  }
  panel.labels.push_back({-1, 0, "-1"});
  add_frequencies(panel, traces.front());
  return figure;
}

}  // namespace ohmscope::plot

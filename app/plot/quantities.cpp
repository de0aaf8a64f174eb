#include "app/plot/quantities.hpp"

#include "app/plot/compose.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace ohmscope::plot {

namespace {

using Complex = std::complex<double>;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

double degrees(Complex value) { return std::arg(value) * 180 / std::numbers::pi; }

bool has_phase(Complex value) { return std::isfinite(std::abs(value)) && std::abs(value) > 0; }

/// An infinite impedance has a magnitude and drives no current; nothing more is known of it.
double value_of(const Quantity& quantity, Complex value) {
  if (quantity.name == "current") return std::isinf(value.real()) ? 0 : 1 / std::abs(value);
  if (quantity.unit == "°") return has_phase(value) ? degrees(value) : nothing;
  if (quantity.name == "resistance") return std::isfinite(value.real()) ? value.real() : nothing;
  if (quantity.name == "reactance") return std::isfinite(value.real()) ? value.imag() : nothing;
  return std::abs(value);
}

/// Where the phase wraps around, nothing joins its two ends.
void break_at_wraps(Curve& curve) {
  for (std::size_t k = 1; k < curve.y.size(); ++k) {
    if (std::abs(curve.y[k] - curve.y[k - 1]) < 180) continue;
    curve.x.insert(curve.x.begin() + static_cast<std::ptrdiff_t>(k), curve.x[k]);
    curve.y.insert(curve.y.begin() + static_cast<std::ptrdiff_t>(k), nothing);
    ++k;
  }
}

}  // namespace

std::span<const Quantity> quantities_of_impedance() {
  static const std::array<Quantity, 5> all{
      Quantity{"magnitude", "magnitude |Z|", "ohm", Ink::magnitude, 0},
      Quantity{"resistance", "resistance", "ohm", Ink::resistance, 1, "resistance, negative"},
      Quantity{"reactance", "reactance", "ohm", Ink::reactance, 3, "reactance, capacitive"},
      Quantity{"current", "current at 1 V", "A", Ink::current, 5}, Quantity{"phase", "phase", "°", Ink::phase, 0}};
  return all;
}

std::vector<std::string_view> known_shows() {
  std::vector<std::string_view> names;
  for (const Quantity& quantity : quantities_of_impedance()) names.push_back(quantity.name);
  return names;
}

std::vector<Curve> curves_of(const Trace& trace, const Quantity& quantity, Scale scale) {
  const bool is_log = scale == Scale::logarithmic;
  Curve above;
  above.name = quantity.label;
  above.look = {.ink = quantity.ink, .number = quantity.number};
  above.x = trace.frequencies;
  Curve below;
  below.name = quantity.negative_name;
  below.look = {.ink = quantity.ink, .number = quantity.number, .is_dotted = true};
  below.x = trace.frequencies;
  bool has_negative = false;
  bool has_positive = false;
  for (std::size_t k = 0; k < trace.values.size(); ++k) {
    const double value = value_of(quantity, trace.values[k]);
    if (std::isinf(value)) above.above.push_back(trace.frequencies[k]);
    if (is_log && value == 0 && quantity.negative_name.empty()) above.below.push_back(trace.frequencies[k]);
    has_negative = has_negative || value < 0;
    has_positive = has_positive || value > 0;
    const bool is_shown = std::isfinite(value) && (!is_log || value > 0);
    above.y.push_back(is_shown ? value : nothing);
    below.y.push_back(is_log && value < 0 ? -value : nothing);
  }
  if (quantity.unit == "°") break_at_wraps(above);
  std::vector<Curve> curves;
  const bool splits = is_log && has_negative;
  if (!splits || has_positive) curves.push_back(std::move(above));
  if (splits) curves.push_back(std::move(below));
  if (curves.size() == 2 && quantity.name == "reactance") curves.front().name = "reactance, inductive";
  return curves;
}

Curve decibels(const Trace& trace) {
  Curve curve;
  curve.x = trace.frequencies;
  for (std::size_t k = 0; k < trace.values.size(); ++k) {
    const double size = std::abs(trace.values[k]);
    if (std::isinf(size)) curve.above.push_back(trace.frequencies[k]);
    if (size == 0) curve.below.push_back(trace.frequencies[k]);
    curve.y.push_back(std::isfinite(size) && size > 0 ? 20 * std::log10(size) : nothing);
  }
  return curve;
}

std::vector<double> unwrapped(const std::vector<Complex>& values) {
  std::vector<double> phases;
  double turns = 0;
  double last = nothing;
  for (const Complex value : values) {
    if (!has_phase(value)) {
      phases.push_back(nothing);
      continue;
    }
    const double phase = degrees(value);
    if (!std::isnan(last)) turns = std::round((last - phase) / 360);
    last = phase + 360 * turns;
    phases.push_back(last);
  }
  return phases;
}

std::vector<double> without_dips(const std::vector<Curve>& curves) {
  std::vector<double> values;
  double least = std::numeric_limits<double>::infinity();
  double greatest = 0;
  for (const Curve& curve : curves) {
    const bool is_signed = curve.look.ink == Ink::reactance || curve.look.ink == Ink::resistance;
    for (const double y : curve.y) {
      if (!(y > 0) || curve.is_on_right) continue;
      values.push_back(y);
      greatest = std::max(greatest, y);
      if (!is_signed) least = std::min(least, y);
    }
  }
  if (std::isinf(least)) least = greatest / 1e3;
  for (double& value : values) value = std::max(value, least / 10);
  return values;
}

std::string what_text(std::string_view what) {
  if (what.ends_with(".zin")) return fmt::format("{} InZ", what.substr(0, what.find('.')));
  if (what.ends_with(".zout")) return fmt::format("{} OutZ", what.substr(0, what.find('.')));
  if (what == "port") return "impedance";
  if (what == "s") return "S parameters";
  if (what == "smith") return "reflection";
  if (what == "loop" || what == "nyquist") return "loop gain";
  return std::string(what);
}

}  // namespace ohmscope::plot

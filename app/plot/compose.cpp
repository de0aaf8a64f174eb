#include "app/plot/compose.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "app/plot/quantities.hpp"
#include "app/render/quantity.hpp"
#include "app/text.hpp"

namespace ohmscope::plot {

namespace {

using Traces = std::vector<const Trace*>;

std::size_t count_distinct(const std::vector<Trace>& traces, std::string Trace::*part) {
  std::set<std::string_view> seen;
  for (const Trace& trace : traces) seen.insert(trace.*part);
  return seen.size();
}

/// Whether impedances have a panel for each kind of them, since there are several of each.
bool are_in_groups(const std::vector<Trace>& all) {
  const bool are_several = count_distinct(all, &Trace::of) > 1 || count_distinct(all, &Trace::step) > 1;
  return are_several && count_distinct(all, &Trace::what) > 1 &&
         std::all_of(all.begin(), all.end(), [](const Trace& trace) { return trace.kind == Kind::impedance; });
}

/// Puts a figure together, panel by panel.
class Composer {
 public:
  Composer(const std::vector<Trace>& traces, const Choices& choices) : all_(traces), choices_(choices) {
    std::vector<double> frequencies;
    for (const Trace& trace : traces)
      frequencies.insert(frequencies.end(), trace.frequencies.begin(), trace.frequencies.end());
    const bool can_be_log = std::any_of(frequencies.begin(), frequencies.end(), [](double f) { return f > 0; });
    Scale scale = choices.x.value_or(is_wide(frequencies) ? Scale::logarithmic : Scale::linear);
    if (scale == Scale::logarithmic && !can_be_log) {
      figure_.notes.emplace_back("no frequency above 0 Hz: a logarithmic axis has no place for them");
      scale = Scale::linear;
    }
    const bool has_zero = std::find(frequencies.begin(), frequencies.end(), 0.0) != frequencies.end();
    if (scale == Scale::logarithmic && has_zero)
      figure_.notes.emplace_back("0 Hz has no place on a logarithmic frequency axis and is left out");
    x_ = frequency_axis(frequencies, scale);
    const auto [least, greatest] = std::minmax_element(frequencies.begin(), frequencies.end());
    if (*least == *greatest) figure_.notes.emplace_back("a single frequency: a point instead of a line");
  }

  Figure compose(const std::string& title) {
    figure_.title = title;
    add_impedances();
    for (const Kind kind : {Kind::voltage, Kind::scattering, Kind::loop}) add_bode(kind);
    add_noise();
    std::vector<std::string> notes = notes_of(all_, choices_.y == Scale::linear);
    figure_.notes.insert(figure_.notes.end(), notes.begin(), notes.end());
    return std::move(figure_);
  }

 private:
  [[nodiscard]] Traces of_kind(Kind kind) const {
    Traces found;
    for (const Trace& trace : all_) {
      if (trace.kind == kind) found.push_back(&trace);
    }
    return found;
  }

  [[nodiscard]] bool shows(std::string_view quantity, bool usually) const {
    if (choices_.shows.empty()) return usually;
    return std::find(choices_.shows.begin(), choices_.shows.end(), quantity) != choices_.shows.end();
  }

  [[nodiscard]] Panel& add_panel(std::string label, double weight) {
    Panel& panel = figure_.panels.emplace_back();
    panel.x = x_;
    panel.y.label = std::move(label);
    panel.weight = weight;
    return panel;
  }

  void add_impedances() {
    const Traces traces = of_kind(Kind::impedance);
    if (traces.empty()) return;
    if (traces.size() == 1) return add_single(*traces.front());
    const bool by_what = are_in_groups(all_);
    std::vector<Traces> groups;
    for (const Trace* trace : traces) {
      const auto group = std::find_if(groups.begin(), groups.end(), [&](const Traces& known) {
        return !by_what || known.front()->what == trace->what;
      });
      group == groups.end() ? groups.push_back({trace}) : group->push_back(trace);
    }
    const std::vector<std::string_view> order = known_whats();
    const auto place = [&](const Traces& group) { return std::find(order.begin(), order.end(), group.front()->what); };
    std::stable_sort(groups.begin(), groups.end(),
                     [&](const Traces& a, const Traces& b) { return by_what && place(a) < place(b); });
    for (const Traces& group : groups) {
      for (const Quantity& quantity : quantities_of_impedance()) {
        const bool is_usual = quantity.name == "magnitude" || (quantity.name == "phase" && groups.size() == 1);
        if (shows(quantity.name, is_usual))
          add_overlaid(group, quantity, by_what ? what_text(group.front()->what) : "");
      }
    }
  }

  /// All quantities of one impedance: those in ohm together, the current on the right axis, the phase below.
  void add_single(const Trace& trace) {
    Panel ohms;
    ohms.x = x_;
    ohms.weight = 2;
    for (const Quantity& quantity : quantities_of_impedance()) {
      if (!shows(quantity.name, true)) continue;
      const bool is_in_ohms = quantity.unit == "ohm";
      const bool joins = is_in_ohms || (quantity.name == "current" && !ohms.curves.empty() && is_log());
      Panel alone;
      Panel& panel = joins ? ohms : alone;
      for (Curve& curve : curves_of(trace, quantity, scale_of(quantity))) {
        curve.look.has_marks = trace.frequencies.size() == 1;
        curve.is_on_right = joins && !is_in_ohms;
        curve.is_in_legend = joins;
        panel.curves.push_back(std::move(curve));
      }
      if (joins) continue;
      alone.x = x_;
      alone.y = axis_for(quantity, alone.curves);
      alone.y_ink = quantity.ink;
      others_.push_back(std::move(alone));
    }
    if (!ohms.curves.empty()) {
      ohms.y = axis_for(quantities_of_impedance().front(), ohms.curves);
      ohms.y.label = "ohm";
      const bool has_right = std::any_of(ohms.curves.begin(), ohms.curves.end(), [](auto& c) { return c.is_on_right; });
      if (has_right) ohms.right = reciprocal(ohms.y, "current at 1 V (A)");
      figure_.panels.push_back(std::move(ohms));
    }
    for (Panel& panel : others_) figure_.panels.push_back(std::move(panel));
  }

  [[nodiscard]] bool is_log() const { return choices_.y == Scale::logarithmic; }
  [[nodiscard]] Scale scale_of(const Quantity& quantity) const {
    return quantity.unit == "°" ? Scale::linear : choices_.y;
  }

  [[nodiscard]] Axis axis_for(const Quantity& quantity, const std::vector<Curve>& curves) const {
    std::vector<double> values;
    for (const Curve& curve : curves) {
      if (!curve.is_on_right) values.insert(values.end(), curve.y.begin(), curve.y.end());
    }
    if (quantity.unit == "°") return phase_axis(values);
    const std::string label = fmt::format("{} ({})", quantity.label, quantity.unit);
    if (!is_log()) return linear_axis(label, values);
    const bool has_right = std::any_of(curves.begin(), curves.end(), [](auto& c) { return c.is_on_right; });
    return logarithmic_axis(label, without_dips(curves), has_right ? Ends::whole_decades : Ends::round_numbers);
  }

  /// One quantity of several impedances.
  void add_overlaid(const Traces& traces, const Quantity& quantity, const std::string& of_what) {
    Panel& panel = add_panel("", quantity.unit == "°" ? 1 : 1.6);
    panel.y_ink = quantity.ink;
    std::vector<Look> looks;
    for (const Trace* trace : traces) {
      for (Curve& curve : curves_of(*trace, quantity, scale_of(quantity))) {
        curve.is_in_legend = !curve.look.is_dotted;
        curve.name = label_of(*trace, all_);
        panel.curves.push_back(std::move(curve));
        looks.push_back(look_of(*trace, panel.curves.back().look.is_dotted));
      }
    }
    panel.y = axis_for(quantity, panel.curves);
    if (!of_what.empty()) panel.y.label = fmt::format("{}, {}", of_what, panel.y.label);
    for (std::size_t k = 0; k < looks.size(); ++k) panel.curves[k].look = looks[k];
    if (std::any_of(looks.begin(), looks.end(), [](const Look& look) { return look.is_dotted; }))
      figure_.notes.push_back(fmt::format("{}: dotted where it is negative", quantity.label));
  }

  /// Equal labels look alike in all panels.
  [[nodiscard]] Look look_of(const Trace& trace, bool is_dotted) {
    const std::string label = label_of(trace, all_);
    const auto known = std::find(labels_.begin(), labels_.end(), label);
    const auto number = static_cast<std::size_t>(known - labels_.begin());
    if (known == labels_.end()) labels_.push_back(label);
    return {.ink = Ink::series, .number = number, .has_marks = all_.size() > 1, .is_dotted = is_dotted};
  }

  /// Magnitude in dB above the phase.
  void add_bode(Kind kind) {
    const Traces traces = of_kind(kind);
    if (traces.empty()) return;
    if (shows("magnitude", true)) add_decibels(traces, kind);
    if (!shows("phase", true)) return;
    Panel& panel = add_panel("", 1);
    std::vector<double> values;
    for (const Trace* trace : traces) {
      Curve& curve = panel.curves.emplace_back();
      curve.name = label_of(*trace, all_);
      curve.look = look_of(*trace, false);
      curve.x = trace->frequencies;
      curve.y = unwrapped(trace->values);
      values.insert(values.end(), curve.y.begin(), curve.y.end());
    }
    panel.y = phase_axis(values);
    if (kind == Kind::loop) panel.backdrop.push_back(level_line(-180));
  }

  void add_decibels(const Traces& traces, Kind kind) {
    Panel& panel = add_panel("", 1.6);
    std::vector<double> values;
    for (const Trace* trace : traces) {
      Curve curve = decibels(*trace);
      curve.name = label_of(*trace, all_);
      curve.look = look_of(*trace, false);
      values.insert(values.end(), curve.y.begin(), curve.y.end());
      panel.curves.push_back(std::move(curve));
    }
    const std::string label = kind == Kind::voltage ? "voltage (dB re 1 V)"
                              : kind == Kind::loop  ? "loop gain (dB)"
                                                    : "magnitude (dB)";
    panel.y = decibel_axis(label, values);
    if (kind == Kind::loop) panel.backdrop.push_back(level_line(0));
  }

  [[nodiscard]] Curve level_line(double level) const {
    Curve line;
    line.look.ink = Ink::frame;
    line.x = {x_.low, x_.high};
    line.y = {level, level};
    return line;
  }

  /// Densities, a panel for each unit.
  void add_noise() {
    Traces left = of_kind(Kind::noise);
    while (!left.empty()) {
      const std::string unit = left.front()->unit;
      Panel& panel = add_panel("", 1.6);
      for (const Trace* trace : left) {
        if (trace->unit != unit) continue;
        for (Curve& curve : curves_of(*trace, quantities_of_impedance().front(), choices_.y)) {
          curve.name = label_of(*trace, all_);
          curve.look = look_of(*trace, false);
          panel.curves.push_back(std::move(curve));
        }
      }
      panel.y = axis_for({"noise", "noise", unit == "V/sqrt(Hz)" ? "V/√Hz" : "A/√Hz"}, panel.curves);
      std::erase_if(left, [&](const Trace* trace) { return trace->unit == unit; });
    }
  }

  const std::vector<Trace>& all_;
  const Choices& choices_;
  Axis x_;
  Figure figure_;
  std::vector<Panel> others_;
  std::vector<std::string> labels_;  ///< of series, in order
};

std::string subtitle_of(const std::vector<Trace>& traces) {
  std::vector<std::string> parts;
  if (count_distinct(traces, &Trace::of) == 1 && !traces.front().of.empty()) parts.push_back(traces.front().of);
  std::vector<std::string> whats;
  for (const Trace& trace : traces) {
    const std::string text = what_text(trace.what);
    if (std::find(whats.begin(), whats.end(), text) == whats.end()) whats.push_back(text);
  }
  std::string all_whats = fmt::format("{}", fmt::join(whats, ", "));
  if (parts.empty() || parts.back() != all_whats) parts.push_back(std::move(all_whats));
  if (count_distinct(traces, &Trace::step) == 1 && !traces.front().step.empty()) parts.push_back(traces.front().step);
  parts.push_back(sweep_text(traces));
  return fmt::format("{}", fmt::join(parts, " · "));
}

void note(std::vector<std::string>& notes, const std::string& name, std::string_view what, const Trace& trace,
          const std::vector<double>& where, std::string_view how) {
  if (!where.empty())
    notes.push_back(fmt::format("{} is {} {}{}", name, what, at_frequencies(where, trace.frequencies.size()), how));
}

}  // namespace

std::string sweep_text(const std::vector<Trace>& traces) {
  const std::vector<double>& frequencies = traces.front().frequencies;
  if (frequencies.front() == frequencies.back()) return "at " + frequency_text(frequencies.front());
  return fmt::format("{} frequencies from {} to {}", frequencies.size(), frequency_text(frequencies.front()),
                     frequency_text(frequencies.back()));
}

std::string label_of(const Trace& trace, const std::vector<Trace>& all) {
  std::vector<std::string> parts;
  if (count_distinct(all, &Trace::of) > 1) parts.push_back(trace.of);
  if (count_distinct(all, &Trace::what) > 1 && !are_in_groups(all)) parts.push_back(what_text(trace.what));
  if (count_distinct(all, &Trace::step) > 1) parts.push_back(trace.step);
  return parts.empty() ? trace.of : fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<std::string> notes_of(const std::vector<Trace>& traces, bool zero_has_a_place) {
  constexpr std::size_t most = 4;
  std::vector<std::string> notes;
  for (const Trace& trace : traces) {
    std::vector<double> undefined;
    std::vector<double> infinite;
    std::vector<double> zero;
    for (std::size_t k = 0; k < trace.values.size(); ++k) {
      const double size = std::abs(trace.values[k]);
      if (std::isnan(size)) undefined.push_back(trace.frequencies[k]);
      if (std::isinf(size)) infinite.push_back(trace.frequencies[k]);
      if (size == 0) zero.push_back(trace.frequencies[k]);
    }
    std::string name =
        trace.kind == Kind::impedance ? fmt::format("{} of {}", what_text(trace.what), trace.of) : trace.of;
    if (!trace.step.empty()) name += " at " + trace.step;
    note(notes, name, "undefined", trace, undefined, "");
    note(notes, name, "∞", trace, infinite, ", marked at the upper edge");
    const bool has_place = zero_has_a_place && (trace.kind == Kind::impedance || trace.kind == Kind::noise);
    if (!has_place) note(notes, name, "0", trace, zero, ", marked at the lower edge");
  }
  if (notes.size() > most) {
    const std::size_t more = notes.size() - (most - 1);
    notes.resize(most - 1);
    notes.push_back(fmt::format("and {} more like these", more));
  }
  for (const Trace& trace : traces) {
    for (const std::string& remark : trace.remarks) {
      if (std::find(notes.begin(), notes.end(), remark) == notes.end()) notes.push_back(remark);
    }
  }
  return notes;
}

Figure compose(const std::string& title, const std::vector<Trace>& traces, const Choices& choices) {
  Figure figure = Composer(traces, choices).compose(title);
  figure.subtitle = subtitle_of(traces);
  return figure;
}

}  // namespace ohmscope::plot

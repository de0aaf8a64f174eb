#include <algorithm>
#include <cmath>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/progress_bar.hpp"
#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/solver_log.hpp"
#include "netlist/codes.hpp"
#include "solver/analyses/loop_gain.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

using Complex = std::complex<double>;

constexpr std::string_view hint_of_probe = "a probe is a source of 0 V in the loop, as 'Vprobe out feedback 0'";

/// Margins of a crossing: two figures, of which the first is the frequency.
struct Margin {
  std::string_view list;       ///< in JSON
  std::string_view frequency;  ///< as figure
  std::string_view margin;     ///< as figure, and in JSON
  std::string_view unit;
  double (*of)(Complex gain);
};

/// How far the phase is from that of -1, from -180 to 180 degrees.
double phase_margin(Complex T) {
  const double above = std::arg(T) * 180 / std::acos(-1.0) + 180;
  return above > 180 ? above - 360 : above;
}
double gain_margin(Complex T) { return -20 * std::log10(std::abs(T)); }

constexpr Margin margins[] = {
    {"crossovers", "crossover_frequency", "phase_margin", "deg", phase_margin},
    {"phase_crossings", "phase_crossing_frequency", "gain_margin", "dB", gain_margin},
};

Impedance as_value(Complex T) {
  return std::isnan(T.real()) ? Impedance::undefined() : std::isinf(T.real()) ? Impedance::infinite() : Impedance(T);
}

/// `.loop PROBE [dec|oct|lin POINTS START STOP]`
class LoopAnalysis final : public Analysis {
 public:
  LoopAnalysis(Span probe, Frequencies frequencies) : probe_(probe), frequencies_(std::move(frequencies)) {}

  void bind(Session& session, const Netlist& netlist) override {
    check_measured_data(session, frequencies_.values);
    const std::optional<ElementId> found = find_source(session, netlist, probe_);
    if (!found) return;
    const Circuit& circuit = netlist.circuit;
    const std::string_view name = circuit.element_name(*found);
    const auto pins = circuit.pins(*found);
    const auto values = circuit.values(*found);
    const auto refuse = [&](std::string_view complaint) {
      session.diagnostics.error(codes::bad_probe, probe_, "'{}' {}", name, complaint)
          .with_hint(std::string(hint_of_probe))
          .note(netlist.origin_of(*found), "it is defined here");
    };
    if (circuit.element(*found).type != &devices::voltage_source) return refuse("is no voltage source");
    if (values[0] != 0 || values[1] != 0) return refuse("is a source of other than 0 V");
    if (pins[0] == pins[1]) return refuse("has both ends at one node");
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      const auto references = circuit.references(id);
      if (std::find(references.begin(), references.end(), *found) == references.end()) continue;
      return refuse(fmt::format("controls '{}' by its current, which is another on either side of a probe",
                                circuit.element_name(id)));
    }
    element_ = *found;
    name_ = name;
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    ProgressBar bar("loop gain", session.options);
    const LoopGainResult found = loop_gain(netlist.circuit, element_, frequencies_.values, bar.progress());
    log_solver(session, found.counters);
    AnalysisResult result;
    result.axes = {{"frequency", "Hz", frequencies_.values}};
    result.signals = {{"loop_gain", "", true}};
    result.values = {found.gain};
    add(result, margins[0], found.unity);
    add(result, margins[1], found.reversal);
    report_undefined(session, found);
    result.solved = std::none_of(found.gain.begin(), found.gain.end(), [](Complex T) { return std::isnan(T.real()); });
    return result;
  }

  void write(JsonWriter& json, const AnalysisResult& result) const override {
    json.member("probe", name_);
    json.list("frequencies", frequencies_.values);
    json.key("signals");
    json.begin_object();
    std::vector<Impedance> gain;
    for (const Complex& T : result.values.front()) gain.push_back(as_value(T));
    json.list("loop_gain", gain);
    json.end_object();
    for (const Margin& margin : margins) {
      json.key(margin.list);
      json.begin_array();
      for (std::size_t k = 0; k < result.figures.size(); ++k) {
        if (!result.figures[k].name.starts_with(margin.frequency)) continue;
        json.begin_flat_object();
        json.member("frequency", result.figures[k].value);
        json.member(margin.margin, result.figures[k + 1].value);
        json.end_object();
      }
      json.end_array();
    }
  }

  void print(Output& out, const AnalysisResult& result) const override {
    out.print("\nloop gain at {}\n", name_);
    const std::string sweep = describe(frequencies_);
    if (!sweep.empty()) out.print("{}\n", sweep);
    print_margins(out, result);
    Table table({{}, {}, {}});
    table.add({"frequency", "loop gain", "phase"});
    for (const std::size_t spot : frequencies_.spots) {
      const Complex T = result.values.front()[spot];
      const double decibels = 20 * std::log10(std::abs(T));
      const bool has_phase = std::isfinite(decibels);
      table.add({frequency_text(frequencies_.values[spot]),
                 T == 0.0    ? "0"
                 : has_phase ? fmt::format("{:.2f} dB", decibels)
                             : engineering(decibels, "dB"),
                 has_phase ? fmt::format("{:.1f}°", std::arg(T) * 180 / std::acos(-1.0)) : ""});
    }
    table.print(out);
  }

 private:
  static void add(AnalysisResult& result, const Margin& margin, const std::vector<LoopCrossing>& crossings) {
    for (std::size_t k = 0; k < crossings.size(); ++k) {
      const std::string number = k == 0 ? "" : fmt::format("({})", k + 1);
      result.figures.push_back({fmt::format("{}{}", margin.frequency, number), "Hz", crossings[k].frequency});
      result.figures.push_back(
          {fmt::format("{}{}", margin.margin, number), std::string(margin.unit), margin.of(crossings[k].gain)});
    }
  }

  static void print_margins(Output& out, const AnalysisResult& result) {
    Table table({{Table::Align::left}, {}, {Table::Align::left}});
    for (const Margin& margin : margins) {
      bool is_none = true;
      std::string text(margin.margin);
      std::replace(text.begin(), text.end(), '_', ' ');
      for (std::size_t k = 0; k < result.figures.size(); ++k) {
        if (!result.figures[k].name.starts_with(margin.frequency)) continue;
        is_none = false;
        const std::string value = margin.of == phase_margin ? fmt::format("{:.2f}°", result.figures[k + 1].value)
                                                            : fmt::format("{:.2f} dB", result.figures[k + 1].value);
        table.add({text, value, "at " + engineering(result.figures[k].value, "Hz")});
      }
      if (is_none)
        table.add({text, "none",
                   margin.of == phase_margin ? "|T| crosses 1 nowhere in the sweep"
                                             : "T is real and negative nowhere in the sweep"});
    }
    table.print(out);
  }

  void report_undefined(Session& session, const LoopGainResult& found) const {
    std::vector<double> without;
    for (std::size_t k = 0; k < found.gain.size(); ++k) {
      if (std::isnan(found.gain[k].real())) without.push_back(frequencies_.values[k]);
    }
    if (without.empty()) return;
    session.diagnostics
        .error(codes::no_solution, probe_, "the loop gain at '{}' is undefined {}", name_,
               at_frequencies(without, frequencies_.values.size()))
        .with_hint("with the probe cut, the circuit does not fix what its two ends do");
  }

  Span probe_;
  Frequencies frequencies_;
  ElementId element_ = 0;
  std::string name_;
};

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  auto asked = session.elaborator->loop_card(card);
  if (!asked) return nullptr;
  auto frequencies = asked->frequencies ? std::optional(sweep_with_spots(std::move(*asked->frequencies)))
                                        : choose_frequencies(session);
  if (!frequencies) return nullptr;
  std::sort(frequencies->values.begin(), frequencies->values.end());
  return std::make_unique<LoopAnalysis>(asked->probe, std::move(*frequencies));
}

}  // namespace

namespace registered {
extern const AnalysisType loop;
const AnalysisType loop{.name = "loop", .is_complex = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope

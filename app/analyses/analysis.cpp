#include "app/analyses/analysis.hpp"

#include <array>

#include "app/codes.hpp"
#include "app/operating_point.hpp"
#include "app/text.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace registered {
extern const AnalysisType op;
extern const AnalysisType dc;
extern const AnalysisType tf;
extern const AnalysisType noise;
extern const AnalysisType sens;
extern const AnalysisType pz;
extern const AnalysisType loop;
extern const AnalysisType net;
extern const AnalysisType lin;
}  // namespace registered

std::span<const AnalysisType* const> analysis_types() {
  static constexpr std::array<const AnalysisType*, 11> list{
      &registered::op, &registered::dc,   &registered::ac, &registered::tf,  &registered::noise, &registered::sens,
      &registered::pz, &registered::loop, &registered::sp, &registered::net, &registered::lin};
  return list;
}

std::vector<AnalysisResult> Analysis::run_each(Session& session, const Netlist& netlist,
                                               const SourceSteps& steps) const {
  std::vector<AnalysisResult> results;
  for (const std::vector<double>& values : steps.values) {
    Netlist stepped = netlist;
    for (std::size_t k = 0; k < values.size(); ++k) stepped.circuit.set_value(steps.sources[k], 0, values[k]);
    forget_operating_point(stepped);
    if (find_operating_point(session, stepped)) {
      results.push_back(run(session, stepped));
    } else {
      results.emplace_back().solved = false;
    }
  }
  return results;
}

std::vector<Quantity> quantities(const std::vector<Signal>& signals) {
  std::vector<Quantity> named;
  for (const Signal& signal : signals) {
    named.push_back({.name = signal.name,
                     .unit = signal.kind == Signal::Kind::voltage ? "V" : "A",
                     .is_measured_only = signal.is_measured_only});
  }
  return named;
}

std::optional<ElementId> find_source(Session& session, const Netlist& netlist, Span name) {
  const Circuit& circuit = netlist.circuit;
  const std::string_view text = session.sources.text(name);
  const auto is_source = [&](ElementId id) { return is_independent_source(circuit.element(id).type); };
  const std::optional<ElementId> element = circuit.find_element(text);
  if (element && is_source(*element)) return element;
  if (element) {
    session.diagnostics.error(codes::unknown_thing, name, "'{}' is not a voltage or current source", text);
  } else if (!netlist.is_left_out(text)) {
    const auto sources = [&] {
      std::vector<std::string_view> names;
      for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
        if (is_source(id)) names.push_back(circuit.element_name(id));
      }
      return names;
    };
    session.diagnostics.error(codes::unknown_thing, name, "no source is called '{}'", text)
        .of_unknown_name()
        .with_hint(session.diagnostics.suggest(text, sources));
  }
  return std::nullopt;
}

std::optional<Signal> find_measured(Session& session, const Netlist& netlist, const CardOutput& output,
                                    std::string_view card) {
  std::optional<Signal> found = find_output(session, netlist, output);
  const bool is_voltage = found && found->kind == Signal::Kind::voltage;
  if (!found || is_voltage || is_voltage_source(netlist.circuit.element(found->element).type)) return found;
  session.diagnostics
      .error(codes::bad_output, output.name, "'{}' is not a voltage source: '.{}' measures currents in them",
             session.sources.text(output.name), card)
      .with_hint("a voltage source of 0 V in series measures any current");
  return std::nullopt;
}

std::vector<TransferOutput> transfer_outputs(const std::vector<Signal>& measured) {
  std::vector<TransferOutput> outputs;
  for (const Signal& signal : measured) {
    TransferOutput& output = outputs.emplace_back();
    output.positive = signal.positive;
    output.negative = signal.negative;
    if (signal.kind != Signal::Kind::voltage) output.current_of = signal.element;
  }
  return outputs;
}

void write_real_signals(JsonWriter& json, const AnalysisResult& result) {
  json.key("signals");
  json.begin_object();
  for (std::size_t s = 0; s < result.signals.size(); ++s) {
    std::vector<double> row;
    for (const std::complex<double>& value : result.values[s]) row.push_back(value.real());
    json.list(result.signals[s].name, row);
  }
  json.end_object();
}

void write_complex_signals(JsonWriter& json, const AnalysisResult& result) {
  json.key("signals");
  json.begin_object();
  for (std::size_t s = 0; s < result.signals.size(); ++s) json.list(result.signals[s].name, result.values[s]);
  json.end_object();
}

std::string left_out_text(std::size_t signals) {
  return fmt::format("… {} left out here (.save chooses; --json or --csv shows all)", counted(signals, "signal"));
}

}  // namespace ohmscope

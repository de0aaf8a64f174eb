#include <cmath>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/render/quantity.hpp"
#include "app/render/table.hpp"
#include "app/solver_log.hpp"
#include "app/unsolved.hpp"
#include "solver/analyses/dc_transfer.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

/// `.tf OUTPUT SOURCE`: what 1 V or 1 A of a source makes of an output at 0 Hz, and the resistances at both.
class TransferAnalysis final : public Analysis {
 public:
  explicit TransferAnalysis(TransferCard card) : card_(card) {}

  void bind(Session& session, const Netlist& netlist) override {
    check_measured_data(session, {0.0});
    const std::optional<ElementId> source = find_source(session, netlist, card_.source);
    const std::optional<Signal> output = find_measured(session, netlist, card_.output, "tf");
    if (!source || !output) return;
    source_ = *source;
    output_ = *output;
    source_name_ = netlist.circuit.element_name(source_);
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    const DcTransfer found = dc_transfer(netlist.circuit, transfer_outputs({output_}).front(), source_);
    log_solver(session, found.counters);
    AnalysisResult result;
    result.figures = {{"transfer_function", unit(netlist.circuit), found.transfer},
                      {"input_resistance", "ohm", found.input_resistance},
                      {"output_resistance", "ohm", found.output_resistance}};
    if (std::isnan(found.transfer)) result.solved = !report_undefined_output(session, netlist, output_, source_, {0.0});
    warn_of_undefined(session, "input", card_.source, found.input_resistance);
    warn_of_undefined(session, "output", card_.output.name, found.output_resistance);
    return result;
  }

  void write(JsonWriter& json, const AnalysisResult& result) const override {
    json.member("output", output_.name);
    json.member("source", source_name_);
    json.key("signals");
    json.begin_object();
    for (const Figure& figure : result.figures) json.member(figure.name, figure.value);
    json.end_object();
  }

  void print(Output& out, const AnalysisResult& result) const override {
    out.write("\ntransfer function\n");
    const std::string names[] = {fmt::format("{} by {}", output_.name, source_name_),
                                 fmt::format("input resistance at {}", source_name_),
                                 fmt::format("output resistance at {}", output_.name)};
    Table table({{Table::Align::left}, {}});
    for (std::size_t k = 0; k < result.figures.size(); ++k)
      table.add({names[k], engineering(result.figures[k].value, result.figures[k].unit)});
    table.print(out);
  }

 private:
  static bool is_current(const Signal& signal) { return signal.kind != Signal::Kind::voltage; }
  static bool is_voltage_source(const Circuit& circuit, ElementId id) {
    return ohmscope::is_voltage_source(circuit.element(id).type);
  }

  [[nodiscard]] std::string unit(const Circuit& circuit) const {
    const bool from_voltage = is_voltage_source(circuit, source_);
    if (is_current(output_)) return from_voltage ? "S" : "A/A";
    return from_voltage ? "V/V" : "ohm";
  }

  static void warn_of_undefined(Session& session, std::string_view which, Span at, double resistance) {
    if (!std::isnan(resistance)) return;
    session.diagnostics.warning(codes::undefined_impedance, at,
                                "the {} resistance at '{}' is undefined: the circuit does not fix V/I there at 0 Hz",
                                which, session.sources.text(at));
  }

  TransferCard card_;
  ElementId source_ = 0;
  Signal output_;
  std::string source_name_;
};

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  const auto asked = session.elaborator->transfer_card(card);
  return asked ? std::make_unique<TransferAnalysis>(*asked) : nullptr;
}

}  // namespace

namespace registered {
extern const AnalysisType tf;
const AnalysisType tf{.name = "tf", .plan = plan};
}  // namespace registered

}  // namespace ohmscope

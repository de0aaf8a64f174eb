#include "app/codes.hpp"
#include "app/network.hpp"
#include "netlist/codes.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

/// `.net [V(out[,ref])|I(R)] SOURCE [Rin=] [Rout=]`, as in LTspice, at the frequencies of `.ac`. The source is the
/// input and no part of the network, nor is a resistor at the output; what they terminate with is their own resistance,
/// or 1 ohm.
class NetAnalysis final : public Analysis {
 public:
  NetAnalysis(NetCard card, Span place) : card_(card) {
    task_.is_spaced = false;
    task_.has_port_impedances = true;
    task_.place = place;
  }

  void bind(Session& session, const Netlist& netlist) override {
    if (auto chosen = choose_frequencies(session)) frequencies_ = std::move(*chosen);
    check_measured_data(session, frequencies_.values);
    task_.matrices = {NetworkMatrix::s, NetworkMatrix::z, NetworkMatrix::y};
    add_input(session, netlist);
    if (!card_.output) return;
    card_.output->is_current ? add_resistor(session, netlist) : add_nodes(session, netlist);
    task_.matrices.push_back(NetworkMatrix::h);
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    return solve_network(session, netlist.circuit, task_, frequencies_.values);
  }
  void write(JsonWriter& json, const AnalysisResult& result) const override { write_network(json, task_, result); }
  void print(Output& out, const AnalysisResult& result) const override {
    print_network(out, task_, frequencies_, result);
  }

 private:
  static constexpr double usual_termination = 1;  // ohm

  void add_input(Session& session, const Netlist& netlist) {
    const auto source = find_source(session, netlist, card_.source);
    if (!source) return;
    const Circuit& circuit = netlist.circuit;
    const bool has_resistance = is_port(circuit.element(*source).type);
    const double own = has_resistance ? circuit.values(*source)[devices::port_z0] : usual_termination;
    const auto pins = circuit.pins(*source);
    // Its current flows into the network where it leaves the source.
    const bool is_turned = circuit.element(*source).type == &devices::current_source;
    task_.ports.push_back({std::string(circuit.element_name(*source)), pins[is_turned ? 1 : 0], pins[is_turned ? 0 : 1],
                           card_.input_termination.value_or(own), source});
  }

  void add_nodes(Session& session, const Netlist& netlist) {
    const std::optional<Signal> output = find_output(session, netlist, *card_.output);
    if (!output) return;
    task_.ports.push_back({output->name, output->positive, output->negative,
                           card_.output_termination.value_or(usual_termination), std::nullopt});
  }

  void add_resistor(Session& session, const Netlist& netlist) {
    const Circuit& circuit = netlist.circuit;
    const Span name = card_.output->name;
    const std::string_view text = session.sources.text(name);
    const std::optional<ElementId> element = circuit.find_element(text);
    if (!element && netlist.is_left_out(text)) return;
    if (!element || circuit.element(*element).type != &devices::resistor) {
      session.diagnostics
          .error(codes::bad_output, name, "{}: the output of '.net' is V(NODE) or I(RESISTOR)",
                 element ? fmt::format("'{}' is no resistor", text) : fmt::format("no element is called '{}'", text))
          .of_unknown_name();
      return;
    }
    const double own = circuit.values(*element)[0];
    if (!card_.output_termination && !(own > 0)) {
      session.diagnostics.error(codes::bad_ports, name, "the termination '{}' is {} ohm, expected a positive number",
                                text, own);
      return;
    }
    const auto pins = circuit.pins(*element);
    task_.ports.push_back({std::string(circuit.element_name(*element)), pins[0], pins[1],
                           card_.output_termination.value_or(own), element});
  }

  NetCard card_;
  Frequencies frequencies_;
  NetworkTask task_;
};

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  const auto asked = session.elaborator->net_card(card);
  return asked ? std::make_unique<NetAnalysis>(*asked, card.words.front()) : nullptr;
}

}  // namespace

namespace registered {
extern const AnalysisType net;
const AnalysisType net{.name = "net", .is_complex = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope

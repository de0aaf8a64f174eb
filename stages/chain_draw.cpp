#include <array>
#include <cassert>

#include "solver/devices/registry.hpp"
#include "stages/chain.hpp"

namespace ohmscope {

namespace {

/// The node at the input of `stage`; ground for a sensor.
NodeId input_node(const Chain& chain, std::size_t stage, Circuit& circuit) {
  if (stage > 0) return circuit.node(chain.node_name(stage - 1));
  return chain.has_sensor() ? ground : circuit.node(chain.input_node_name());
}

/// The node at the output of `stage`, whose input is `in`.
NodeId output_node(const Chain& chain, std::size_t stage, NodeId in, Circuit& circuit) {
  const std::string name = chain.node_name(stage);
  const StageType* type = chain.spec(stage).type;
  if (type == nullptr || !type->joins_in_and_out) return circuit.node(name);
  const bool added = circuit.alias(name, in);
  assert(added || circuit.find_node(name) == in);
  static_cast<void>(added);
  return in;
}

}  // namespace

std::vector<NodeId> draw_stages(const Chain& chain, std::size_t first, std::size_t last, Elaborator& elaborator,
                                Netlist& netlist) {
  assert(first <= last && last <= chain.stages.size());
  std::vector<NodeId> nodes{input_node(chain, first, netlist.circuit)};
  nodes.reserve(last - first + 1);
  std::uint32_t origin = 0;
  for (std::size_t k = first; k < last; ++k) {
    const StageSpec& spec = chain.spec(k);
    const NodeId in = nodes.back();
    const NodeId out = output_node(chain, k, in, netlist.circuit);
    if (spec.subcircuit != nullptr) {
      elaborator.add_instance(*spec.subcircuit, chain.node_name(k), {in, out}, spec.parameters, spec.span, netlist);
    } else {
      const bool same_line = k > first && chain.stages[k].spec == chain.stages[k - 1].spec;
      if (!same_line) origin = netlist.add_origin(spec.span);
      Drawing drawing(netlist, chain.node_name(k), in, out, origin);
      spec.type->draw(spec.values, drawing);
    }
    nodes.push_back(out);
  }
  return nodes;
}

void draw_chain(const Chain& chain, Elaborator& elaborator, Netlist& netlist) {
  if (!chain.has_sensor() && !chain.specs.empty()) {
    const std::array<NodeId, 2> pins{input_node(chain, 0, netlist.circuit), ground};
    const std::array<double, 3> values{1, 1, 0};  // dc, ac, phase
    const std::uint32_t origin = netlist.add_origin(chain.specs.front().span);
    netlist.circuit.add(devices::voltage_source, chain.name + ".source", pins, values, {}, origin);
  }
  draw_stages(chain, 0, chain.stages.size(), elaborator, netlist);
}

void draw_chains(const std::vector<Chain>& chains, Elaborator& elaborator, Netlist& netlist) {
  for (const Chain& chain : chains) {
    if (chain.is_sound) {
      draw_chain(chain, elaborator, netlist);
    } else {
      netlist.leave_out(chain.name);
    }
    if (!chain.is_closed || chain.name.empty()) netlist.leave_out_anything();
  }
}

Netlist flatten(const std::vector<Chain>& chains, Elaborator& elaborator) {
  Netlist netlist;
  draw_chains(chains, elaborator, netlist);
  elaborator.add_top(netlist);
  return netlist;
}

}  // namespace ohmscope

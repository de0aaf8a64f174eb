#include "solver/analyses/port_relation.hpp"

#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

namespace {

/// The circuit's equations with the port voltages, port currents and the source factor as further, trailing unknowns:
/// A x - sum_k e_k i_k - b e = 0, v_k - x_k = 0.
LinearSystem with_ports(const MnaSystem& mna, const std::vector<NodeId>& ports) {
  LinearSystem system = mna.system;
  system.sources.clear();
  std::int32_t column = system.columns;
  for (const NodeId port : ports) {
    const Unknown v{column++};
    const Unknown i{column++};
    const Unknown row{system.rows++};
    const Unknown node = MnaSystem::voltage(port);
    if (node.exists()) system.resistive.push_back({node, i, -1.0});
    system.resistive.push_back({row, {v, node}, 1.0});
  }
  const Unknown factor{column++};
  system.columns = column;
  system.frequency_dependent = [mna_part = mna.system.frequency_dependent, sources = mna.system.sources, factor](
                                   double frequency, std::vector<ComplexStamp>& stamps) {
    if (mna_part) mna_part(frequency, stamps);
    for (const SourceStamp& source : sources) stamps.push_back({source.rows, factor, -ComplexDD(source.ac)});
  };
  return system;
}

}  // namespace

PortReducer::PortReducer(const Circuit& circuit, const std::vector<NodeId>& ports)
    : reducer_(with_ports(assemble(circuit), ports), static_cast<std::int32_t>(2 * ports.size() + 1)) {}

}  // namespace ohmscope

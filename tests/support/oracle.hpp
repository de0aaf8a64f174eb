#pragma once

#include <memory>

#include "solver/circuit/circuit.hpp"
#include "solver/circuit/impedance.hpp"

namespace ohmscope::test {

/// An independent solution: the sparse tableau (every element's current is an unknown, nothing is ever added up when
/// the equations are written), dense, with full pivoting and 120 digits. Shares no code with the solver.
class Oracle {
 public:
  Oracle(const Circuit& circuit, double frequency);
  ~Oracle();

  /// V/I at a node pair with all sources zeroed, from the null space of the equations together with V and I.
  [[nodiscard]] Impedance port(NodeId p, NodeId n) const;
  /// Whether the equations with the sources' AC or DC values contradict one another nowhere.
  [[nodiscard]] bool solvable(bool ac) const;
  /// A node's voltage (volts) in a solvable circuit; not finite where the equations do not fix it.
  [[nodiscard]] Impedance node_voltage(NodeId node, bool ac) const;
  /// The current through a two-pin element from its first pin, likewise.
  [[nodiscard]] Impedance element_current(ElementId id, bool ac) const;

 private:
  class Equations;
  std::unique_ptr<Equations> equations_;
};

}  // namespace ohmscope::test

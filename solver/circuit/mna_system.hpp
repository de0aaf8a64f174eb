#pragma once

#include <cstdint>
#include <vector>

#include "solver/circuit/circuit.hpp"
#include "solver/circuit/linear_system.hpp"

namespace ohmscope {

/// Modified nodal analysis (Ho, Ruehli, Brennan, IEEE Trans. CAS 22 (1975)): unknowns are the voltages of all nodes but
/// ground, then the branch currents of the elements that need one; rows are current balances and branch equations in
/// the same order.
struct MnaSystem {
  LinearSystem system;
  std::int32_t node_unknowns = 0;          ///< unknown k < node_unknowns is the voltage of node k + 1
  std::vector<std::int32_t> first_branch;  ///< by element: index of its first branch current; -1: none
  std::vector<ElementId> branch_element;   ///< by branch: the element it belongs to

  [[nodiscard]] static Unknown voltage(NodeId node) { return {node - 1}; }
  [[nodiscard]] bool is_node(std::int32_t index) const { return index < node_unknowns; }
  [[nodiscard]] NodeId node_of(std::int32_t index) const { return index + 1; }
  [[nodiscard]] ElementId element_of(std::int32_t index) const {
    return branch_element[static_cast<std::size_t>(index - node_unknowns)];
  }
};

/// What the elements say by frequency_dependent, as polynomials of s.
struct PolynomialPart {
  std::vector<PowerStamp> stamps;
  std::vector<ElementId> others;  ///< elements that are no rational functions of s
};
[[nodiscard]] PolynomialPart polynomial_part(const Circuit& circuit, const MnaSystem& mna);

/// Stamps every element. `circuit` must outlive the result: elements that depend on the frequency are stamped again
/// for each.
[[nodiscard]] MnaSystem assemble(const Circuit& circuit);

}  // namespace ohmscope

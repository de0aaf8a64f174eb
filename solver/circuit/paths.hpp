#pragma once

#include <cstdint>
#include <vector>

#include "solver/circuit/circuit.hpp"
#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

/// Nodes, or other things with a number, sorted into parts by what joins them: union-find.
class Parts {
 public:
  explicit Parts(std::size_t count);
  void join(NodeId a, NodeId b) { next_[static_cast<std::size_t>(top(a))] = top(b); }
  [[nodiscard]] bool are_joined(NodeId a, NodeId b) { return top(a) == top(b); }
  /// The one of its part that stands for all of it, until something is joined.
  [[nodiscard]] NodeId top(NodeId node);

 private:
  std::vector<NodeId> next_;  ///< of the same part; itself at the top
};

/// By node: whether elements that conduct at a frequency (Hz) lead from it to ground.
[[nodiscard]] std::vector<bool> nodes_led_to_ground(const Circuit& circuit, double frequency);

/// Where currents can flow in a circuit at one frequency and what can act on what, by the positions of its equations'
/// summands alone: to explain to people what the exact structure has found.
class Paths {
 public:
  /// `circuit` must outlive it. Hertz.
  Paths(const Circuit& circuit, double frequency);

  /// See nodes_led_to_ground().
  [[nodiscard]] const std::vector<bool>& lead_to_ground() const { return grounded_; }
  /// Whether sources and shorts fix the voltage of `node` against ground.
  [[nodiscard]] bool fix(NodeId node) const { return node == ground || fixed_[MnaSystem::voltage(node).at()]; }
  /// Whether what flows through the first branch of `element` acts on that branch's own equation: for an ideal op-amp,
  /// whether it has feedback. Voltages that are fixed pass nothing on.
  [[nodiscard]] bool act_back_on(ElementId element) const;

 private:
  using Graph = std::vector<std::vector<std::int32_t>>;

  void add(const UnknownPair& rows, const UnknownPair& columns);
  void find_fixed(std::size_t nodes);
  [[nodiscard]] std::vector<std::int32_t> moved_by(std::int32_t row) const;

  MnaSystem mna_;
  Graph rows_of_;               ///< by unknown
  Graph columns_of_;            ///< by equation
  std::vector<bool> grounded_;  ///< by node: a path of currents leads to ground
  std::vector<bool> fixed_;     ///< by unknown: a voltage that is fixed
};

}  // namespace ohmscope

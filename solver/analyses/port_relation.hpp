#pragma once

#include <vector>

#include "solver/analyses/trailing_reducer.hpp"
#include "solver/circuit/circuit.hpp"

namespace ohmscope {

/// Reduces a circuit to its ports, at one frequency after another.
class PortReducer {
 public:
  /// Ports are between `ports` and ground. `circuit` must outlive the reducer.
  PortReducer(const Circuit& circuit, const std::vector<NodeId>& ports);

  /// The relation at a frequency in Hz, coefficients to far better than double precision. `afresh`: that frequency is
  /// its sample too.
  [[nodiscard]] PortRelation at(double frequency, bool afresh = false) { return reducer_.at(frequency, afresh); }
  /// The same at several frequencies, side by side: see TrailingReducer.
  [[nodiscard]] std::vector<PortRelation> at_all(std::span<const double> frequencies) {
    return reducer_.at_all(frequencies);
  }
  [[nodiscard]] SolverCounters counters() const { return reducer_.counters(); }

 private:
  TrailingReducer reducer_;
};

}  // namespace ohmscope

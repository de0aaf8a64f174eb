#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "solver/circuit/linear_system.hpp"
#include "solver/circuit/solver_counters.hpp"
#include "solver/linear/double_double.hpp"
#include "solver/linear/residue.hpp"

namespace ohmscope {

/// All that a circuit says of the voltages and currents at its ports: linear equations in
///     v_1, i_1, v_2, i_2, …, e
/// with v_k the voltage from port k's node to ground, i_k the current into it, and e the factor by which the
/// independent sources' AC values are multiplied (0: zeroed). Always exists: a port that is shorted, open or
/// fixed by the inside just gives an equation of its own. An n-port normally has n of them.
struct PortRelation {
  struct Row {
    std::vector<ComplexDD> coefficients;  ///< 2 ports + 1 of them; structural zeros are exact
    std::vector<Residue> exact;           ///< the same in the finite field, for exact decisions
  };
  std::vector<Row> rows;  ///< independent
  /// The frequency in Hz that the finite field's coefficients belong to: what is 0 at one frequency of a kind (0 Hz or
  /// not) is so at the others.
  double sample = 0;
};

/// Reduces a system of equations, which has further unknowns behind its own, to what it says of those, at one frequency
/// after another. Of the trailing unknowns the later ones express the earlier ones, where they can.
class TrailingReducer {
 public:
  /// `trailing`: how many unknowns those are. The system's sources do not count.
  TrailingReducer(LinearSystem system, std::int32_t trailing);
  ~TrailingReducer();
  TrailingReducer(const TrailingReducer&) = delete;
  TrailingReducer& operator=(const TrailingReducer&) = delete;

  /// The relation at a frequency in Hz, coefficients to far better than double precision. `afresh`: that frequency is
  /// its sample too.
  [[nodiscard]] PortRelation at(double frequency, bool afresh = false);
  /// The same at several frequencies, side by side where that gives all digits; the best for up to
  /// LaneSolver::width() of them.
  [[nodiscard]] std::vector<PortRelation> at_all(std::span<const double> frequencies);
  [[nodiscard]] SolverCounters counters() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace ohmscope

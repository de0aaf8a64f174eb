#pragma once

#include <memory>

#include "solver/circuit/exact_solver.hpp"
#include "solver/circuit/regular_part.hpp"
#include "solver/linear/klu.hpp"

namespace ohmscope {

/// Factors of 100 digits, or of 700 where the values are so far apart that 100 would lose one beside another: the last
/// resort of ExactSolver.
class PreciseFactors {
 public:
  /// `order` gives the order of elimination. All three outlive the factors.
  PreciseFactors(const RegularPart& part, const SystemAtFrequency& at, const Klu& order);
  ~PreciseFactors();
  PreciseFactors(const PreciseFactors&) = delete;
  PreciseFactors& operator=(const PreciseFactors&) = delete;

  /// Leaves the task unsolved if the equations are singular.
  void solve(ExactSolver::Task& task) const;

 private:
  class Factors;
  template <unsigned digits>
  class FactorsOf;
  std::unique_ptr<const Factors> factors_;
};

}  // namespace ohmscope

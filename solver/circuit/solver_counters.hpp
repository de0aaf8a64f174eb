#pragma once

#include <algorithm>
#include <cstddef>

namespace ohmscope {

/// What a solver has done so far, for those who want to know.
struct SolverCounters {
  std::size_t factorizations = 0;    ///< fresh choice of pivots
  std::size_t refactorizations = 0;  ///< old pivots, new values
  std::size_t solves = 0;            ///< right-hand sides, refinement steps included
  std::size_t inversions = 0;        ///< in place of solves, for many ports at once
  std::size_t precise = 0;           ///< frequencies that needed factors of 100 or more digits
  double worst_correction = 0;       ///< largest relative change by a first refinement step

  SolverCounters& operator+=(const SolverCounters& other) {
    factorizations += other.factorizations;
    refactorizations += other.refactorizations;
    solves += other.solves;
    inversions += other.inversions;
    precise += other.precise;
    worst_correction = std::max(worst_correction, other.worst_correction);
    return *this;
  }
};

}  // namespace ohmscope

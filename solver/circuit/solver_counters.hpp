#pragma once

#include <algorithm>
#include <cstddef>

namespace ohmscope {

/// What a solver has done so far, for those who want to know.
struct SolverCounters {
  std::size_t factorizations = 0;    ///< fresh choice of pivots
  std::size_t refactorizations = 0;  ///< old pivots, new values
  std::size_t in_lanes = 0;          ///< refactorizations of several frequencies side by side
  std::size_t by_tape = 0;           ///< frequencies of one port of a chain, eliminated without being factored
  std::size_t swept = 0;             ///< frequencies of a long chain, swept side by side
  std::size_t solves = 0;            ///< right-hand sides, refinement steps included
  std::size_t inversions = 0;        ///< in place of solves, for many ports at once
  std::size_t precise = 0;           ///< frequencies that needed factors of 100 or more digits
  double worst_correction = 0;       ///< largest relative change by a first refinement step

  SolverCounters& operator+=(const SolverCounters& other) {
    factorizations += other.factorizations;
    refactorizations += other.refactorizations;
    in_lanes += other.in_lanes;
    by_tape += other.by_tape;
    swept += other.swept;
    solves += other.solves;
    inversions += other.inversions;
    precise += other.precise;
    worst_correction = std::max(worst_correction, other.worst_correction);
    return *this;
  }
};

}  // namespace ohmscope

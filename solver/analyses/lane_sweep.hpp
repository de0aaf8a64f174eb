#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "solver/analyses/progress.hpp"
#include "solver/circuit/lane_solver.hpp"
#include "solver/circuit/regular_part.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// Receives the solutions of all tasks at frequency number `k`, which lie in `lane`; called from several threads at
/// once, for each k at most once.
using TakeSolutions =
    std::function<void(std::size_t k, std::span<const LaneSolver::Solution> solutions, std::size_t lane)>;

/// What is to be solved, and the part of the system that has one solution.
struct LaneJob {
  const LinearSystem& system;
  const RegularPart& part;
  std::span<const LaneSolver::Task> tasks;
};

/// Solves all tasks at those of the frequencies (Hz) of these numbers that can be solved side by side, in blocks on all
/// processors; the result is the same on any number of them. Returns the other numbers, ascending as they were: 0 Hz,
/// frequencies at which `part` does not hold, and those that need more care (see LaneSolver). `progress` is told of
/// what is done out of all frequencies, by one thread at a time.
[[nodiscard]] std::vector<std::size_t> sweep_lanes(const LaneJob& job, std::span<const double> frequencies,
                                                   std::span<const std::size_t> numbers, const TakeSolutions& take,
                                                   SolverCounters& counters, const Progress& progress);

}  // namespace ohmscope

#pragma once

#include <memory>
#include <span>
#include <vector>

#include "solver/circuit/lane_plan.hpp"
#include "solver/circuit/linear_system.hpp"
#include "solver/circuit/refinement.hpp"
#include "solver/circuit/regular_part.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// Solves a linear system at several frequencies side by side, each in a lane of the machine's widest vectors: what
/// ExactSolver does, with the same promise, for those frequencies at which the pivots of one do and few steps of
/// refinement settle. The others it names, and they are left to ExactSolver.
class LaneSolver {
 public:
  /// For frequencies at which `part`, which must outlive the solver, holds; with the pivots that suit `sample`.
  LaneSolver(const RegularPart& part, const SystemAtFrequency& sample);

  /// Bytes that solve() takes for so many tasks, to a factor of about two.
  [[nodiscard]] std::size_t memory(std::size_t tasks) const;

  /// How many frequencies lie side by side on this machine.
  [[nodiscard]] static std::size_t width();

  /// One right-hand side, the same at all frequencies: A x = b.
  struct Task {
    std::vector<ComplexDD> b = {};          ///< by row
    std::vector<UnknownPair> targets = {};  ///< what must be accurate; none of them exactly 0 by structure
    bool driving_point = false;             ///< b is a unit current through the one target; nothing else is looked at
    std::vector<double> weights = {};       ///< of the targets, see ExactSolver::Task
    double accuracy = refinement::default_accuracy;  ///< relative, of the targets
  };
  /// What came of a task.
  class Solution {
   public:
    Solution() = default;
    Solution(std::shared_ptr<const LanePlan> plan, LaneOutcome outcome)
        : plan_(std::move(plan)), outcome_(std::move(outcome)) {}
    /// Whether the targets are as accurate as they should be at the frequency of this number.
    [[nodiscard]] bool settled(std::size_t lane) const { return outcome_.settled[lane]; }
    /// An unknown's value, or a difference of two, at a frequency.
    [[nodiscard]] ComplexDD value(UnknownPair pair, std::size_t lane) const;

   private:
    std::shared_ptr<const LanePlan> plan_;
    LaneOutcome outcome_;
  };
  /// At up to width() frequencies, none of them 0, all tasks with one factorisation; one solution a task. May be
  /// called from several threads at once, with memory of each thread's own.
  [[nodiscard]] std::vector<Solution> solve(std::span<const SystemAtFrequency> at, std::span<const Task> tasks,
                                            SolverCounters& counters, LaneMemory& memory) const;

 private:
  std::shared_ptr<const LanePlan> plan_;
};

}  // namespace ohmscope

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/circuit/lane_solver.cpp"
#include "hwy/foreach_target.h"
// After it, for it includes this file once for every kind of vector:
#include "solver/circuit/lane_block-inl.hpp"
#include "solver/circuit/lane_solver.hpp"
#include "solver/linear/lane_factors-inl.hpp"
#include "solver/linear/lane_supernodes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

template <class Factors>
void solve_tasks(LaneBlock<Factors> block, std::span<const LaneSolver::Task> tasks, std::span<LaneOutcome> outcomes) {
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    block.solve(tasks[k], tasks[k].accuracy, outcomes[k]);
  }
}

void solve_block(const LanePlan& plan, std::span<const SystemAtFrequency> at, std::span<const LaneSolver::Task> tasks,
                 LaneMemory& memory, std::span<LaneOutcome> outcomes) {
  if (plan.supernodes) {
    solve_tasks(LaneBlock<LaneSupernodes>(plan, at, memory, *plan.supernodes), tasks, outcomes);
  } else {
    solve_tasks(LaneBlock<LaneFactors>(plan, at, memory, plan.factors), tasks, outcomes);
  }
}

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <complex>

#include "solver/circuit/lane_width.hpp"
#include "solver/linear/vectors.hpp"

namespace ohmscope {

LaneSolver::LaneSolver(const RegularPart& part, const SystemAtFrequency& sample)
    : plan_(std::make_shared<LanePlan>(plan_lanes(part, sample))) {}

std::size_t LaneSolver::width() { return lane_width(); }

std::size_t LaneSolver::memory(std::size_t tasks) const {
  // By unknown: the pivot, a column in work, the correction, its rounding; a task's solution to 106 bits.
  const std::size_t arrays = 4 + 2 * tasks;
  const std::size_t numbers = plan_->factor_entries() + arrays * plan_->size();
  return numbers * width() * sizeof(std::complex<double>);
}

std::vector<LaneSolver::Solution> LaneSolver::solve(std::span<const SystemAtFrequency> at, std::span<const Task> tasks,
                                                    SolverCounters& counters, LaneMemory& memory) const {
  std::vector<Solution> solutions(tasks.size());
  std::vector<LaneOutcome> outcomes(tasks.size());
  if (plan_->size() > 0) {
    OHMSCOPE_WIDEST(solve_block)(*plan_, at, tasks, memory, outcomes);
    counters.in_lanes += at.size();
  }
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    LaneOutcome& outcome = outcomes[k];
    outcome.settled.resize(at.size());
    for (std::size_t lane = 0; lane < at.size(); ++lane) {
      if (outcome.settled[lane]) {
        counters.worst_correction = std::max(counters.worst_correction, outcome.first_change[lane]);
      }
    }
    solutions[k] = Solution(plan_, std::move(outcome));
  }
  return solutions;
}

ComplexDD LaneSolver::Solution::value(UnknownPair pair, std::size_t lane) const {
  const std::size_t lanes = width();
  const auto at = [&](Unknown x) -> ComplexDD {
    const std::size_t re = plan_->place(x) * 2 * lanes + lane;
    const std::size_t im = re + lanes;
    return {{outcome_.high[re], outcome_.low[re]}, {outcome_.high[im], outcome_.low[im]}};
  };
  return at(pair.positive) - at(pair.negative);
}

}  // namespace ohmscope

#endif

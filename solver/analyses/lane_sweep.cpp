#include "solver/analyses/lane_sweep.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstdint>
#include <mutex>

namespace ohmscope {

namespace {

/// Frequencies at which the part holds, ready to be looked at, and their numbers.
struct Open {
  std::vector<std::size_t> numbers;
  std::vector<SystemAtFrequency> at;
};

class Sweep {
 public:
  Sweep(const LaneJob& job, const TakeSolutions& take, SolverCounters& counters, const Progress& progress,
        std::size_t all, std::size_t done)
      : job_(job), take_(take), counters_(counters), progress_(progress), all_(all), done_(done) {}

  /// All that is open with the pivots that suit the one in the middle. Returns what did not settle.
  Open round(const Open& open) {
    const LaneSolver solver(job_.part, open.at[open.at.size() / 2]);
    const std::size_t width = LaneSolver::width();
    const std::size_t blocks = (open.at.size() + width - 1) / width;
    std::vector<SolverCounters> counters(blocks);
    std::vector<std::uint8_t> settled(open.at.size());
    const auto solve_block = [&](std::size_t block, LaneMemory& memory) {
      const std::size_t first = block * width;
      const std::span at = std::span(open.at).subspan(first, std::min(width, open.at.size() - first));
      const auto solutions = solver.solve(at, job_.tasks, counters[block], memory);
      for (std::size_t lane = 0; lane < at.size(); ++lane) {
        if (!std::all_of(solutions.begin(), solutions.end(), [&](auto& s) { return s.settled(lane); })) continue;
        settled[first + lane] = 1;
        take_(open.numbers[first + lane], solutions, lane);
        one_more();
      }
    };
    if (job_.part.size() * open.at.size() < worth_processors) {
      LaneMemory memory;
      for (std::size_t block = 0; block < blocks; ++block) solve_block(block, memory);
    } else {
      tbb::enumerable_thread_specific<LaneMemory> memory;
      tbb::task_arena processors(that_fit(solver.memory(job_.tasks.size())));
      processors.execute([&] {
        tbb::parallel_for(std::size_t{0}, blocks, [&](std::size_t block) { solve_block(block, memory.local()); });
      });
    }
    for (const SolverCounters& block : counters) counters_ += block;
    Open left;
    for (std::size_t k = 0; k < open.at.size(); ++k) {
      if (settled[k] != 0) continue;
      left.numbers.push_back(open.numbers[k]);
      left.at.push_back(open.at[k]);
    }
    return left;
  }

 private:
  /// Unknowns times frequencies; fewer are solved for before other threads have begun.
  static constexpr std::size_t worth_processors = 20'000;

  /// All processors, or as many as large circuits leave memory for.
  static int that_fit(std::size_t bytes) {
    constexpr std::size_t most = std::size_t{2} << 30U;
    const std::size_t fitting = std::max<std::size_t>(1, most / std::max<std::size_t>(1, bytes));
    return static_cast<int>(std::min(fitting, static_cast<std::size_t>(tbb::this_task_arena::max_concurrency())));
  }

  void one_more() {
    const std::lock_guard lock(telling_);
    tell(progress_, ++done_, all_);
  }

  const LaneJob& job_;
  const TakeSolutions& take_;
  SolverCounters& counters_;
  const Progress& progress_;
  std::size_t all_;
  std::size_t done_;
  std::mutex telling_;
};

}  // namespace

std::vector<std::size_t> sweep_lanes(const LaneJob& job, std::span<const double> frequencies,
                                     std::span<const std::size_t> numbers, const TakeSolutions& take,
                                     SolverCounters& counters, const Progress& progress) {
  constexpr std::size_t worth_a_round = 2;  // fewer are done sooner one by one
  std::vector<std::size_t> others;
  Open open;
  for (const std::size_t k : numbers) {
    SystemAtFrequency at = at_frequency(job.system, frequencies[k]);
    if (frequencies[k] == 0 || !job.part.holds(at)) {
      others.push_back(k);
    } else {
      open.numbers.push_back(k);
      open.at.push_back(std::move(at));
    }
  }
  Sweep sweep(job, take, counters, progress, frequencies.size(), frequencies.size() - numbers.size());
  while (open.at.size() >= worth_a_round) {
    Open left = sweep.round(open);
    const bool hopeful = left.at.size() <= open.at.size() / 2;
    open = std::move(left);
    if (!hopeful) break;
  }
  others.insert(others.end(), open.numbers.begin(), open.numbers.end());
  std::sort(others.begin(), others.end());
  return others;
}

}  // namespace ohmscope

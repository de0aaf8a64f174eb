#pragma once

#include <benchmark/benchmark.h>

#include <vector>

namespace ohmscope::bench {

/// Growing ladders and chains: sections or stages.
inline void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)->Range(1'000, 100'000)->Unit(benchmark::kMillisecond);
}

/// The same for what is done once a deck, up to millions of elements.
inline void large_sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)->Range(1'000, 1'000'000)->Unit(benchmark::kMillisecond);
}

/// Growing grids: nodes along a side.
inline void sides(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(30)->Arg(100)->Arg(200)->Unit(benchmark::kMillisecond);
}

/// Ten frequencies over three decades, Hz: low enough that the longest ladder's far end is above the smallest double.
inline std::vector<double> ten_frequencies() { return {1, 2.2, 4.6, 10, 22, 46, 100, 220, 460, 1000}; }

}  // namespace ohmscope::bench

// How long do the local and overall impedances of every stage of a chain take?

#include <benchmark/benchmark.h>

#include "generators.hpp"
#include "prepared.hpp"
#include "sizes.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope::bench {
namespace {

/// Counts stages times frequencies a second.
void all_stages(benchmark::State& state, std::string (*generate)(int)) {
  Prepared prepared(generate(static_cast<int>(state.range(0))));
  const Chain& chain = prepared.chains.front();
  const std::vector<double> frequencies = ten_frequencies();
  for (auto _ : state) benchmark::DoNotOptimize(analyse_chain(chain, frequencies, prepared.elaborator));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(chain.stages.size() * frequencies.size()));
}

BENCHMARK_CAPTURE(all_stages, rc_array, rc_array)->Apply(sizes);
BENCHMARK_CAPTURE(all_stages, opamp_array, opamp_array)->Apply(sizes);
BENCHMARK_CAPTURE(all_stages, opamp_chain, opamp_chain)->Apply(sizes);

}  // namespace
}  // namespace ohmscope::bench

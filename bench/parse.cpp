// How fast is text turned into a deck?

#include <benchmark/benchmark.h>

#include <algorithm>

#include "generators.hpp"
#include "netlist/deck.hpp"
#include "sizes.hpp"

namespace ohmscope::bench {
namespace {

/// Counts lines and bytes of text a second.
void parse(benchmark::State& state, std::string (*generate)(int)) {
  const std::string text = generate(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    SourceMap sources;
    Diagnostics diagnostics;
    const Span main = sources.add("bench.cir", text);
    benchmark::DoNotOptimize(parse_deck(sources, main, diagnostics));
  }
  state.SetItemsProcessed(state.iterations() * std::count(text.begin(), text.end(), '\n'));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

BENCHMARK_CAPTURE(parse, rc_ladder, rc_ladder)->Apply(large_sizes);
BENCHMARK_CAPTURE(parse, rc_instances, rc_instances)->Apply(large_sizes);
BENCHMARK_CAPTURE(parse, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(parse, rc_grid, rc_grid)->Apply(sides);
BENCHMARK_CAPTURE(parse, opamp_chain, opamp_chain)->Apply(sizes);

}  // namespace
}  // namespace ohmscope::bench

// How fast does a deck become a flat circuit?

#include <benchmark/benchmark.h>

#include "generators.hpp"
#include "prepared.hpp"
#include "sizes.hpp"

namespace ohmscope::bench {
namespace {

/// Plain netlists and chains alike: evaluate, build the chains, draw them. Counts elements a second.
void elaborate(benchmark::State& state, std::string (*generate)(int)) {
  SourceMap sources;
  Diagnostics diagnostics;
  const Span main = sources.add("bench.cir", generate(static_cast<int>(state.range(0))));
  const Deck deck = parse_deck(sources, main, diagnostics);
  std::size_t elements = 0;
  for (auto _ : state) {
    Elaborator elaborator(sources, deck, diagnostics);
    const std::vector<Chain> chains = build_chains(sources, deck, elaborator, diagnostics);
    const Netlist netlist = flatten(chains, elaborator);
    elements = netlist.circuit.element_count();
  }
  if (diagnostics.has_errors()) state.SkipWithError(diagnostics.all().front().message.c_str());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(elements));
}

BENCHMARK_CAPTURE(elaborate, rc_ladder, rc_ladder)->Apply(large_sizes);
BENCHMARK_CAPTURE(elaborate, rc_instances, rc_instances)->Apply(large_sizes);
BENCHMARK_CAPTURE(elaborate, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(elaborate, rc_grid, rc_grid)->Apply(sides);
BENCHMARK_CAPTURE(elaborate, opamp_chain, opamp_chain)->Apply(sizes);
BENCHMARK_CAPTURE(elaborate, opamp_array, opamp_array)->Apply(sizes);

}  // namespace
}  // namespace ohmscope::bench

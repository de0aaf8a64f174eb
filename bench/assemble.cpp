// How fast does a circuit become equations, and what does it cost to know their structure?

#include <benchmark/benchmark.h>

#include "generators.hpp"
#include "prepared.hpp"
#include "sizes.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/circuit/structure.hpp"

namespace ohmscope::bench {
namespace {

/// Stamps all elements. Counts elements a second.
void assemble_equations(benchmark::State& state, std::string (*generate)(int)) {
  const Prepared prepared(generate(static_cast<int>(state.range(0))));
  const Circuit& circuit = prepared.netlist.circuit;
  for (auto _ : state) benchmark::DoNotOptimize(assemble(circuit));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(circuit.element_count()));
}

/// Rank, free unknowns and redundant equations, found in a finite field. Counts unknowns a second.
void structure(benchmark::State& state, std::string (*generate)(int)) {
  const Prepared prepared(generate(static_cast<int>(state.range(0))));
  const MnaSystem mna = assemble(prepared.netlist.circuit);
  for (auto _ : state) benchmark::DoNotOptimize(Structure(at_frequency(mna.system, 1e3)));
  state.SetItemsProcessed(state.iterations() * mna.system.columns);
}

BENCHMARK_CAPTURE(assemble_equations, rc_ladder, rc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(assemble_equations, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(assemble_equations, opamp_chain, opamp_chain)->Apply(sizes);
BENCHMARK_CAPTURE(assemble_equations, rc_grid, rc_grid)->Apply(sides);
BENCHMARK_CAPTURE(structure, rc_ladder, rc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(structure, rc_grid, rc_grid)->Apply(sides);

}  // namespace
}  // namespace ohmscope::bench

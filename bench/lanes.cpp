// What do frequencies side by side take, beside KLU's refactorisation and solution of one (factor.cpp)?

#include <benchmark/benchmark.h>

#include "generators.hpp"
#include "prepared.hpp"
#include "sizes.hpp"
#include "solver/circuit/lane_solver.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/circuit/port_tape.hpp"

namespace ohmscope::bench {
namespace {

/// A deck's equations about 10 kHz, as many frequencies as go side by side, and its port.
struct Sweep {
  explicit Sweep(const std::string& deck)
      : prepared(deck), mna(assemble(prepared.netlist.circuit)), part(at_frequency(mna.system, 1e4)) {
    for (std::size_t k = 0; k < LaneSolver::width(); ++k) {
      at.push_back(at_frequency(mna.system, 1e4 * (1 + 0.01 * static_cast<double>(k))));
      omega.push_back(at.back().omega);
    }
    const Circuit& circuit = prepared.netlist.circuit;
    for (const char* name : {"n0", "g0_0", "c.s"}) {
      if (const auto node = circuit.find_node(name)) port = MnaSystem::voltage(*node);
    }
  }
  Prepared prepared;
  MnaSystem mna;
  RegularPart part;
  std::vector<SystemAtFrequency> at;
  std::vector<DoubleDouble> omega;
  Unknown port;
};

// Both count unknowns times frequencies a second.

/// Factors, one right-hand side and its refinement.
void lanes(benchmark::State& state, std::string (*generate)(int)) {
  const Sweep sweep(generate(static_cast<int>(state.range(0))));
  const LaneSolver solver(sweep.part, sweep.at.front());
  const LaneSolver::Task task{unit_between<ComplexDD>(sweep.mna.system, sweep.port), {sweep.port}, true};
  SolverCounters counters;
  LaneMemory memory;
  for (auto _ : state) benchmark::DoNotOptimize(solver.solve(sweep.at, {&task, 1}, counters, memory));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(sweep.part.size() * sweep.at.size()));
}

/// One port's impedance with a bound on its rounding.
void tape(benchmark::State& state, std::string (*generate)(int)) {
  const Sweep sweep(generate(static_cast<int>(state.range(0))));
  const auto written = PortTape::of_chain(LinearSystem(sweep.mna.system), sweep.port);
  if (!written) return state.SkipWithError("no chain");
  for (auto _ : state) benchmark::DoNotOptimize(written->at(sweep.omega));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(sweep.part.size() * sweep.at.size()));
}

BENCHMARK_CAPTURE(lanes, rc_ladder, rc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(lanes, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(lanes, opamp_chain, opamp_chain)->Apply(sizes);
BENCHMARK_CAPTURE(lanes, rc_grid, rc_grid)->Apply(sides);
BENCHMARK_CAPTURE(tape, rc_ladder, rc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(tape, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(tape, opamp_chain, opamp_chain)->Apply(sizes);

}  // namespace
}  // namespace ohmscope::bench

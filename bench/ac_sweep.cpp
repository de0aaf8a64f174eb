// How long does a sweep of a whole circuit take: all node voltages, or one port's impedance?

#include <benchmark/benchmark.h>

#include "generators.hpp"
#include "prepared.hpp"
#include "sizes.hpp"
#include "solver/analyses/driving_point.hpp"
#include "solver/analyses/small_signal.hpp"

namespace ohmscope::bench {
namespace {

/// Counts nodes times frequencies a second.
void count(benchmark::State& state, const Circuit& circuit, const std::vector<double>& frequencies) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(circuit.node_count() * frequencies.size()));
}

void ac_voltages(benchmark::State& state, std::string (*generate)(int)) {
  const Prepared prepared(generate(static_cast<int>(state.range(0))));
  const std::vector<double> frequencies = ten_frequencies();
  for (auto _ : state) benchmark::DoNotOptimize(ac_analysis(prepared.netlist.circuit, frequencies));
  count(state, prepared.netlist.circuit, frequencies);
}

void port_impedance(benchmark::State& state, std::string (*generate)(int)) {
  const Prepared prepared(generate(static_cast<int>(state.range(0))));
  const Circuit& circuit = prepared.netlist.circuit;
  const std::vector<double> frequencies = ten_frequencies();
  const auto node = circuit.find_node(prepared.sources.text(prepared.deck.ports.front().positive));
  const std::vector<Port> ports{{"p", node.value(), ground}};
  for (auto _ : state) benchmark::DoNotOptimize(driving_point_impedances(circuit, ports, frequencies));
  count(state, circuit, frequencies);
}

BENCHMARK_CAPTURE(ac_voltages, rc_ladder, rc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(ac_voltages, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(ac_voltages, opamp_chain, opamp_chain)->Apply(sizes);
BENCHMARK_CAPTURE(ac_voltages, rc_grid, rc_grid)->Apply(sides);
BENCHMARK_CAPTURE(port_impedance, rc_ladder, rc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(port_impedance, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(port_impedance, rc_grid, rc_grid)->Apply(sides);

}  // namespace
}  // namespace ohmscope::bench

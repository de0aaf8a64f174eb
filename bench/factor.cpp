// What does KLU take for a first factorisation, for a refactorisation at another frequency, and for a solution?

#include <benchmark/benchmark.h>

#include "generators.hpp"
#include "prepared.hpp"
#include "sizes.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/linear/klu.hpp"
#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope::bench {
namespace {

/// The summed matrix of a deck's circuit at 10 kHz, in doubles.
struct Matrix {
  SparsePattern pattern;
  std::vector<std::complex<double>> values;
};

Matrix matrix_of(const std::string& deck) {
  const Prepared prepared(deck);
  const MnaSystem mna = assemble(prepared.netlist.circuit);
  const SystemAtFrequency at = at_frequency(mna.system, 1e4);
  std::vector<Coordinate> coordinates;
  std::vector<std::complex<double>> entries;
  for_each_entry(at, [&](std::int32_t row, std::int32_t column, const ComplexDD& value) {
    coordinates.push_back({row, column});
    entries.push_back(value.to_complex());
  });
  PatternWithSlots made = make_pattern(mna.system.rows, mna.system.columns, coordinates);
  std::vector<std::complex<double>> values(made.pattern.size());
  for (std::size_t k = 0; k < entries.size(); ++k) values[static_cast<std::size_t>(made.slots[k])] += entries[k];
  return {std::move(made.pattern), std::move(values)};
}

// All three count unknowns a second.

void analyse_and_factor(benchmark::State& state, std::string (*generate)(int)) {
  Matrix matrix = matrix_of(generate(static_cast<int>(state.range(0))));
  for (auto _ : state) {
    Klu klu(matrix.pattern);
    if (!klu.factor(matrix.values)) state.SkipWithError("singular");
  }
  state.SetItemsProcessed(state.iterations() * matrix.pattern.columns());
}

void refactor(benchmark::State& state, std::string (*generate)(int)) {
  Matrix matrix = matrix_of(generate(static_cast<int>(state.range(0))));
  Klu klu(matrix.pattern);
  if (!klu.factor(matrix.values)) return state.SkipWithError("singular");
  for (auto _ : state) {
    if (!klu.refactor(matrix.values)) return state.SkipWithError("singular");
  }
  state.SetItemsProcessed(state.iterations() * matrix.pattern.columns());
}

void solve(benchmark::State& state, std::string (*generate)(int)) {
  Matrix matrix = matrix_of(generate(static_cast<int>(state.range(0))));
  Klu klu(matrix.pattern);
  if (!klu.factor(matrix.values)) return state.SkipWithError("singular");
  std::vector<std::complex<double>> b(static_cast<std::size_t>(matrix.pattern.columns()), 1.0);
  for (auto _ : state) {
    klu.solve(b, 1);
    benchmark::DoNotOptimize(b.data());
    std::fill(b.begin(), b.end(), 1.0);
  }
  state.SetItemsProcessed(state.iterations() * matrix.pattern.columns());
}

BENCHMARK_CAPTURE(analyse_and_factor, rc_ladder, rc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(analyse_and_factor, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(analyse_and_factor, opamp_chain, opamp_chain)->Apply(sizes);
BENCHMARK_CAPTURE(analyse_and_factor, rc_grid, rc_grid)->Apply(sides);
BENCHMARK_CAPTURE(refactor, rc_ladder, rc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(refactor, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(refactor, opamp_chain, opamp_chain)->Apply(sizes);
BENCHMARK_CAPTURE(refactor, rc_grid, rc_grid)->Apply(sides);
BENCHMARK_CAPTURE(solve, rc_ladder, rc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(solve, rlc_ladder, rlc_ladder)->Apply(sizes);
BENCHMARK_CAPTURE(solve, opamp_chain, opamp_chain)->Apply(sizes);
BENCHMARK_CAPTURE(solve, rc_grid, rc_grid)->Apply(sides);

}  // namespace
}  // namespace ohmscope::bench

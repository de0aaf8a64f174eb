#pragma once

#include <complex>
#include <optional>
#include <string>
#include <vector>

#include "solver/analyses/progress.hpp"
#include "solver/circuit/impedance.hpp"
#include "solver/circuit/solver_counters.hpp"
#include "stages/rails.hpp"

namespace ohmscope {

/// Input and output impedance, one entry a frequency.
struct PortImpedances {
  std::vector<Impedance> zin;
  std::vector<Impedance> zout;
};

/// One stage's answers; all arrays run along the frequencies.
struct StageResult {
  std::string name;
  std::string type;
  PortImpedances local;
  PortImpedances overall;
  /// Node voltage at the stage's output with the sensor driving, volts; NaN where nothing determines it.
  std::vector<std::complex<double>> voltage;
};

struct ChainResult {
  std::string name;
  std::vector<double> frequencies;   ///< Hz
  std::vector<StageResult> stages;   ///< those asked for, in signal order
  std::optional<Coupling> coupling;  ///< the first of its kind; none in an ordinary chain
  /// Nodes beside the chain that its stages reach and whose voltages depend on the current drawn.
  std::vector<std::string> yielding_rails;
  SolverCounters counters;
};

/// Local and overall impedances of all stages (or of those in `only`, by index): one sweep from the right for all InZ,
/// one from the left for all OutZ; each distinct stage is reduced once per frequency. `progress` is told of each
/// frequency.
[[nodiscard]] ChainResult analyse_chain(const Chain& chain, const std::vector<double>& frequencies,
                                        Elaborator& elaborator, const std::vector<std::size_t>& only = {},
                                        const Progress& progress = {});

}  // namespace ohmscope

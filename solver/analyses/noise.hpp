#pragma once

#include <optional>
#include <span>
#include <vector>

#include "solver/analyses/progress.hpp"
#include "solver/circuit/circuit.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// What the noise is looked for, and what it is referred to.
struct NoiseQuestion {
  NodeId positive = ground;
  NodeId negative = ground;
  ElementId source = 0;  ///< an independent voltage or current source
  double kelvin = 300.15;
  std::optional<ElementId> current_of =
      std::nullopt;  ///< a voltage source whose current is looked at in place of nodes
};

/// Noise over frequencies, as densities: V/sqrt(Hz) or A/sqrt(Hz) at the output; NaN where the equations do not fix it.
struct NoiseResult {
  std::vector<double> output;                ///< [k]: at frequency k, of all elements
  std::vector<double> gain;                  ///< [k]: |output / source|
  std::vector<ElementId> elements;           ///< that make noise, in circuit order
  std::vector<std::vector<double>> of_each;  ///< [e][k]: what elements[e] contributes to `output`
  SolverCounters counters;
};

/// Small-signal noise at each frequency (Hz): every source of noise acts by itself, and squares add up. One solution of
/// the adjoint equations a frequency tells what each makes of the output (Rohrer, Nagel, Meyer, Weber, IEEE J.
/// Solid-State Circuits 6 (1971)). `progress` is told of each frequency.
[[nodiscard]] NoiseResult noise_analysis(const Circuit& circuit, const NoiseQuestion& question,
                                         const std::vector<double>& frequencies, const Progress& progress = {});

/// The root of the integral over frequency of a density squared: V from V/sqrt(Hz). Between two points it is a power of
/// the frequency, as in SPICE, or at 0 a straight line of the square.
[[nodiscard]] double integrated_noise(std::span<const double> frequencies, std::span<const double> density);

}  // namespace ohmscope

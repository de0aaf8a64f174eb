#pragma once

#include <complex>
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

/// Noise of several outputs together. [a * outputs + b][k]: of output a times the conjugate of output b, at frequency
/// k, V^2/Hz, A^2/Hz or VA/Hz; NaN where the equations do not fix it.
struct NoiseCorrelation {
  std::vector<std::vector<std::complex<double>>> values;
  SolverCounters counters;
};

/// The correlation matrix of the currents through `sources`, voltage sources all, at each frequency (Hz): what each
/// source of noise makes of one times what it makes of the other, added up.
[[nodiscard]] NoiseCorrelation noise_correlation(const Circuit& circuit, std::span<const ElementId> sources,
                                                 double kelvin, const std::vector<double>& frequencies,
                                                 const Progress& progress = {});

/// What a two-port adds to the noise of its source, as F = Fmin + Rn / Re(Ys) |Ys - Yopt|^2 has it, the source's own
/// noise being that of its conductance at `kelvin`.
struct NoiseParameters {
  double figure = 0;          ///< 10 log10 F with a source of `z0`, dB
  double lowest_figure = 0;   ///< 10 log10 Fmin, dB
  double resistance = 0;      ///< Rn, ohm
  std::complex<double> best;  ///< the source's reflection at Fmin, relative to `z0`
};
/// From the correlation of its short-circuit currents, A^2/Hz, and its y11 and y21, siemens (Haus et al., Proc. IRE 48
/// (1960)). NaN where they do not say.
[[nodiscard]] NoiseParameters noise_parameters(const std::complex<double> (&correlation)[2][2],
                                               std::complex<double> y11, std::complex<double> y21, double z0,
                                               double kelvin);

/// The root of the integral over frequency of a density squared: V from V/sqrt(Hz). Between two points it is a power of
/// the frequency, as in SPICE, or at 0 a straight line of the square.
[[nodiscard]] double integrated_noise(std::span<const double> frequencies, std::span<const double> density);

}  // namespace ohmscope

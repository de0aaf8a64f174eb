#pragma once

#include <complex>
#include <functional>
#include <limits>
#include <vector>

#include "solver/circuit/circuit.hpp"

namespace ohmscope {

/// From an independent source to a voltage.
struct PoleZeroQuestion {
  ElementId source;
  /// The source is one of voltage, but taken for one of current, which flows as its own would: p, source, n.
  bool as_current = false;
  NodeId positive;
  NodeId negative = ground;
};

/// The transfer function H(s) = gain * prod (s - zero) / prod (s - pole), in rad/s. Common factors are not part of it.
struct PoleZeroResult {
  enum class Outcome {
    found,
    undefined,   ///< nothing determines the output, whatever s
    irrational,  ///< an element is no rational function of s
    inaccurate   ///< some root could not be found to 1e-11; all are as close as they came
  };
  Outcome outcome = Outcome::found;
  std::vector<std::complex<double>> poles;  ///< nearest to 0 first, conjugates side by side
  std::vector<std::complex<double>> zeros;
  /// Natural frequencies of the circuit that the source does not excite or the output does not show.
  std::vector<std::complex<double>> cancelled;
  /// Infinite where it is beyond a double, NaN unless all poles and zeros are known.
  double gain = std::numeric_limits<double>::quiet_NaN();
  /// Whether there are too many to find them all: those nearest to 0 are there then, and what cancels is known to 1e-13
  /// only.
  bool is_part = false;
  std::vector<ElementId> causes;  ///< if irrational
};

/// Of a part of a circuit of more states than that (whose determinant has no factors by structure) only the roots that
/// are nearest to 0 are found.
inline constexpr std::size_t most_states = 1000;
inline constexpr std::size_t roots_of_many = 100;

/// Sources other than that one are zeroed. `told` is called now and then; what it throws ends the work.
///
/// With (G + s C) x = b for the source alone and c x for the output, Cramer's rule says
///     H(s) = - det [G + s C, b; c, 0] / det (G + s C):
/// zeros and poles are the roots of two pencils. What both determinants have in common is known exactly, as a greatest
/// common divisor in the finite field; besides, a pole and a zero cancel that are the same to 1e-13.
[[nodiscard]] PoleZeroResult pole_zero(const Circuit& circuit, const PoleZeroQuestion& question,
                                       const std::function<void()>& told = {});

}  // namespace ohmscope

#pragma once

#include <complex>
#include <vector>

#include "solver/analyses/progress.hpp"
#include "solver/circuit/circuit.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// The loop gain at a frequency at which it crosses something.
struct LoopCrossing {
  double frequency;  ///< Hz
  std::complex<double> gain;
};

struct LoopGainResult {
  std::vector<std::complex<double>> gain;  ///< by frequency; NaN: undefined; infinite: real part so
  std::vector<LoopCrossing> unity;         ///< where |T| = 1
  std::vector<LoopCrossing> reversal;      ///< where T is real and negative
  SolverCounters counters;
};

/// The loop gain T seen at `probe`, a voltage source of 0 V, without breaking the loop: 1 + T is the return difference,
/// and where feedback is negative T > 0 at 0 Hz. Sources are zeroed.
///
/// With the probe cut, the circuit between its two ends x, y and ground is I = Y V, and
///     T = (y_xy + y_yx) / (y_xx + y_yy)
/// (Tian, Visvanathan, Hantgan, Kundert, IEEE Circuits & Devices 17 (2001), whose formula of two injections into the
/// closed loop this is). It is the same for a probe turned round, and along a chain of two-ports wherever it stands:
/// with their chain matrix M it is - (1 + det M) / tr M. Where Y does not exist T is the same quotient of the 2 x 2
/// minors of what the circuit says of V and I.
///
/// Crossings between two neighbours of `frequencies` (Hz, ascending) are found by solving at frequencies in between:
/// one of a kind in each interval, and two where what crosses comes nearest to it, as at a resonance.
[[nodiscard]] LoopGainResult loop_gain(const Circuit& circuit, ElementId probe, const std::vector<double>& frequencies,
                                       const Progress& progress = {});

}  // namespace ohmscope

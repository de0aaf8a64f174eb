#pragma once

#include <vector>

namespace ohmscope {

enum class SweepKind { decade, octave, linear };

/// The frequencies of `.ac dec|oct|lin POINTS START STOP`. START and STOP are Hz; POINTS is a count per decade or per
/// octave, or in all.
struct FrequencySweep {
  SweepKind kind = SweepKind::decade;
  int points = 10;
  double start = 1.0;
  double stop = 1e6;
};

/// Hz, ascending, first exactly `start`. A decade or octave sweep whose grid meets `stop` (to rounding) ends exactly
/// there. Otherwise one by decades stretches its steps so that it does, like ngspice; one by octaves ends with the last
/// grid point below. start may be 0 only in a linear sweep.
/// Empty if the sweep makes no sense (points < 1, stop < start, start < 0, or start = 0 on a logarithmic axis).
[[nodiscard]] std::vector<double> frequencies(const FrequencySweep& sweep);

/// base^(step / points). Powers of the whole base are exact, so that 1k lies on the grid of 1 to 1meg.
[[nodiscard]] double power_of(double base, double step, int points);

}  // namespace ohmscope

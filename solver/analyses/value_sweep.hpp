#pragma once

#include <vector>

namespace ohmscope {

/// The values of `.dc NAME START STOP STEP`.
struct ValueSweep {
  double start = 0;
  double stop = 0;
  double step = 0;
};

/// How many values a sweep has: those from start on that do not pass stop by more than rounding. 0 if it makes no
/// sense: a step of 0 or away from stop, a number that is not finite. A double, for it may be more than memory holds.
[[nodiscard]] double count(const ValueSweep& sweep);
/// start + k step, each rounded once; the last is exactly stop if it meets it.
[[nodiscard]] std::vector<double> values(const ValueSweep& sweep);

}  // namespace ohmscope

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

/// The values of `.dc dec|oct NAME START STOP POINTS`: `points` of them to a factor of `base`.
struct GeometricSweep {
  double base = 10;
  double start = 1;
  double stop = 1;
  int points = 1;
};

/// How many values it has: those from start on that do not pass stop by more than rounding. 0 if it makes no sense: a
/// start that is not positive, stop below start, no points.
[[nodiscard]] double count(const GeometricSweep& sweep);
/// start base^(k / points); the last is exactly stop if it meets it.
[[nodiscard]] std::vector<double> values(const GeometricSweep& sweep);

}  // namespace ohmscope

#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace ohmscope::devices {

// How far one step of Newton's method may move the voltages of a field-effect transistor (Nagel, ERL-M520 (1975),
// section 4.2; the numbers are SPICE3's).

/// A gate voltage's step from `before` to `v`, about a threshold.
inline double limited_gate(double v, double before, double threshold) {
  const double most_on = std::fabs(2 * (before - threshold)) + 2;
  const double most_off = std::fabs(before - threshold) + 1;
  const double strong = threshold + 3.5;
  const double step = v - before;
  if (before >= strong) {
    if (step > 0) return std::min(v, before + most_on);
    return v >= strong ? std::max(v, before - most_off) : std::max(v, threshold + 2);
  }
  if (before >= threshold) return step <= 0 ? std::max(v, threshold - 0.5) : std::min(v, threshold + 4);
  if (step <= 0) return std::max(v, before - most_on);
  return v <= threshold + 0.5 ? std::min(v, before + most_off) : threshold + 0.5;
}

/// A drain-source voltage's.
inline double limited_drain(double v, double before) {
  constexpr double high = 3.5;
  if (before >= high) return v > before ? std::min(v, 3 * before + 2) : v < high ? std::max(v, 2.0) : v;
  return v > before ? std::min(v, 4.0) : std::max(v, -0.5);
}

/// Whether `given` is less than `wanted` by more than rounding.
inline bool are_limited(std::span<const double> wanted, std::span<const double> given) {
  constexpr double rounding = 1e-9;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    if (std::fabs(given[k] - wanted[k]) > rounding * (1 + std::fabs(wanted[k]))) return true;
  }
  return false;
}

}  // namespace ohmscope::devices

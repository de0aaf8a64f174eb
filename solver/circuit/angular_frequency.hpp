#pragma once

#include "solver/linear/double_double.hpp"

namespace ohmscope {

/// 2 pi f in rad/s, to 106 bits; `frequency` in Hz.
[[nodiscard]] inline DoubleDouble angular_frequency(double frequency) { return pi_dd * DoubleDouble{2 * frequency}; }

/// Hz; above it the product with an element's value may overflow, and nothing is a circuit any more.
inline constexpr double highest_frequency = 1e30;
inline constexpr double lowest_frequency = 1e-30;  ///< above 0 Hz

/// Whether a frequency in Hz is 0 or among those.
[[nodiscard]] inline bool is_frequency(double hertz) {
  return hertz == 0 || (hertz >= lowest_frequency && hertz <= highest_frequency);
}

}  // namespace ohmscope

#pragma once

#include "solver/linear/double_double.hpp"

namespace ohmscope {

/// 2 pi f in rad/s, to 106 bits; `frequency` in Hz.
[[nodiscard]] inline DoubleDouble angular_frequency(double frequency) { return pi_dd * DoubleDouble{2 * frequency}; }

}  // namespace ohmscope

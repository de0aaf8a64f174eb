#pragma once

#include <cstddef>

namespace ohmscope::two_port_lanes {

/// Numbers by lane, one after the other: of a two-port the matrix (real and imaginary parts) that takes (a, b) from
/// left to right, the one from right to left, the factor of c and its exponent of two, then |determinant| of each; of a
/// termination a, b, c and c's exponent; of a cut the impedances from right and left and the voltage.
enum TwoPortPart : std::size_t {
  rightwards = 0,
  leftwards = 8,
  factor = 16,
  factor_exponent = 18,
  determinant = 19,
  two_port_parts = 20
};
enum FirstPart : std::size_t { first_a = 0, first_b = 2, first_c = 4, first_exponent = 6, first_parts = 7 };
enum CutPart : std::size_t { from_right = 0, from_left = 2, voltage = 4, cut_parts = 6 };

}  // namespace ohmscope::two_port_lanes

#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace ohmscope::refinement {

/// When iterative refinement is at its end, one frequency at a time (ExactSolver) or many (LaneSolver).

/// Relative accuracy at which refinement stops.
inline constexpr double default_accuracy = 1e-13;
/// Of the accuracy: backward errors up to that are left alone, for last bits of the values are to count.
inline constexpr double tolerable_backward = 1e-4;
/// Residuals below that have underflowed, and have no digits.
inline constexpr double least_residual = 1e-290;
/// Residuals up to so many times their rounding bound are rounding.
inline constexpr double mere_rounding = 4;
/// Of an unknown: what a difference of two of 106 bits is off by.
inline constexpr double last_place = 0x1p-104;
/// A correction comes from factors in doubles: a difference of two of its entries is no smaller than that of either.
inline constexpr double correction_place = 0x1p-53;

/// Of weighed targets: one that is less than so much of the heaviest has its absolute accuracy.
inline constexpr double negligible = 1e-4;
/// The weight of a target that counts nothing.
inline constexpr double no_weight = std::numeric_limits<double>::min();
/// What is less has lost digits to underflow; where nothing amplifies, that is the end of it.
inline constexpr double least_value = 1e-307;

/// How large the error that a residual's own rounding causes may be.
inline double tolerable_rounding(double accuracy) { return std::max(100 * accuracy, 1e-20); }

/// From -1 to 1, no two rows alike: what the rows' rounding bounds are multiplied by, or the errors of a current that
/// leaves one node for another would cancel.
inline double unlike(std::size_t row) { return std::cos(static_cast<double>(row)); }

}  // namespace ohmscope::refinement

#pragma once

#include <complex>
#include <optional>
#include <string_view>

#include "results/touchstone.hpp"

namespace ohmscope::results {

/// A finite decimal number, times ten to the power of `exponent`: exactly what the digits say, so that 2.4 in GHz is
/// the double 2.4e9.
[[nodiscard]] std::optional<double> decimal_number(std::string_view text, int exponent = 0);

/// The complex number that two numbers of a file make. Angles that are multiples of 90 degrees leave no rounding.
[[nodiscard]] std::complex<double> complex_of_pair(double first, double second, TouchstonePair pair);

}  // namespace ohmscope::results

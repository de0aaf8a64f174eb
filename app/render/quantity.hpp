#pragma once

#include <complex>
#include <string>
#include <string_view>
#include <vector>

#include "solver/circuit/impedance.hpp"

namespace ohmscope {

/// Engineering notation with three significant digits: "4.7 kohm", "0 ohm", "12.6 uV". "∞" and "–" for values that are
/// infinite or not a number.
[[nodiscard]] std::string engineering(double value, std::string_view unit);

/// The same with up to so many significant digits.
[[nodiscard]] std::string engineering_in_digits(double value, std::string_view unit, int digits);
/// The same with as many digits as the number has, at most ten.
[[nodiscard]] std::string engineering_in_full(double value, std::string_view unit);

/// A frequency in hertz, with the digits it takes to tell it from its neighbours: "31.62 Hz", "0 Hz".
[[nodiscard]] std::string frequency_text(double frequency);

/// A complex quantity for a table: its magnitude, and its angle in whole degrees where it has one.
struct Polar {
  std::string magnitude;
  std::string angle;
};

[[nodiscard]] Polar polar(const Impedance& impedance);
[[nodiscard]] Polar polar(std::complex<double> value, std::string_view unit);

/// With ten digits, to tell two values apart: "4700.123456 - 12.5j ohm", "infinite", "undefined".
[[nodiscard]] std::string in_digits(const Impedance& impedance);

/// "at 0 Hz", "at 0 Hz and 4 other frequencies", "at every frequency": `some` of `all` frequencies.
[[nodiscard]] std::string at_frequencies(const std::vector<double>& some, std::size_t all);

}  // namespace ohmscope

#pragma once

#include <complex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmscope {

/// The points of a measured impedance: Hz, strictly rising, and ohms.
struct ImpedancePoints {
  std::vector<double> frequencies = {};
  std::vector<std::complex<double>> values = {};
  bool has_phase = true;  ///< or else the values are magnitudes
  std::size_t line = 0;   ///< counted from 1: the last one that was read; 0: what is wrong is in none
};

/// What is wrong with a line; nothing if it is fine.
using ImpedanceFault = std::optional<std::string>;

/// The user's text for a message, cut if it is long.
[[nodiscard]] std::string shown(std::string_view text);
/// A plain decimal: no scale suffix, no infinity.
[[nodiscard]] std::optional<double> plain_number(std::string_view text);
/// `value` times 10^exponent, with the digits of `text`: 2.4 GHz is the double that 2.4e9 is.
[[nodiscard]] double scaled_number(double value, std::string_view text, int exponent);
/// Magnitude and degrees; axes are free of rounding.
[[nodiscard]] std::complex<double> of_degrees(double magnitude, double degrees);
/// Adds a point, if its frequency follows the last one.
[[nodiscard]] ImpedanceFault add_point(double frequency, std::string_view written, std::complex<double> value,
                                       ImpedancePoints& points);

/// Columns of numbers: frequency (Hz), magnitude (ohm) and phase (degrees), or what a header says, which may be a
/// comment as well. See impedance_header.hpp for its words and units.
///
/// Columns are separated by tabs, semicolons, commas or blanks; where commas do not separate they are decimal ones.
/// Comments begin with `*`, `;`, `#`, `!`, `%` or `//`.
[[nodiscard]] ImpedanceFault read_impedance_columns(std::string_view text, ImpedancePoints& points);
/// Touchstone of any version with one port.
[[nodiscard]] ImpedanceFault read_impedance_touchstone(std::string_view text, ImpedancePoints& points);

}  // namespace ohmscope

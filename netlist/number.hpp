#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "netlist/dialect.hpp"

namespace ohmscope {

/// Reads a SPICE number: decimal with optional exponent, then an optional scale suffix (t g meg k m u n p f mil, case
/// ignored; both micro signs in UTF-8 and the one of Latin-1 are u), then letters that are a unit and are ignored
/// ("10kOhm" is 10000, "1F" is 1e-15). The scale is applied to the decimal text, so the result is the double nearest
/// to what is written. Returns nothing if `text` as a whole is no such number.
[[nodiscard]] std::optional<double> parse_number(std::string_view text, Dialect dialect = Dialect::ngspice);

/// A number that other text may follow.
struct NumberPrefix {
  double value = 0;
  std::size_t length = 0;  ///< of what was read
};
[[nodiscard]] std::optional<NumberPrefix> read_number(std::string_view text, Dialect dialect);

}  // namespace ohmscope

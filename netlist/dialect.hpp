#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ohmscope {

/// Whose reading counts where simulators read the same text in different ways.
enum class Dialect : std::uint8_t { ngspice, ltspice, pspice, hspice };

/// "ngspice", "ltspice" … in the order of the enumeration.
[[nodiscard]] std::span<const std::string_view> dialect_names();
[[nodiscard]] std::optional<Dialect> find_dialect(std::string_view name);

/// What some dialects do and others do not; see differences().
enum class Reading : std::uint8_t {
  embedded_point,
  suffix_x,
  suffix_a,
  milli_il,
  dollar_comment,
  caret_is_xor,
  power_of_magnitude,
  real_power,
  signed_pwr,
  low_step
};

/// One difference between dialects, for the code and for people. What is not known of a dialect is as in ngspice.
struct Difference {
  Reading reading;
  std::string_view written;    ///< in a deck
  std::string_view read;       ///< by the dialects that have the reading
  std::string_view otherwise;  ///< by the others
  std::array<bool, 4> had_by;  ///< by Dialect
  std::string_view source;     ///< how we know
};
[[nodiscard]] std::span<const Difference> differences();
[[nodiscard]] bool reads(Dialect dialect, Reading reading);

}  // namespace ohmscope

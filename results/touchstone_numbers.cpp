#include "results/touchstone_numbers.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <string>

namespace ohmscope::results {

std::optional<double> decimal_number(std::string_view text, int exponent) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::string scaled;
  if (exponent != 0) {
    const std::size_t mark = text.find_first_of("eE");
    int written = 0;
    if (mark != std::string_view::npos) {
      std::string_view digits = text.substr(mark + 1);
      if (digits.starts_with('+')) digits.remove_prefix(1);
      const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), written);
      if (status != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    }
    scaled = fmt::format("{}e{}", text.substr(0, mark), written + exponent);
    text = scaled;
  }
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  if (status == std::errc::result_out_of_range) {  // too small is 0, too large nothing
    const double nearest = std::strtod(std::string(text).c_str(), nullptr);
    return std::isfinite(nearest) ? std::optional(nearest) : std::nullopt;
  }
  return status == std::errc{} ? std::optional(value) : std::nullopt;
}

std::complex<double> complex_of_pair(double first, double second, TouchstonePair pair) {
  if (pair == TouchstonePair::rectangular) return {first, second};
  const double magnitude = pair == TouchstonePair::decibel_angle ? std::pow(10.0, first / 20) : first;
  const double quarters = second / 90;
  if (quarters == std::nearbyint(quarters)) {
    const std::complex<double> unit[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    return magnitude * unit[static_cast<std::size_t>(std::fmod(std::fmod(quarters, 4) + 4, 4))];
  }
  return magnitude * std::polar(1.0, second * std::numbers::pi / 180);
}

}  // namespace ohmscope::results

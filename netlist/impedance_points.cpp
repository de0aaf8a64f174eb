#include "netlist/impedance_points.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace ohmscope {

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  return text.size() <= longest ? std::string(text) : std::string(text.substr(0, longest)) + "…";
}

std::optional<double> plain_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

double scaled_number(double value, std::string_view text, int exponent) {
  if (exponent == 0) return value;
  const bool has_exponent = text.find_first_of("eE") != std::string_view::npos;
  const auto exact = has_exponent ? std::nullopt : plain_number(fmt::format("{}e{}", text, exponent));
  return exact.value_or(value * std::pow(10.0, exponent));
}

std::complex<double> of_degrees(double magnitude, double degrees) {
  constexpr double degree = 3.14159265358979323846 / 180;
  if (std::fmod(degrees, 180.0) == 0) return {std::fmod(degrees, 360.0) == 0 ? magnitude : -magnitude, 0.0};
  if (std::fmod(degrees, 90.0) == 0) return {0.0, std::sin(degrees * degree) > 0 ? magnitude : -magnitude};
  return std::polar(1.0, degrees * degree) * magnitude;
}

ImpedanceFault add_point(double frequency, std::string_view written, std::complex<double> value,
                         ImpedancePoints& points) {
  if (frequency < 0) return fmt::format("negative frequency '{}'", written);
  if (!points.frequencies.empty() && frequency <= points.frequencies.back())
    return fmt::format("frequency '{}' does not lie above the one before it", written);
  points.frequencies.push_back(frequency);
  points.values.push_back(value);
  return std::nullopt;
}

}  // namespace ohmscope

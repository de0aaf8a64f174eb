#include "app/render/quantity.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace ohmscope {

namespace {

constexpr std::array<std::string_view, 11> prefixes{"a", "f", "p", "n", "u", "m", "", "k", "M", "G", "T"};
constexpr int first_prefix = -18;  ///< power of ten of prefixes[0]

// Rounded to `digits` significant digits first, so that 999.96 becomes 1 k and not 1000.
std::string scaled(double value, std::string_view unit, int digits) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
  if (value == 0) return fmt::format("0 {}", unit);
  const std::string rounded = fmt::format("{:.{}e}", value, digits - 1);
  const int exponent = std::atoi(rounded.c_str() + rounded.find('e') + 1);
  const int thousands = exponent >= 0 ? exponent / 3 : -((2 - exponent) / 3);
  const int index = thousands - first_prefix / 3;
  if (index < 0 || index >= static_cast<int>(prefixes.size())) return fmt::format("{:.{}g} {}", value, digits, unit);
  const double mantissa = std::strtod(rounded.c_str(), nullptr) / std::pow(10.0, 3 * thousands);
  return fmt::format("{:.{}g} {}{}", mantissa, digits, prefixes[static_cast<std::size_t>(index)], unit);
}

// In whole degrees. A negative real number may have the angle 180 or -180: always the first.
std::string angle_text(std::complex<double> value) {
  const double degrees = std::round(std::arg(value) * 180 / std::numbers::pi);
  return fmt::format("{}°", degrees == -180 ? 180 : degrees + 0.0);
}

}  // namespace

std::string engineering(double value, std::string_view unit) { return scaled(value, unit, 3); }

std::string engineering_in_digits(double value, std::string_view unit, int digits) {
  std::string text = scaled(value, unit, digits);
  if (unit.empty()) std::erase(text, ' ');  // 4.7k, as decks have it
  return text;
}

std::string engineering_in_full(double value, std::string_view unit) { return engineering_in_digits(value, unit, 10); }

std::string frequency_text(double frequency) { return scaled(frequency, "Hz", 4); }

Polar polar(std::complex<double> value, std::string_view unit) {
  const double magnitude = std::abs(value);
  const bool has_angle = std::isfinite(magnitude) && magnitude > 0;
  return {engineering(magnitude, unit), has_angle ? angle_text(value) : ""};
}

Polar polar(const Impedance& impedance) {
  if (impedance.is_undefined()) return {"–", ""};
  if (impedance.is_infinite()) return {"∞", ""};
  return polar(impedance.value(), "ohm");
}

std::string in_digits(const Impedance& impedance) {
  if (impedance.is_undefined()) return "undefined";
  if (impedance.is_infinite()) return "infinite";
  const std::complex<double> z = impedance.value();
  if (z.imag() == 0) return fmt::format("{:.10g} ohm", z.real() + 0.0);
  return fmt::format("{:.10g} {} {:.10g}j ohm", z.real() + 0.0, z.imag() < 0 ? '-' : '+', std::abs(z.imag()));
}

std::string at_frequencies(const std::vector<double>& some, std::size_t all) {
  const std::string first = frequency_text(some.front());
  if (some.size() == 1) return fmt::format("at {}", first);
  if (some.size() == all) return "at every frequency";
  return fmt::format("at {} and {} other frequenc{}", first, some.size() - 1, some.size() == 2 ? "y" : "ies");
}

}  // namespace ohmscope

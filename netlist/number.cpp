#include "netlist/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "netlist/text.hpp"

namespace ohmscope {

namespace {

struct Scale {
  int exponent = 0;  ///< of ten
  bool mil = false;  ///< 25.4e-6
  std::size_t length = 0;
};

/// The scale suffix that `text`, what follows the digits, begins with.
Scale read_scale(std::string_view text, Dialect dialect) {
  if (text.empty()) return {};
  if (equal_ignoring_case(text.substr(0, 3), "meg")) return {6, false, 3};
  if (equal_ignoring_case(text.substr(0, 3), "mil")) return {0, true, 3};
  if (text.starts_with("\xC2\xB5") || text.starts_with("\xCE\xBC")) return {-6, false, 2};  // U+00B5, U+03BC
  switch (to_lower(text.front())) {
    case 't':
      return {12, false, 1};
    case 'g':
      return {9, false, 1};
    case 'k':
      return {3, false, 1};
    case 'm':
      return {-3, false, 1};
    case 'u':
    case '\xB5':
      return {-6, false, 1};  // the micro sign of Latin-1
    case 'n':
      return {-9, false, 1};
    case 'p':
      return {-12, false, 1};
    case 'f':
      return {-15, false, 1};
    case 'x':
      return reads(dialect, Reading::suffix_x) ? Scale{6, false, 1} : Scale{};
    case 'a':
      return reads(dialect, Reading::suffix_a) ? Scale{-18, false, 1} : Scale{};
    default:
      return {};
  }
}

/// Length of the digits and at most one point that `text` begins with; 0 if there is no digit.
std::size_t mantissa_length(std::string_view text) {
  std::size_t i = 0;
  bool digits = false;
  bool point = false;
  for (; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      digits = true;
    } else if (text[i] == '.' && !point) {
      point = true;
    } else {
      break;
    }
  }
  return digits ? i : 0;
}

constexpr int exponent_limit = 100000;  // far beyond doubles, far from overflowing an int

/// Reads `e-12` at the front of `text` into `exponent`; returns its length, 0 if there is none.
std::size_t read_exponent(std::string_view text, int& exponent) {
  if (text.empty() || (to_lower(text.front()) != 'e' && to_lower(text.front()) != 'd')) return 0;
  std::size_t i = 1;
  const bool negative = i < text.size() && text[i] == '-';
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  const std::size_t first_digit = i;
  int value = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) value = std::min(value * 10 + (text[i] - '0'), exponent_limit);
  if (i == first_digit) return 0;
  exponent = negative ? -value : value;
  return i;
}

std::size_t unit_length(std::string_view text) {
  const auto* const end = std::find_if_not(
      text.begin(), text.end(), [](char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; });
  return static_cast<std::size_t>(end - text.begin());
}

/// Of the digits that `text` begins with.
std::size_t decimals_length(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

/// Where the digits and the power of ten are doubles exactly, one product or quotient of them is the nearest double
/// (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990). Nearly all numbers on cards are so.
std::optional<double> read_short_decimal(std::string_view mantissa, int exponent) {
  constexpr std::array<double, 23> powers{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  constexpr std::size_t most_digits = 15;  // below 2^53
  if (mantissa.size() > most_digits) return std::nullopt;
  std::int64_t digits = 0;
  for (std::size_t k = 0; k < mantissa.size(); ++k) {
    if (mantissa[k] == '.') {
      exponent -= static_cast<int>(mantissa.size() - k - 1);
    } else {
      digits = digits * 10 + (mantissa[k] - '0');
    }
  }
  const auto power = static_cast<std::size_t>(std::abs(exponent));
  if (power >= powers.size()) return std::nullopt;
  const auto value = static_cast<double>(digits);
  return exponent < 0 ? value / powers[power] : value * powers[power];
}

std::optional<double> read_decimal(std::string_view mantissa, int exponent) {
  if (const auto value = read_short_decimal(mantissa, exponent)) return value;
  std::string text(mantissa);
  if (exponent != 0) text.append("e").append(std::to_string(exponent));
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc{}) return value;
  const double limit = std::strtod(text.c_str(), nullptr);  // 0 or huge: from_chars does not say which
  return limit > 1 ? std::nullopt : std::optional(limit);
}

}  // namespace

std::optional<NumberPrefix> read_number(std::string_view text, Dialect dialect) {
  const std::size_t whole = text.size();
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t digits = mantissa_length(text);
  if (digits == 0) return std::nullopt;
  std::string_view mantissa = text.substr(0, digits);
  std::string joined;  // with the digits behind the scale
  text.remove_prefix(digits);
  int exponent = 0;
  text.remove_prefix(read_exponent(text, exponent));
  const Scale scale = read_scale(text, dialect);
  text.remove_prefix(scale.length);
  if (scale.length > 0 && reads(dialect, Reading::embedded_point) && mantissa.find('.') == std::string_view::npos) {
    const std::size_t decimals = decimals_length(text);
    joined.append(mantissa).append(".").append(text.substr(0, decimals));
    mantissa = joined;
    text.remove_prefix(decimals);
  }
  text.remove_prefix(unit_length(text));
  auto value = read_decimal(mantissa, exponent + scale.exponent);
  if (!value) return std::nullopt;
  if (scale.mil) value = static_cast<double>(static_cast<long double>(*value) * 25.4e-6L);
  return NumberPrefix{negative ? -*value : *value, whole - text.size()};
}

std::optional<double> parse_number(std::string_view text, Dialect dialect) {
  const auto number = read_number(text, dialect);
  return number && number->length == text.size() ? std::optional(number->value) : std::nullopt;
}

}  // namespace ohmscope

#include "netlist/impedance_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "netlist/impedance_points.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Kind = ImpedanceColumn::Kind;
using Words = std::span<const std::string>;

/// Letters as words, whatever stands between them: "Re(Z) [ohm]" is Re, Z, ohm. The signs for ohm and degree are words.
std::vector<std::string> words_of(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> signs[] = {
      {"Ω", "ohm"}, {"\u2126", "ohm"}, {"\u00B0", " deg "}, {"φ", " phi "}, {"\xB0", " deg "}};
  std::string plain(text);
  for (const auto& [sign, word] : signs) {
    for (std::size_t at = 0; (at = plain.find(sign, at)) != std::string::npos; at += word.size())
      plain.replace(at, sign.size(), word);
  }
  std::vector<std::string> words(1);
  for (const char c : plain) {
    if (is_letter(c)) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool has_any(Words words, std::span<const std::string_view> known) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return is_among(known, word); });
}

/// The power of ten of the first word that is a prefix and one of `units`; m is milli, M mega, and so is m in "mhz".
std::optional<int> exponent_of(Words words, std::span<const std::string_view> units) {
  constexpr std::pair<std::string_view, int> prefixes[] = {{"", 0},    {"m", -3},   {"k", 3},    {"K", 3},
                                                           {"M", 6},   {"G", 9},    {"g", 9},    {"kilo", 3},
                                                           {"meg", 6}, {"mega", 6}, {"giga", 9}, {"milli", -3}};
  for (const std::string& word : words) {
    for (const auto& [prefix, exponent] : prefixes) {
      const bool is_longer = prefix.size() > 1;
      const std::string_view front = std::string_view(word).substr(0, prefix.size());
      if (!(is_longer ? equal_ignoring_case(front, prefix) : front == prefix)) continue;
      const std::string_view unit = std::string_view(word).substr(prefix.size());
      if (is_among(units, unit)) return prefix == "m" && unit == "hz" ? 6 : exponent;
    }
  }
  return std::nullopt;
}

}  // namespace

ImpedanceColumn impedance_column(std::string_view name) {
  static constexpr std::string_view frequency[] = {"f", "freq", "frequency", "frequenz", "frequence"};
  static constexpr std::string_view phase[] = {"phase", "angle", "arg", "argument", "phi", "theta", "ph", "winkel"};
  static constexpr std::string_view imaginary[] = {"im", "imag", "imaginary", "reactance", "x", "xs"};
  static constexpr std::string_view real[] = {"re", "real", "resistance", "r", "rs"};
  static constexpr std::string_view magnitude[] = {"z",         "impedance", "impedanz", "mag",
                                                   "magnitude", "modulus",   "abs",      "betrag"};
  static constexpr std::string_view hertz[] = {"hz", "hertz"};
  static constexpr std::string_view ohms[] = {"ohm", "ohms"};
  static constexpr std::string_view degrees[] = {"deg", "degree", "degrees", "grad"};
  static constexpr std::string_view radians[] = {"rad", "radian", "radians"};
  static constexpr std::string_view decibels[] = {"db"};
  const std::vector<std::string> words = words_of(name);
  ImpedanceColumn column;
  const auto scale_hz = exponent_of(words, hertz);
  const auto scale_ohm = exponent_of(words, ohms);
  const bool is_angle = has_any(words, degrees) || has_any(words, radians);
  if (has_any(words, frequency) || scale_hz) {
    column.kind = Kind::frequency;
  } else if (has_any(words, phase) || is_angle) {
    column.kind = Kind::phase;
  } else if (has_any(words, imaginary)) {
    column.kind = Kind::imaginary;
  } else if (has_any(words, real)) {
    column.kind = Kind::real;
  } else if (has_any(words, magnitude) || scale_ohm) {
    column.kind = Kind::magnitude;
  }
  column.exponent = column.kind == Kind::frequency ? scale_hz.value_or(0) : scale_ohm.value_or(0);
  column.is_radians = has_any(words, radians);
  column.is_decibels = has_any(words, decibels);
  return column;
}

std::optional<ImpedanceLayout> impedance_layout(std::span<const std::string_view> names, std::string& fault) {
  ImpedanceLayout layout;
  layout.columns = names.size();
  std::vector<ImpedanceColumn> columns;
  for (const std::string_view name : names) columns.push_back(impedance_column(name));
  const auto place = [&](Kind kind) -> std::optional<std::size_t> {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const ImpedanceColumn& c) { return c.kind == kind; });
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
  };
  const auto at = [&](std::size_t k) { return columns[k]; };
  const auto f = place(Kind::frequency);
  const bool is_polar = place(Kind::magnitude).has_value() && (place(Kind::phase) || !place(Kind::imaginary));
  const auto first = place(is_polar ? Kind::magnitude : Kind::real);
  const auto second = place(is_polar ? Kind::phase : Kind::imaginary);
  if (!f || !first || (!is_polar && !second)) {
    const auto unknown =
        std::find_if(columns.begin(), columns.end(), [](const auto& c) { return c.kind == Kind::unknown; });
    fault = unknown == columns.end() ? fmt::format("no column of {}", !f      ? "frequencies"
                                                                      : first ? "imaginary parts"
                                                                              : "impedances")
                                     : fmt::format("column '{}' is not understood",
                                                   shown(names[static_cast<std::size_t>(unknown - columns.begin())]));
    fault += ", expected frequency, impedance and phase, or frequency, real and imaginary part";
    return std::nullopt;
  }
  if (at(*first).is_decibels) {
    fault = fmt::format("column '{}' is in decibels, expected ohms", shown(names[*first]));
    return std::nullopt;
  }
  layout.frequency = at(layout.frequency_at = *f);
  layout.first = at(layout.first_at = *first);
  if (second) layout.second = at(layout.second_at = *second);
  return layout;
}

}  // namespace ohmscope

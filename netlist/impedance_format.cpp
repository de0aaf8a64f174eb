#include "netlist/impedance_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <complex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "netlist/codes.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

enum class Pair { magnitude_angle, decibel_angle, rectangular };
enum class Quantity { impedance, admittance, reflection };

/// How the lines of a file are to be read; headers change it.
struct Layout {
  char separator = ' ';  ///< ' ' stands for any number of blanks
  Pair pair = Pair::magnitude_angle;
  Quantity quantity = Quantity::impedance;
  std::string_view frequency_suffix = {};  ///< SPICE scale of the frequency column
  double reference = 1;                    ///< ohms; impedances and admittances of a file are relative to it
};

struct Points {
  std::vector<double> frequencies;
  std::vector<std::complex<double>> values;
};

/// What is wrong with a line; nothing if it is fine.
using Fault = std::optional<std::string>;

/// The user's text for a message, cut if it is long.
std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  return text.size() <= longest ? std::string(text) : std::string(text.substr(0, longest)) + "…";
}

std::vector<std::string_view> split(std::string_view line, char separator) {
  const std::string_view separators = separator == ' ' ? " \t" : std::string_view(&separator, 1);
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t end = std::min(line.find_first_of(separators), line.size());
    std::string_view field = trim(line.substr(0, end));
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
      field = trim(field.substr(1, field.size() - 2));
    }
    if (separator != ' ' || !field.empty()) fields.push_back(field);
    if (end == line.size()) return fields;
    line.remove_prefix(end + 1);
  }
}

/// The letters of `text` as lower-case words: "Re(Z) [ohm]" is re, z, ohm.
std::vector<std::string> letter_words(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : lower_case(text)) {
    if (c >= 'a' && c <= 'z') {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

bool mentions(std::string_view text, std::span<const std::string_view> any_of) {
  const std::vector<std::string> words = letter_words(text);
  return std::find_first_of(words.begin(), words.end(), any_of.begin(), any_of.end()) != words.end();
}

/// A plain decimal: no scale suffix, no infinity.
std::optional<double> plain_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> number_of(std::string_view field, const Layout& layout) {
  std::string text(field);
  if (layout.separator == ';' || layout.separator == '\t') std::replace(text.begin(), text.end(), ',', '.');
  return plain_number(text);
}

/// The scale goes to the decimal text, so that 2.4 GHz is the double that 2.4g is.
double scaled_frequency(double value, std::string_view field, std::string_view suffix) {
  return suffix.empty() ? value : parse_number(fmt::format("{}{}", field, suffix)).value_or(value);
}

std::complex<double> pair_value(double a, double b, Pair pair) {
  constexpr double degree = 3.14159265358979323846 / 180;
  if (pair == Pair::rectangular) return {a, b};
  // Products with the exact sine and cosine keep axes free of rounding.
  const double magnitude = pair == Pair::decibel_angle ? std::pow(10.0, a / 20) : a;
  if (std::fmod(b, 180.0) == 0) return {std::fmod(b, 360.0) == 0 ? magnitude : -magnitude, 0.0};
  if (std::fmod(b, 90.0) == 0) return {0.0, std::sin(b * degree) > 0 ? magnitude : -magnitude};
  return std::polar(1.0, b * degree) * magnitude;
}

/// Ohms from what the file holds; nothing if that is infinite.
std::optional<std::complex<double>> ohms(std::complex<double> value, const Layout& layout) {
  if (layout.quantity == Quantity::impedance) return value * layout.reference;
  const bool admittance = layout.quantity == Quantity::admittance;
  const std::complex<double> divisor = admittance ? value : 1.0 - value;
  if (divisor == 0.0) return std::nullopt;
  return layout.reference * (admittance ? 1.0 : 1.0 + value) / divisor;
}

Fault add_point(std::string_view line, const Layout& layout, Points& points) {
  const std::vector<std::string_view> fields = split(line, layout.separator);
  std::array<double, 3> numbers{};
  for (std::size_t k = 0; k < std::min(fields.size(), numbers.size()); ++k) {
    const std::optional<double> number = number_of(fields[k], layout);
    if (!number) return fmt::format("'{}' is not a number", shown(fields[k]));
    numbers[k] = *number;
  }
  if (fields.size() != numbers.size()) return fmt::format("found {} values, expected 3", fields.size());
  const double frequency = scaled_frequency(numbers[0], fields[0], layout.frequency_suffix);
  if (frequency < 0) return fmt::format("negative frequency '{}'", fields[0]);
  if (!points.frequencies.empty() && frequency <= points.frequencies.back()) {
    return fmt::format("frequency '{}' does not lie above the one before it", fields[0]);
  }
  if (layout.pair == Pair::magnitude_angle && numbers[1] < 0) return fmt::format("negative magnitude '{}'", fields[1]);
  const auto value = ohms(pair_value(numbers[1], numbers[2], layout.pair), layout);
  if (!value) return "the impedance is infinite, expected a finite one";
  points.frequencies.push_back(frequency);
  points.values.push_back(*value);
  return std::nullopt;
}

/// Sets `setting` if the table has a value for `word`.
template <class Value, std::size_t size>
bool choose(std::string_view word, const std::pair<std::string_view, Value> (&table)[size], Value& setting) {
  const auto* found =
      std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.first == word; });
  if (found == std::end(table)) return false;
  setting = found->second;
  return true;
}

/// `# HZ|KHZ|MHZ|GHZ S|Z|Y RI|MA|DB R n`, in any order, without the `#`.
Fault read_option_line(std::string_view line, Layout& layout) {
  static constexpr std::pair<std::string_view, std::string_view> scales[] = {
      {"hz", ""}, {"khz", "k"}, {"mhz", "meg"}, {"ghz", "g"}};
  static constexpr std::pair<std::string_view, Quantity> quantities[] = {
      {"s", Quantity::reflection}, {"z", Quantity::impedance}, {"y", Quantity::admittance}};
  static constexpr std::pair<std::string_view, Pair> pairs[] = {
      {"ri", Pair::rectangular}, {"ma", Pair::magnitude_angle}, {"db", Pair::decibel_angle}};
  const std::vector<std::string_view> words = split(trim(line), ' ');
  for (std::size_t k = 0; k < words.size(); ++k) {
    const std::string word = lower_case(words[k]);
    if (choose(word, scales, layout.frequency_suffix) || choose(word, quantities, layout.quantity) ||
        choose(word, pairs, layout.pair)) {
      continue;
    }
    const auto reference = word == "r" && k + 1 < words.size() ? plain_number(words[k + 1]) : std::nullopt;
    if (!reference || *reference <= 0) {
      return fmt::format("unknown option '{}', expected '# HZ|KHZ|MHZ|GHZ S|Z|Y RI|MA|DB R ohms'", shown(words[k]));
    }
    layout.reference = *reference;
    ++k;
  }
  return std::nullopt;
}

Fault read_csv_header(std::string_view line, Layout& layout) {
  static constexpr std::array<std::string_view, 5> real{"re", "real", "resistance", "r", "rs"};
  static constexpr std::array<std::string_view, 6> imaginary{"im", "imag", "imaginary", "reactance", "x", "xs"};
  static constexpr std::array<std::string_view, 7> unread{"khz", "mhz", "ghz", "kohm", "rad", "radian", "radians"};
  const std::vector<std::string_view> fields = split(line, layout.separator);
  if (fields.size() != 3) return fmt::format("found {} columns, expected 3", fields.size());
  for (const std::string_view field : fields) {
    if (mentions(field, unread)) return fmt::format("column '{}', expected Hz, ohm and degrees", shown(field));
  }
  if (mentions(fields[1], real) && mentions(fields[2], imaginary)) layout.pair = Pair::rectangular;
  return std::nullopt;
}

std::string_view without_comment(std::string_view line, ImpedanceFormat format) {
  line = trim(line);
  if (format == ImpedanceFormat::touchstone) return trim(line.substr(0, line.find('!')));
  const std::string_view marks = format == ImpedanceFormat::zma ? "*;" : "#*";
  return !line.empty() && marks.find(line.front()) != std::string_view::npos ? std::string_view{} : line;
}

/// What separates the columns, by the first line that is no comment.
char csv_separator(std::string_view text) {
  std::string_view line;
  while (line.empty() && !text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    line = without_comment(text.substr(0, end), ImpedanceFormat::csv);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (line.find(';') != std::string_view::npos) return ';';
  return line.find('\t') != std::string_view::npos ? '\t' : ',';
}

Layout initial_layout(ImpedanceFormat format, std::string_view text) {
  switch (format) {
    case ImpedanceFormat::zma:
      break;
    case ImpedanceFormat::touchstone:
      return {.quantity = Quantity::reflection, .frequency_suffix = "g", .reference = 50};
    case ImpedanceFormat::csv:
      return {.separator = csv_separator(text)};
  }
  return {};
}

/// Reads one line: point or header.
Fault read_line(std::string_view line, ImpedanceFormat format, Layout& layout, bool& header_seen, Points& points) {
  const bool first = !std::exchange(header_seen, true);
  if (format == ImpedanceFormat::touchstone) {
    if (line.starts_with('[')) return fmt::format("keyword '{}' of Touchstone 2, expected version 1", shown(line));
    header_seen = line.starts_with('#') || !first;
    if (line.starts_with('#')) return first ? read_option_line(line.substr(1), layout) : Fault{};
  }
  if (format == ImpedanceFormat::csv && first && !number_of(split(line, layout.separator).front(), layout)) {
    return read_csv_header(line, layout);
  }
  return add_point(line, layout, points);
}

/// All lines up to the first that is wrong; `line_number` is the last one read.
Fault read_lines(std::string_view text, ImpedanceFormat format, Points& points, std::size_t& line_number) {
  Layout layout = initial_layout(format, text);
  bool header_seen = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = without_comment(text.substr(0, end), format);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    if (line.empty()) continue;
    if (Fault fault = read_line(line, format, layout, header_seen, points)) return fault;
  }
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const ImpedanceTable> parse_impedance(std::string_view text, ImpedanceFormat format,
                                                      const std::string& name, Span mention, Diagnostics& diagnostics) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (text.find('\0') != std::string_view::npos) {
    diagnostics.error(codes::bad_measured_file, mention, "'{}' is not a text file", name);
    return nullptr;
  }
  Points points;
  std::size_t line_number = 0;
  if (const Fault fault = read_lines(text, format, points, line_number)) {
    diagnostics.error(codes::bad_measured_file, mention, "'{}', line {}: {}", name, line_number, *fault);
    return nullptr;
  }
  if (points.frequencies.empty()) {
    diagnostics.error(codes::bad_measured_file, mention, "'{}' holds no points", name);
    return nullptr;
  }
  return std::make_shared<const ImpedanceTable>(name, std::move(points.frequencies), std::move(points.values));
}

}  // namespace ohmscope

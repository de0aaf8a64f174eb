#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "netlist/impedance_header.hpp"
#include "netlist/impedance_points.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Kind = ImpedanceColumn::Kind;

bool is_comment(std::string_view line) {
  return std::string_view("*;#!%").find(line.front()) != std::string_view::npos || line.starts_with("//");
}

std::string_view without_marks(std::string_view line) {
  while (!line.empty() && std::string_view("*;#!%/ \t").find(line.front()) != std::string_view::npos)
    line.remove_prefix(1);
  return line;
}

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = trim(text.substr(0, end));
  const bool is_pair = text.substr(end).starts_with("\r\n");
  text.remove_prefix(std::min(end + (is_pair ? 2 : 1), text.size()));
  return line;
}

/// What separates the columns of a line of numbers; ' ' stands for any number of blanks. Commas between digits are
/// decimal ones where something else separates.
char separator_of(std::string_view line) {
  const auto has = [&](char c) { return line.find(c) != std::string_view::npos; };
  if (has(';')) return ';';
  const bool has_blank_cells = line.find("\t\t") != std::string_view::npos;
  if (has('\t')) return has_blank_cells ? '\t' : ' ';
  if (!has(',') || line.find('"') != std::string_view::npos) return has(',') ? ',' : ' ';
  const auto is_decimal = [&](std::size_t at) {
    return at > 0 && at + 1 < line.size() && is_digit(line[at - 1]) && is_digit(line[at + 1]);
  };
  for (std::size_t at = line.find(','); at != std::string_view::npos; at = line.find(',', at + 1)) {
    if (!is_decimal(at)) return ',';
  }
  return has(' ') ? ' ' : ',';
}

std::string_view without_quotes(std::string_view field) {
  field = trim(field);
  return is_quoted(field) ? trim(field.substr(1, field.size() - 2)) : field;
}

/// The fields of a line; quotes hold one together. Between blanks none is empty.
std::vector<std::string_view> split(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  std::size_t begin = 0;
  bool is_held = false;
  for (std::size_t at = 0; at <= line.size(); ++at) {
    const char c = at < line.size() ? line[at] : separator;
    if (c == '"' && at < line.size()) is_held = !is_held;
    const bool separates = separator == ' ' ? is_blank(c) : c == separator;
    if (at < line.size() && (is_held || !separates)) continue;
    const std::string_view field = without_quotes(line.substr(begin, at - begin));
    if (separator != ' ' || !field.empty()) fields.push_back(field);
    begin = at + 1;
  }
  return fields;
}

/// Names between blanks: what stands in brackets belongs to the name before it, "Freq (Hz)".
std::vector<std::string_view> split_names(std::string_view line, char separator) {
  std::vector<std::string_view> names = split(line, separator);
  if (separator != ' ') return names;
  std::vector<std::string_view> joined;
  for (const std::string_view name : names) {
    const bool belongs = !joined.empty() && (name.front() == '(' || name.front() == '[');
    if (!belongs) {
      joined.push_back(name);
      continue;
    }
    const char* begin = joined.back().data();
    joined.back() = {begin, static_cast<std::size_t>(name.data() + name.size() - begin)};
  }
  return joined;
}

/// Reads the lines of one file.
class Reader {
 public:
  explicit Reader(ImpedancePoints& points) : points_(points) {}

  ImpedanceFault read(std::string_view text) {
    while (!text.empty()) {
      const std::string_view line = next_line(text);
      ++points_.line;
      if (line.empty()) continue;
      if (is_comment(line)) {
        if (!has_header_) comment_ = without_marks(line);
        continue;
      }
      if (ImpedanceFault fault = is_numbers(line) ? read_point(line) : read_header(line)) return fault;
    }
    return std::nullopt;
  }

 private:
  /// Whether the line begins with a number, as no name of a column does.
  [[nodiscard]] static bool is_numbers(std::string_view line) {
    const std::size_t first = line.find_first_not_of("\"'+-.,; \t");
    return first == std::string_view::npos || is_digit(line[first]) || line.front() == ',' || line.front() == '-';
  }

  ImpedanceFault read_header(std::string_view line) {
    if (!points_.frequencies.empty()) return fmt::format("'{}' is not a number", shown(first_word(line)));
    if (has_header_) return fmt::format("a second header, '{}'", shown(line));
    const char separator = line.find(';') != std::string_view::npos    ? ';'
                           : line.find('\t') != std::string_view::npos ? '\t'
                           : line.find(',') != std::string_view::npos  ? ','
                                                                       : ' ';
    std::string fault;
    const auto layout = impedance_layout(split_names(line, separator), fault);
    if (!layout) return fault;
    take(*layout);
    return std::nullopt;
  }

  void take(const ImpedanceLayout& layout) {
    layout_ = layout;
    has_header_ = true;
    points_.has_phase = layout.second.kind != Kind::unknown;
  }

  static std::string_view first_word(std::string_view line) { return split(line, separator_of(line)).front(); }

  /// The last comment before the numbers is a header if it reads like one; its columns are as many as there are.
  void begin(std::string_view line) {
    separator_ = separator_of(line);
    const std::size_t count = split(line, separator_).size();
    if (has_header_) return;
    std::string fault;
    for (const char separator : {separator_, ' ', ',', ';', '\t'}) {
      const auto names = split_names(comment_, separator);
      const bool fits = names.size() == count && impedance_column(names.front()).kind == Kind::frequency;
      const auto layout = fits ? impedance_layout(names, fault) : std::nullopt;
      if (layout) return take(*layout);
    }
    layout_.first.kind = Kind::magnitude;
    layout_.second.kind = Kind::phase;
    if (count == 2) {
      layout_.second.kind = Kind::unknown;
      layout_.columns = 2;
      points_.has_phase = false;
    }
  }

  ImpedanceFault read_point(std::string_view line) {
    if (points_.frequencies.empty()) begin(line);
    std::vector<std::string_view> fields = split(line, separator_);
    while (fields.size() > layout_.columns && fields.back().empty()) fields.pop_back();
    if (std::all_of(fields.begin(), fields.end(), [](std::string_view field) { return field.empty(); }))
      return std::nullopt;
    if (fields.size() != layout_.columns)
      return fmt::format("found {} values, expected {}", fields.size(), layout_.columns);
    ImpedanceFault fault;
    const double f = number(fields, layout_.frequency_at, layout_.frequency.exponent, fault);
    const double a = number(fields, layout_.first_at, layout_.first.exponent, fault);
    const double b = points_.has_phase ? number(fields, layout_.second_at, layout_.second.exponent, fault) : 0;
    if (fault) return fault;
    if (layout_.first.kind == Kind::magnitude && a < 0)
      return fmt::format("negative magnitude '{}'", fields[layout_.first_at]);
    return add_point(f, fields[layout_.frequency_at], value_of(a, b), points_);
  }

  [[nodiscard]] std::complex<double> value_of(double a, double b) const {
    if (layout_.first.kind == Kind::real) return {a, b};
    return of_degrees(a, layout_.second.is_radians ? b * 180 / std::numbers::pi : b);
  }

  [[nodiscard]] double number(std::span<const std::string_view> fields, std::size_t k, int exponent,
                              ImpedanceFault& fault) const {
    const std::string_view field = fields[k];
    std::string text(field);
    if (separator_ != ',' || text.find('.') == std::string::npos)  // or in quotes
      std::replace(text.begin(), text.end(), ',', '.');
    const auto value = plain_number(text);
    if (!value && !fault)
      fault = field.empty() ? fmt::format("column {} is blank, expected a number", k + 1)
                            : fmt::format("'{}' is not a number", shown(field));
    return value ? scaled_number(*value, text, exponent) : 0;
  }

  ImpedancePoints& points_;
  ImpedanceLayout layout_;
  bool has_header_ = false;
  std::string_view comment_;
  char separator_ = ' ';
};

}  // namespace

ImpedanceFault read_impedance_columns(std::string_view text, ImpedancePoints& points) {
  return Reader(points).read(text);
}

}  // namespace ohmscope

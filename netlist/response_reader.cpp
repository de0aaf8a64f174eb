#include "netlist/response_reader.hpp"

#include <cmath>
#include <numbers>

#include "netlist/codes.hpp"
#include "netlist/point_list.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Point = ResponseTable::Point;

/// Exact at whole quarters of a turn.
std::complex<double> polar_degrees(double magnitude, double degrees) {
  const double rest = std::remainder(degrees, 90.0);
  const std::complex<double> value = std::polar(magnitude, rest * std::numbers::pi / 180);
  const double quarters = std::remainder((degrees - rest) / 90, 4.0);
  if (quarters == 0) return value;
  if (std::fabs(quarters) == 2) return -value;
  return quarters > 0 ? std::complex(-value.imag(), value.real()) : std::complex(value.imag(), -value.real());
}

/// The phases of points that say only where on the circle they are: each the shorter way round from the one before.
void unwrap(std::vector<Point>& points) {
  for (std::size_t k = 1; k < points.size(); ++k)
    points[k].phase = points[k - 1].phase + std::remainder(points[k].phase - points[k - 1].phase, 2 * std::numbers::pi);
}

}  // namespace

std::optional<TransferFunction> ResponseReader::read(Span owner, Span text, Scope& scope) {
  using Op = TransferFunction::Op;
  const auto found = split(text);
  if (!found) return std::nullopt;
  auto table = points(owner, *found, scope);
  if (!table) return std::nullopt;
  TransferFunction function{{{Op::table}}, ResponseTable(std::move(*table))};
  if (found->delay.nowhere()) return function;
  const auto delay = scope_values_.value(scope, found->delay, ScopeValues::Form::value);
  if (!delay) return std::nullopt;
  const double minus = -*delay;  // exp(-s delay)
  function.steps = {{Op::table},          {Op::s},      {Op::number, 0, 0, minus},
                    {Op::multiply, 1, 2}, {Op::exp, 3}, {Op::multiply, 0, 4}};
  return function;
}

std::optional<ResponseReader::Found> ResponseReader::split(Span text) {
  Found found;
  Span delay;  // the word, whose value comes next
  PointWords words(sources_, text);
  while (true) {
    const PointWord word = words.next();
    const bool is_value = word.kind == PointWord::Kind::value;
    if (!delay.nowhere() && !is_value) {
      diagnostics_.error(codes::missing_value, delay, "'{0}' has no value, expected '{0}=seconds'",
                         sources_.text(delay));
      return std::nullopt;
    }
    if (word.kind == PointWord::Kind::end) return found;
    const std::string_view written = sources_.text(word.span);
    if (word.kind == PointWord::Kind::name && equal_ignoring_case(written, "delay")) {
      delay = word.span;
    } else if (is_value && !delay.nowhere()) {
      found.delay = word.span;
      delay = {};
    } else if (is_value) {
      found.numbers.push_back(word.span);
    } else if (!take_word(written, found)) {
      diagnostics_.error(codes::malformed_element, word.span,
                         "unexpected '{}', expected '(frequency, magnitude, phase)'", written);
      return std::nullopt;
    }
  }
}

/// False if it says nothing of the form of the points.
bool ResponseReader::take_word(std::string_view word, Found& found) const {
  const auto is = [&](std::string_view known) { return equal_ignoring_case(word, known); };
  if (is("db") || is("mag")) found.in_decibels = is("db");
  if (is("deg") || is("rad")) found.in_degrees = is("deg");
  if (is("r_i")) found.is_complex = true;
  return is("db") || is("mag") || is("deg") || is("rad") || is("r_i");
}

std::optional<std::vector<Point>> ResponseReader::points(Span owner, const Found& found, Scope& scope) {
  if (found.numbers.empty() || found.numbers.size() % 3 != 0) {
    diagnostics_.error(codes::malformed_element, owner, "'{}' has {} numbers, expected three for each frequency",
                       sources_.text(owner), found.numbers.size());
    return std::nullopt;
  }
  std::vector<double> values;
  for (const Span number : found.numbers) {
    const auto value = scope_values_.value(scope, number, ScopeValues::Form::value);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  std::vector<Point> points;
  for (std::size_t k = 0; k < values.size(); k += 3) {
    const double f = values[k];
    if (f < 0 || (k > 0 && !(f > values[k - 3]))) {
      diagnostics_.error(codes::out_of_range, found.numbers[k], "frequency {} {}, expected ascending ones from 0 up", f,
                         f < 0 ? "is negative" : fmt::format("follows {}", values[k - 3]));
      return std::nullopt;
    }
    const double degrees = found.in_degrees ? values[k + 2] : values[k + 2] * 180 / std::numbers::pi;
    const double size = found.in_decibels ? std::pow(10, values[k + 1] / 20) : values[k + 1];
    const std::complex<double> value = found.is_complex   ? std::complex(values[k + 1], values[k + 2])
                                       : found.in_degrees ? polar_degrees(size, degrees)
                                                          : size * std::polar(1.0, values[k + 2]);
    const double turned = size < 0 ? std::numbers::pi : 0;  // a negative magnitude
    const double phase = found.is_complex ? std::arg(value) : degrees * std::numbers::pi / 180 + turned;
    const double log_magnitude =
        found.in_decibels && !found.is_complex ? values[k + 1] / 20 * std::numbers::ln10 : std::log(std::abs(value));
    points.push_back({f, log_magnitude, phase, value});
  }
  if (found.is_complex) unwrap(points);
  return points;
}

}  // namespace ohmscope

#include "netlist/expression_functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <unordered_map>

#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Arguments = Function::Arguments;
using Rules = EvaluationRules;

template <double (*f)(double)>
double unary(Arguments a, const Rules& /*rules*/) {
  return f(a[0]);
}

double square(double x) { return x * x; }
double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
double ramp(double x) { return std::max(x, 0.0); }
double ramp_to_1(double x) { return std::clamp(x, 0.0, 1.0); }
double decibels(double x) { return 20 * std::log10(std::fabs(x)); }
double is_zero(double x) { return x == 0 ? 1 : 0; }
double is_not_zero(double x) { return x != 0 ? 1 : 0; }
double is_positive(double x) { return x > 0 ? 1 : 0; }
double is_negative(double x) { return x < 0 ? 1 : 0; }
double is_not_negative(double x) { return x >= 0 ? 1 : 0; }
double is_not_positive(double x) { return x <= 0 ? 1 : 0; }

double magnitude_power(double x, double y) { return std::pow(std::fabs(x), y); }
/// cos(pi y), exact at whole halves.
double cos_pi(double y) {
  return std::fmod(y, 1) == 0.5 || std::fmod(y, 1) == -0.5 ? 0 : std::cos(std::numbers::pi * std::fmod(y, 2));
}
/// Real part of the principal value of a negative x to the power of y.
double real_power(double x, double y) { return magnitude_power(x, y) * cos_pi(y); }
double signed_power(double x, double y) { return std::copysign(magnitude_power(x, y), x); }

/// ngspice's parameters and its sources have pow and pwr the other way round.
bool has_pow_of_magnitude(const Rules& rules) { return rules.dialect == Dialect::ngspice && rules.behavioural; }

double step(Arguments a, const Rules& rules) {
  if (a[0] == 0) return reads(rules.dialect, Reading::low_step) ? 0 : 0.5;
  return a[0] > 0 ? 1 : 0;
}

double exclusive_or(Arguments a, const Rules& /*rules*/) { return (a[0] != 0) != (a[1] != 0) ? 1 : 0; }

double pow(Arguments a, const Rules& rules) {
  return has_pow_of_magnitude(rules) ? magnitude_power(a[0], a[1]) : std::pow(a[0], a[1]);
}

double pwr(Arguments a, const Rules& rules) {
  const bool keeps_sign = has_pow_of_magnitude(rules) || reads(rules.dialect, Reading::signed_pwr);
  return keeps_sign ? signed_power(a[0], a[1]) : magnitude_power(a[0], a[1]);
}

double choose(Arguments a, const Rules& /*rules*/) { return a[0] != 0 ? a[1] : a[2]; }

double nominal(Arguments a, const Rules& /*rules*/) { return a[0]; }

double limit(Arguments a, const Rules& rules) {
  if (a.size() == 2) return nominal(a, rules);
  return std::clamp(a[0], std::min(a[1], a[2]), std::max(a[1], a[2]));
}

/// The line through the points before and behind x, or through the two outermost ones.
double interpolate(double x, Arguments points) {
  std::size_t k = 2;
  while (k + 2 < points.size() && x >= points[k]) k += 2;
  const double x0 = points[k - 2];
  const double y0 = points[k - 1];
  return y0 + (x - x0) * ((points[k + 1] - y0) / (points[k] - x0));
}

/// Not a number unless the abscissas ascend.
double piecewise_linear(Arguments a, bool holds_ends) {
  const Arguments points = a.subspan(1);
  for (std::size_t k = 2; k < points.size(); k += 2) {
    if (!(points[k] > points[k - 2])) return std::nan("");
  }
  if (points.size() == 2) return points[1];
  if (holds_ends && a[0] <= points.front()) return points[1];
  if (holds_ends && a[0] >= points[points.size() - 2]) return points.back();
  return interpolate(a[0], points);
}

constexpr std::size_t many = Function::any_number;
constexpr auto statistical = Function::Kind::statistical;
constexpr auto refused = Function::Kind::refused;

// Meanings are those of ngspice 39, found by running it: first the functions its parameters have, then those that only
// its behavioural sources have, then those of PSpice and LTspice.
constexpr std::array table{
    Function{"sqrt", 1, 1, unary<std::sqrt>, "square root"},
    Function{"sqr", 1, 1, unary<square>, "square"},
    Function{"abs", 1, 1, unary<std::fabs>, "magnitude"},
    Function{"exp", 1, 1, unary<std::exp>, "e to the power of x"},
    Function{"ln", 1, 1, unary<std::log>, "natural logarithm"},
    Function{"log", 1, 1, unary<std::log>, "natural logarithm"},
    Function{"log10", 1, 1, unary<std::log10>, "logarithm to base 10"},
    Function{"pow", 2, 2, pow, "x to the power of y; of |x| in ngspice's behavioural sources"},
    Function{"pwr", 2, 2, pwr, "|x| to the power of y; with the sign of x in ngspice's behavioural sources and HSPICE"},
    Function{"min", 1, many, [](Arguments a, const Rules&) { return *std::min_element(a.begin(), a.end()); },
             "the least"},
    Function{"max", 1, many, [](Arguments a, const Rules&) { return *std::max_element(a.begin(), a.end()); },
             "the greatest"},
    Function{"int", 1, 1, unary<std::trunc>, "rounded towards 0"},
    Function{"nint", 1, 1, unary<std::nearbyint>, "nearest integer, halves to the even one"},
    Function{"floor", 1, 1, unary<std::floor>, "rounded down"},
    Function{"ceil", 1, 1, unary<std::ceil>, "rounded up"},
    Function{"sgn", 1, 1, unary<sign>, "-1, 0 or 1"},
    Function{"sin", 1, 1, unary<std::sin>, "sine, radians"},
    Function{"cos", 1, 1, unary<std::cos>, "cosine, radians"},
    Function{"tan", 1, 1, unary<std::tan>, "tangent, radians"},
    Function{"asin", 1, 1, unary<std::asin>, "arc sine, radians"},
    Function{"acos", 1, 1, unary<std::acos>, "arc cosine, radians"},
    Function{"atan", 1, 1, unary<std::atan>, "arc tangent, radians"},
    Function{"arctan", 1, 1, unary<std::atan>, "arc tangent, radians"},
    Function{"sinh", 1, 1, unary<std::sinh>, "hyperbolic sine"},
    Function{"cosh", 1, 1, unary<std::cosh>, "hyperbolic cosine"},
    Function{"tanh", 1, 1, unary<std::tanh>, "hyperbolic tangent"},
    Function{"asinh", 1, 1, unary<std::asinh>, "inverse of sinh"},
    Function{"acosh", 1, 1, unary<std::acosh>, "inverse of cosh"},
    Function{"atanh", 1, 1, unary<std::atanh>, "inverse of tanh"},
    Function{"ternary_fcn", 3, 3, choose, "y if x is not 0, or else z", Function::Kind::choice},
    Function{"%", 2, 2, [](Arguments a, const Rules&) { return std::fmod(a[0], a[1]); }, "remainder"},
    Function{"\\", 2, 2, [](Arguments a, const Rules&) { return std::trunc(a[0] / a[1]); }, "whole quotient"},
    Function{"^", 2, 2, exclusive_or, "exclusive or, in some dialects"},
    Function{"agauss", 3, 3, nominal, "nominal value x", statistical},
    Function{"gauss", 3, 3, nominal, "nominal value x", statistical},
    Function{"aunif", 2, 2, nominal, "nominal value x", statistical},
    Function{"unif", 2, 2, nominal, "nominal value x", statistical},
    Function{"limit", 2, 3, limit, "x held between y and z; of two arguments the nominal value x"},
    Function{"u", 1, 1, step, "unit step: 0, 0.5 at 0, 1"},
    Function{"u2", 1, 1, unary<ramp_to_1>, "x held between 0 and 1"},
    Function{"uramp", 1, 1, unary<ramp>, "x, or 0 if x is negative"},
    Function{"eq0", 1, 1, unary<is_zero>, "whether x = 0"},
    Function{"ne0", 1, 1, unary<is_not_zero>, "whether x is not 0"},
    Function{"gt0", 1, 1, unary<is_positive>, "whether x > 0"},
    Function{"lt0", 1, 1, unary<is_negative>, "whether x < 0"},
    Function{"ge0", 1, 1, unary<is_not_negative>, "whether x >= 0"},
    Function{"le0", 1, 1, unary<is_not_positive>, "whether x <= 0"},
    Function{"pwl", 3, many, [](Arguments a, const Rules&) { return piecewise_linear(a, false); },
             "value at x of the line through points x1, y1, x2, y2, …, its ends prolonged", Function::Kind::ordinary,
             true},
    Function{"table", 3, many, [](Arguments a, const Rules&) { return piecewise_linear(a, true); },
             "value at x of the line through points x1, y1, x2, y2, …, its ends held", Function::Kind::ordinary, true},
    Function{"if", 3, 3, choose, "y if x is not 0, or else z", Function::Kind::choice},
    Function{"pwrs", 2, 2, [](Arguments a, const Rules&) { return signed_power(a[0], a[1]); },
             "|x| to the power of y with the sign of x"},
    Function{"stp", 1, 1, step, "unit step: 0, 0.5 at 0, 1"},
    Function{"db", 1, 1, unary<decibels>, "20 log10 |x|"},
    Function{"atan2", 2, 2, [](Arguments a, const Rules&) { return std::atan2(a[0], a[1]); },
             "angle of the point (y, x), radians"},
    Function{"arcsin", 1, 1, unary<std::asin>, "arc sine, radians"},
    Function{"arccos", 1, 1, unary<std::acos>, "arc cosine, radians"},
    Function{"hypot", 2, 2, [](Arguments a, const Rules&) { return std::hypot(a[0], a[1]); }, "sqrt(x² + y²)"},
    Function{"round", 1, 1, unary<std::round>, "nearest integer, halves away from 0"},
    Function{"trunc", 1, 1, unary<std::trunc>, "rounded towards 0"},
    Function{"mc", 2, 2, nominal, "nominal value x", statistical},
    Function{"ddt", 1, 1, nominal, "derivative in time", refused},
    Function{"idt", 1, many, nominal, "integral over time", refused},
    Function{"sdt", 1, many, nominal, "integral over time", refused},
    Function{"ddx", 2, 2, nominal, "derivative by a voltage", refused},
};

NameMap<const Function*> index_of_table() {
  NameMap<const Function*> index;
  for (const Function& function : table) index.emplace(function.name, &function);
  return index;
}

}  // namespace

std::span<const Function> functions() { return table; }

const Function* find_function(std::string_view name) {
  static const NameMap<const Function*> index = index_of_table();
  const auto found = index.find(name);
  return found == index.end() ? nullptr : found->second;
}

bool takes(const Function& function, std::size_t arguments) {
  if (function.takes_points && arguments % 2 == 0) return false;
  return arguments >= function.least && arguments <= function.most;
}

std::string expected_arguments(const Function& function) {
  if (function.takes_points) return "x, x1, y1 and more such pairs";
  if (function.most == many) return fmt::format("{} or more", function.least);
  if (function.most > function.least) return fmt::format("{} or {}", function.least, function.most);
  return fmt::format("{}", function.least);
}

double power(double base, double exponent, const EvaluationRules& rules) {
  if (reads(rules.dialect, Reading::power_of_magnitude)) return magnitude_power(base, exponent);
  const bool is_complex = base < 0 && exponent != std::trunc(exponent);
  if (is_complex && reads(rules.dialect, Reading::real_power)) return real_power(base, exponent);
  return std::pow(base, exponent);
}

std::string power_remark(std::string_view name, double base, double exponent, double value) {
  if (!(base < 0) || std::fmod(exponent, 2) == 0 || !std::isfinite(value)) return {};
  return fmt::format("'{}' of {} and {} is read as {} here: simulators differ in powers of negative numbers", name,
                     base, exponent, value);
}

}  // namespace ohmscope

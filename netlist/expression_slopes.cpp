#include "netlist/expression_slopes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Operands = std::span<const double>;
using Slopes = std::span<double>;

/// Of a function of one number, given x and f(x).
template <double (*derivative)(double x, double value)>
void unary(Operands a, double value, Slopes slopes) {
  slopes[0] = derivative(a[0], value);
}

/// |x|^y up to a sign that changes nowhere but at 0.
void power(Operands a, double value, Slopes slopes) {
  const double x = a[0];
  const double y = a[1];
  slopes[0] = x == 0 ? (y == 0 ? 0 : y * std::pow(x, y - 1)) : y * value / x;
  slopes[1] = x == 0 && y > 0 ? 0 : value * std::log(std::fabs(x));
}

/// The same with cos(pi y) for a negative x: the real part.
void real_power(Operands a, double value, Slopes slopes) {
  power(a, value, slopes);
  if (a[0] < 0)
    slopes[1] -= std::numbers::pi * std::sin(std::numbers::pi * std::fmod(a[1], 2)) * std::pow(std::fabs(a[0]), a[1]);
}

/// Of equals the later one counts.
template <class Compare>
void extreme(Operands a, Slopes slopes, Compare is_nearer) {
  std::size_t chosen = 0;
  for (std::size_t k = 1; k < a.size(); ++k) {
    if (!is_nearer(a[chosen], a[k])) chosen = k;
  }
  slopes[chosen] = 1;
}

void limit(Operands a, double /*value*/, Slopes slopes) {
  if (a.size() == 2) {
    slopes[0] = 1;
    return;
  }
  const std::size_t low = a[1] <= a[2] ? 1 : 2;
  const std::size_t high = 3 - low;
  slopes[a[0] > a[low] && a[0] < a[high] ? 0 : a[0] <= a[low] ? low : high] = 1;
}

/// The line's on the right of a corner. Points are numbers that do not vary, as a rule; where they do, each of the two
/// that the line goes through has its share.
void piecewise_linear(Operands a, bool holds_ends, Slopes slopes) {
  const double x = a[0];
  const Operands points = a.subspan(1);
  const Slopes of_points = slopes.subspan(1);
  const std::size_t last = points.size() - 2;
  if (last == 0 || (holds_ends && x < points[0])) {
    of_points[1] = 1;
  } else if (holds_ends && x >= points[last]) {
    of_points[last + 1] = 1;
  } else {
    std::size_t k = 2;
    while (k < last && x >= points[k]) k += 2;
    const double width = points[k] - points[k - 2];
    const double steepness = (points[k + 1] - points[k - 1]) / width;
    const double part = (x - points[k - 2]) / width;
    slopes[0] = steepness;
    of_points[k - 2] = steepness * (part - 1);
    of_points[k - 1] = 1 - part;
    of_points[k] = -steepness * part;
    of_points[k + 1] = part;
  }
}

void choice(Operands a, double /*value*/, Slopes slopes) { slopes[a[0] != 0 ? 1 : 2] = 1; }

void first(Operands /*a*/, double /*value*/, Slopes slopes) { slopes[0] = 1; }

double sign(double x, double /*value*/) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

double half_at_0(double x) { return x == 0 ? 0.5 : x > 0 ? 1 : 0; }

struct FunctionSlopes {
  std::string_view name;
  SlopesOf slopes;
};
using X = double;
constexpr FunctionSlopes table[] = {
    {"sqrt", unary<[](X, X y) { return 0.5 / y; }>},
    {"sqr", unary<[](X x, X) { return 2 * x; }>},
    {"abs", unary<sign>},
    {"exp", unary<[](X, X y) { return y; }>},
    {"ln", unary<[](X x, X) { return 1 / x; }>},
    {"log", unary<[](X x, X) { return 1 / x; }>},
    {"log10", unary<[](X x, X) { return 1 / (x * std::numbers::ln10); }>},
    {"db", unary<[](X x, X) { return 20 / (x * std::numbers::ln10); }>},
    {"pow", power},
    {"pwr", power},
    {"pwrs", power},
    {"min", [](Operands a, double, Slopes s) { extreme(a, s, [](double x, double y) { return x < y; }); }},
    {"max", [](Operands a, double, Slopes s) { extreme(a, s, [](double x, double y) { return x > y; }); }},
    {"sin", unary<[](X x, X) { return std::cos(x); }>},
    {"cos", unary<[](X x, X) { return -std::sin(x); }>},
    {"tan", unary<[](X, X y) { return 1 + y * y; }>},
    {"asin", unary<[](X x, X) { return 1 / std::sqrt(1 - x * x); }>},
    {"arcsin", unary<[](X x, X) { return 1 / std::sqrt(1 - x * x); }>},
    {"acos", unary<[](X x, X) { return -1 / std::sqrt(1 - x * x); }>},
    {"arccos", unary<[](X x, X) { return -1 / std::sqrt(1 - x * x); }>},
    {"atan", unary<[](X x, X) { return 1 / (1 + x * x); }>},
    {"arctan", unary<[](X x, X) { return 1 / (1 + x * x); }>},
    {"sinh", unary<[](X x, X) { return std::cosh(x); }>},
    {"cosh", unary<[](X x, X) { return std::sinh(x); }>},
    {"tanh", unary<[](X, X y) { return 1 - y * y; }>},
    {"asinh", unary<[](X x, X) { return 1 / std::sqrt(x * x + 1); }>},
    {"acosh", unary<[](X x, X) { return 1 / std::sqrt(x * x - 1); }>},
    {"atanh", unary<[](X x, X) { return 1 / (1 - x * x); }>},
    {"ternary_fcn", choice},
    {"if", choice},
    {"%",
     [](Operands a, double, Slopes s) {
       s[0] = 1;
       s[1] = -std::trunc(a[0] / a[1]);
     }},
    {"agauss", first},
    {"gauss", first},
    {"aunif", first},
    {"unif", first},
    {"mc", first},
    {"limit", limit},
    {"u2", unary<[](X x, X) { return half_at_0(x) - half_at_0(x - 1); }>},
    {"uramp", unary<[](X x, X) { return half_at_0(x); }>},
    {"pwl", [](Operands a, double, Slopes s) { piecewise_linear(a, false, s); }},
    {"table", [](Operands a, double, Slopes s) { piecewise_linear(a, true, s); }},
    {"atan2",
     [](Operands a, double, Slopes s) {
       const double square = a[0] * a[0] + a[1] * a[1];
       s[0] = a[1] / square;
       s[1] = -a[0] / square;
     }},
    {"hypot",
     [](Operands a, double value, Slopes s) {
       s[0] = a[0] / value;
       s[1] = a[1] / value;
     }},
};

SlopesOf of_function(std::string_view name) {
  const auto* const found = std::find_if(std::begin(table), std::end(table), [&](const FunctionSlopes& function) {
    return equal_ignoring_case(function.name, name);
  });
  return found == std::end(table) ? nullptr : found->slopes;
}

SlopesOf of_arithmetic(Op op) {
  switch (op) {
    case Op::add:
      return [](Operands, double, Slopes s) { s[0] = s[1] = 1; };
    case Op::subtract:
      return [](Operands, double, Slopes s) {
        s[0] = 1;
        s[1] = -1;
      };
    case Op::multiply:
      return [](Operands a, double, Slopes s) {
        s[0] = a[1];
        s[1] = a[0];
      };
    case Op::divide:
      return [](Operands a, double value, Slopes s) {
        s[0] = 1 / a[1];
        s[1] = -value / a[1];
      };
    case Op::negate:
      return [](Operands, double, Slopes s) { s[0] = -1; };
    case Op::choose:
      return choice;
    default:
      return nullptr;  // truth values
  }
}

}  // namespace

SlopesOf slopes_of(const Expression::Step& step, const EvaluationRules& rules) {
  if (step.op == Op::call) return of_function(step.name);
  if (step.op == Op::power) return reads(rules.dialect, Reading::real_power) ? real_power : power;
  return of_arithmetic(step.op);
}

}  // namespace ohmscope

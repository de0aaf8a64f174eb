#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "netlist/expression.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;
using Arguments = std::span<const double>;

constexpr std::size_t any_number = 1000;

struct Function {
  std::string_view name;
  std::size_t least;
  std::size_t most;
  double (*value)(Arguments);
};

double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

template <double (*f)(double)>
double unary(Arguments a) {
  return f(a[0]);
}

double choose(Arguments a) { return a[0] != 0 ? a[1] : a[2]; }

constexpr std::array<Function, 38> functions{{
    {"sin", 1, 1, unary<std::sin>},
    {"cos", 1, 1, unary<std::cos>},
    {"tan", 1, 1, unary<std::tan>},
    {"asin", 1, 1, unary<std::asin>},
    {"acos", 1, 1, unary<std::acos>},
    {"atan", 1, 1, unary<std::atan>},
    {"arctan", 1, 1, unary<std::atan>},
    {"sinh", 1, 1, unary<std::sinh>},
    {"cosh", 1, 1, unary<std::cosh>},
    {"tanh", 1, 1, unary<std::tanh>},
    {"asinh", 1, 1, unary<std::asinh>},
    {"acosh", 1, 1, unary<std::acosh>},
    {"atanh", 1, 1, unary<std::atanh>},
    {"exp", 1, 1, unary<std::exp>},
    {"ln", 1, 1, unary<std::log>},
    {"log", 1, 1, unary<std::log>},
    {"log10", 1, 1, unary<std::log10>},
    {"sqrt", 1, 1, unary<std::sqrt>},
    {"sqr", 1, 1, [](Arguments a) { return a[0] * a[0]; }},
    {"abs", 1, 1, unary<std::fabs>},
    {"int", 1, 1, unary<std::trunc>},
    {"nint", 1, 1, unary<std::nearbyint>},
    {"floor", 1, 1, unary<std::floor>},
    {"ceil", 1, 1, unary<std::ceil>},
    {"sgn", 1, 1, unary<sign>},
    {"u", 1, 1, [](Arguments a) { return a[0] > 0 ? 1.0 : 0.0; }},
    {"uramp", 1, 1, [](Arguments a) { return std::max(a[0], 0.0); }},
    {"pow", 2, 2, [](Arguments a) { return std::pow(a[0], a[1]); }},
    {"pwr", 2, 2, [](Arguments a) { return std::pow(std::fabs(a[0]), a[1]); }},
    {"atan2", 2, 2, [](Arguments a) { return std::atan2(a[0], a[1]); }},
    {"%", 2, 2, [](Arguments a) { return std::fmod(a[0], a[1]); }},
    {"\\", 2, 2, [](Arguments a) { return std::trunc(a[0] / a[1]); }},
    {"min", 1, any_number, [](Arguments a) { return *std::min_element(a.begin(), a.end()); }},
    {"max", 1, any_number, [](Arguments a) { return *std::max_element(a.begin(), a.end()); }},
    {"limit", 3, 3, [](Arguments a) { return std::max(std::min(a[0], std::max(a[1], a[2])), std::min(a[1], a[2])); }},
    {"if", 3, 3, choose},
    {"ternary_fcn", 3, 3, choose},
    {"hypot", 2, 2, [](Arguments a) { return std::hypot(a[0], a[1]); }},
}};

double binary(Op op, double a, double b) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return a / b;
    case Op::power:
      return std::pow(a, b);
    case Op::less:
      return a < b ? 1 : 0;
    case Op::less_equal:
      return a <= b ? 1 : 0;
    case Op::greater:
      return a > b ? 1 : 0;
    case Op::greater_equal:
      return a >= b ? 1 : 0;
    case Op::equal:
      return a == b ? 1 : 0;
    case Op::not_equal:
      return a != b ? 1 : 0;
    case Op::logical_and:
      return a != 0 && b != 0 ? 1 : 0;
    default:
      return a != 0 || b != 0 ? 1 : 0;
  }
}

/// Runs the steps over a stack; remembers where a finite value was lost, to blame it if the result is not finite.
class Evaluation {
 public:
  Evaluation(const std::function<std::optional<double>(std::string_view)>& variable, Diagnostics& diagnostics)
      : variable_(variable), diagnostics_(diagnostics) {}

  std::optional<double> run(std::span<const Step> steps) {
    for (const Step& step : steps) {
      if (!apply(step)) return std::nullopt;
    }
    if (std::isfinite(stack_.back())) return stack_.back();
    diagnostics_.add(Severity::error, culprit_.span, complaint_);
    return std::nullopt;
  }

 private:
  bool apply(const Step& step) {
    switch (step.op) {
      case Op::literal:
        stack_.push_back(step.literal);
        return true;
      case Op::name:
        return name(step);
      case Op::call:
        return call(step);
      case Op::negate:
        stack_.back() = -stack_.back();
        return true;
      case Op::logical_not:
        stack_.back() = stack_.back() == 0 ? 1 : 0;
        return true;
      case Op::choose:
        replace(step, 3, choose(top(3)));
        return true;
      default:
        replace(step, 2, binary(step.op, top(2)[0], top(2)[1]));
        return true;
    }
  }

  [[nodiscard]] Arguments top(std::size_t count) const { return Arguments(stack_).last(count); }

  void replace(const Step& step, std::size_t count, double value) {
    const Arguments operands = top(count);
    if (complaint_.empty() && !std::isfinite(value)) {
      culprit_ = step;
      if (step.op == Op::divide && operands[1] == 0) {
        complaint_ = "division by zero";
      } else if (step.op == Op::call) {
        complaint_ = fmt::format("'{}' of {} has no finite value", step.name, fmt::join(operands, ", "));
      } else {
        complaint_ = fmt::format("'{}' of {} has no finite value", step.name, fmt::join(operands, " and "));
      }
    }
    stack_.resize(stack_.size() - count);
    stack_.push_back(value);
  }

  bool name(const Step& step) {
    auto value = variable_(step.name);
    if (!value && equal_ignoring_case(step.name, "pi")) value = std::numbers::pi;
    if (!value) {
      diagnostics_.error(step.span, "unknown name '{}'", step.name);
      return false;
    }
    if (!std::isfinite(*value) && complaint_.empty()) {
      culprit_ = step;
      complaint_ = fmt::format("'{}' is {}, expected a finite number", step.name, *value);
    }
    stack_.push_back(*value);
    return true;
  }

  bool call(const Step& step) {
    const auto* const function = std::find_if(
        functions.begin(), functions.end(), [&](const Function& f) { return equal_ignoring_case(f.name, step.name); });
    if (function == functions.end()) {
      std::vector<std::string_view> names;
      for (const Function& f : functions) names.push_back(f.name);
      diagnostics_.error(step.span, "unknown function '{}'", step.name).with_hint(did_you_mean(step.name, names));
      return false;
    }
    if (step.arguments < function->least || step.arguments > function->most) {
      diagnostics_.error(step.span, "'{}' has {} arguments, expected {}{}", step.name, step.arguments, function->least,
                         function->most == any_number ? " or more" : "");
      return false;
    }
    replace(step, step.arguments, function->value(top(step.arguments)));
    return true;
  }

  const std::function<std::optional<double>(std::string_view)>& variable_;
  Diagnostics& diagnostics_;
  std::vector<double> stack_;
  Step culprit_{};
  std::string complaint_;
};

}  // namespace

std::optional<double> evaluate(const Expression& expression,
                               const std::function<std::optional<double>(std::string_view)>& variable,
                               Diagnostics& diagnostics) {
  return Evaluation(variable, diagnostics).run(expression.steps());
}

}  // namespace ohmscope

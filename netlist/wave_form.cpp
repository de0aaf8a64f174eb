#include "netlist/wave_form.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "netlist/numbers_algebra.hpp"

namespace ohmscope {

namespace {

using Complex = std::complex<double>;
using Op = Expression::Op;
using Step = Expression::Step;

double phase(Complex z, const EvaluationRules& rules) {
  const double radians = std::arg(z);
  return rules.dialect == Dialect::ngspice ? radians : radians * (180 / std::numbers::pi);
}

/// A function of one complex number.
struct WaveFunction {
  std::string_view names;  ///< with | between them
  Complex (*value)(Complex, const EvaluationRules&);
  bool is_real = false;  ///< whatever its argument
  bool keeps_unit = false;
  std::string_view unit = {};
};
using Rules = EvaluationRules;
constexpr std::array<WaveFunction, 10> wave_functions{{
    {"mag|abs|m", [](Complex z, const Rules&) -> Complex { return std::abs(z); }, true, true},
    {"re|real|r", [](Complex z, const Rules&) -> Complex { return z.real(); }, true, true},
    {"im|imag|img", [](Complex z, const Rules&) -> Complex { return z.imag(); }, true, true},
    {"ph|phase|cph", [](Complex z, const Rules& rules) -> Complex { return phase(z, rules); }, true, false, "phase"},
    {"db", [](Complex z, const Rules&) -> Complex { return 20 * std::log10(std::abs(z)); }, true, false, "dB"},
    {"sqrt", [](Complex z, const Rules&) { return std::sqrt(z); }},
    {"exp", [](Complex z, const Rules&) { return std::exp(z); }},
    {"ln|log", [](Complex z, const Rules&) { return std::log(z); }},
    {"log10", [](Complex z, const Rules&) { return std::log10(z); }},
    {"conj", [](Complex z, const Rules&) { return std::conj(z); }, false, true},
}};

const WaveFunction* find_wave_function(std::string_view name) {
  for (const WaveFunction& function : wave_functions) {
    std::string_view names = function.names;
    while (!names.empty()) {
      const std::size_t end = std::min(names.find('|'), names.size());
      if (equal_ignoring_case(names.substr(0, end), name)) return &function;
      names.remove_prefix(std::min(end + 1, names.size()));
    }
  }
  return nullptr;
}

Complex power_of(Complex base, Complex exponent, const EvaluationRules& rules) {
  if (base.imag() == 0 && exponent.imag() == 0) return power(base.real(), exponent.real(), rules);
  return std::pow(base, exponent);
}

/// Expressions over results; see Evaluation.
class WaveAlgebra {
 public:
  using Value = Complex;

  WaveAlgebra(const EvaluationRules& rules, const WavePoint& point) : rules_(rules), point_(point) {}
  [[nodiscard]] static bool is_own_function(const Step& step) {
    return step.arguments == 1 && find_wave_function(step.name) != nullptr;
  }
  [[nodiscard]] static std::optional<double> number(Complex value) { return value.real(); }
  [[nodiscard]] std::optional<Complex> probe(const Probe& probe) const { return point_.probe(probe); }
  [[nodiscard]] std::optional<Complex> variable(std::string_view name) const { return point_.variable(name); }

  [[nodiscard]] Complex operate(const Step& step, std::span<const Complex> operands, Remark& /*remark*/) const {
    switch (step.op) {
      case Op::add:
        return operands[0] + operands[1];
      case Op::subtract:
        return operands[0] - operands[1];
      case Op::multiply:
        return operands[0] * operands[1];
      case Op::divide:
        return operands[0] / operands[1];
      case Op::negate:
        return -operands[0];
      case Op::power:
        return power_of(operands[0], operands[1], rules_);
      default:
        break;
    }
    if (step.op == Op::call && is_own_function(step)) return find_wave_function(step.name)->value(operands[0], rules_);
    std::vector<double> reals;
    for (const Complex& operand : operands) reals.push_back(operand.real());
    return operation_of(step, rules_)(reals);
  }

 private:
  const EvaluationRules& rules_;
  const WavePoint& point_;
};

WaveKind kind_of_step(const Step& step, std::span<const WaveKind> operands, const EvaluationRules& rules) {
  const auto any_complex = [&] {
    for (const WaveKind& operand : operands) {
      if (operand.is_complex) return true;
    }
    return false;
  };
  switch (step.op) {
    case Op::negate:
      return operands[0];
    case Op::add:
    case Op::subtract:
      return {any_complex(), operands[0].unit == operands[1].unit ? operands[0].unit : ""};
    case Op::multiply:
    case Op::divide:
    case Op::power:
      return {any_complex()};
    case Op::choose:
      return {operands[1].is_complex || operands[2].is_complex, operands[1].unit};
    case Op::call:
      break;
    default:
      return {};
  }
  const WaveFunction* function = WaveAlgebra::is_own_function(step) ? find_wave_function(step.name) : nullptr;
  if (function == nullptr) return {};
  std::string unit(function->keeps_unit ? std::string_view(operands[0].unit) : function->unit);
  if (unit == "phase") unit = rules.dialect == Dialect::ngspice ? "rad" : "°";
  return {operands[0].is_complex && !function->is_real, std::move(unit)};
}

std::size_t operands_of(const Step& step) {
  switch (step.op) {
    case Op::call:
      return step.arguments;
    case Op::negate:
    case Op::logical_not:
      return 1;
    case Op::choose:
      return 3;
    default:
      return 2;
  }
}

}  // namespace

WaveKind kind_of(const Expression& expression, const EvaluationRules& rules,
                 const std::function<WaveKind(const Probe&)>& of_probe,
                 const std::function<WaveKind(std::string_view)>& of_variable) {
  std::vector<WaveKind> stack;
  for (const Step& step : expression.steps()) {
    if (step.op == Op::literal) {
      stack.emplace_back();
    } else if (step.op == Op::name) {
      stack.push_back(of_variable(step.name));
    } else if (step.op == Op::probe) {
      stack.push_back(of_probe(expression.probes()[step.arguments]));
    } else {
      const std::size_t count = operands_of(step);
      WaveKind kind = kind_of_step(step, std::span(stack).last(count), rules);
      stack.resize(stack.size() - count);
      stack.push_back(std::move(kind));
    }
  }
  return stack.back();
}

std::optional<Complex> wave_value(const Expression& expression, const Names& names, const EvaluationRules& rules,
                                  const WavePoint& point, Diagnostics& diagnostics) {
  WaveAlgebra algebra(rules, point);
  return Evaluation(algebra, rules, diagnostics).run(expression, names);
}

}  // namespace ohmscope

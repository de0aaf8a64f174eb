#include <array>

#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"
#include "netlist/transfer_steps.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;
using Function = TransferFunction;

struct KnownFunction {
  std::string_view name;
  Function::Op op;
};
constexpr std::array known_functions{
    KnownFunction{"sqrt", Function::Op::sqrt},   KnownFunction{"exp", Function::Op::exp},
    KnownFunction{"ln", Function::Op::log},      KnownFunction{"log", Function::Op::log},
    KnownFunction{"log10", Function::Op::log10}, KnownFunction{"sin", Function::Op::sin},
    KnownFunction{"cos", Function::Op::cos},     KnownFunction{"tan", Function::Op::tan},
    KnownFunction{"sinh", Function::Op::sinh},   KnownFunction{"cosh", Function::Op::cosh},
    KnownFunction{"tanh", Function::Op::tanh},   KnownFunction{"abs", Function::Op::magnitude}};

/// Writes down what is to be done once the frequency is known; what does not depend on it is done at once. See
/// Evaluation.
class FormAlgebra {
 public:
  using Value = StepValue;

  explicit FormAlgebra(const EvaluationRules& rules) : numbers_(rules) {}

  [[nodiscard]] static std::optional<double> number(const Value& value) {
    return value.slot ? std::nullopt : std::optional(value.number);
  }
  [[nodiscard]] static std::optional<Value> probe(const Probe& /*probe*/) { return std::nullopt; }
  [[nodiscard]] std::optional<Value> variable(std::string_view name) {
    if (equal_ignoring_case(name, "s")) return steps_.append(Function::Op::s);
    if (equal_ignoring_case(name, "hertz")) return steps_.append(Function::Op::hertz);
    return std::nullopt;
  }
  [[nodiscard]] Value operate(const Step& step, std::span<const Value> operands, Remark& remark) {
    std::vector<double> constants;
    for (const Value& operand : operands) {
      if (!operand.slot) constants.push_back(operand.number);
    }
    if (constants.size() == operands.size()) return numbers_.operate(step, constants, remark);
    if (const auto value = written_down(step, operands)) return *value;
    remark = {Remark::Kind::not_linear, step.whole, {}};
    return {};
  }

  [[nodiscard]] TransferSteps& steps() { return steps_; }

 private:
  std::optional<Value> written_down(const Step& step, std::span<const Value> operands) {
    if (step.op == Op::power) return steps_.append(Function::Op::power, operands[0], operands[1]);
    if (step.op == Op::call) return call(step.name, operands);
    return steps_.arithmetic(step.op, operands);
  }

  std::optional<Value> call(std::string_view name, std::span<const Value> operands) {
    if (equal_ignoring_case(name, "pow")) return steps_.append(Function::Op::power, operands[0], operands[1]);
    if (equal_ignoring_case(name, "sqr")) return steps_.append(Function::Op::multiply, operands[0], operands[0]);
    for (const KnownFunction& known : known_functions) {
      if (equal_ignoring_case(known.name, name)) return steps_.append(known.op, operands[0]);
    }
    return std::nullopt;
  }

  NumbersAlgebra numbers_;
  TransferSteps steps_;
};

bool depends_on_hertz(const Function& function) {
  return std::any_of(function.steps.begin(), function.steps.end(),
                     [](const Function::Step& step) { return step.op == Function::Op::hertz; });
}

bool is_scale(std::string_view unit) {
  return unit.size() == 1 || equal_ignoring_case(unit, "meg") || equal_ignoring_case(unit, "mil");
}

/// Letters behind a number are a scale and a unit. False, reported, if `3s` says so where 3*s is meant, for sure; a
/// warning tells of a unit that is the name of a parameter.
bool check_units(const Expression& expression, const Names& names, Diagnostics& diagnostics) {
  bool ok = true;
  for (const Step& step : expression.steps()) {
    if (step.op != Op::literal) continue;
    const std::size_t end = step.name.find_last_of("0123456789.") + 1;
    const std::string_view unit = step.name.substr(end);
    const std::string hint = fmt::format("write {}*{}", step.name.substr(0, end), unit);
    if (equal_ignoring_case(unit, "s")) {
      diagnostics.error(codes::bad_expression, step.span, "'{}' is a number with a unit, expected a product", step.name)
          .with_hint(hint);
      ok = false;
    } else if (!is_scale(unit) && names.value(unit)) {
      diagnostics
          .warning(codes::read_otherwise, step.span, "'{}' is read as {}: '{}' is no parameter here", step.name,
                   step.literal, unit)
          .with_hint(hint);
    }
  }
  return ok;
}

}  // namespace

std::optional<TransferForm> transfer_form(const Expression& expression, const Names& names,
                                          const EvaluationRules& rules, Diagnostics& diagnostics) {
  if (!check_units(expression, names, diagnostics)) return std::nullopt;
  FormAlgebra algebra(rules);
  Evaluation evaluation(algebra, rules, diagnostics);
  const auto value = evaluation.run(expression, names);
  if (!value || !report(evaluation.remark(), diagnostics)) return std::nullopt;
  TransferForm form;
  if (evaluation.remark().kind == Remark::Kind::not_linear) {
    form.not_supported = evaluation.remark().span;
    return form;
  }
  form.function = algebra.steps().function_of(*value);
  if (depends_on_hertz(form.function)) return form;
  const auto rational = rational_form(expression, names, rules, diagnostics);
  if (!rational) return std::nullopt;
  if (!rational->not_rational) form.function.polynomials = {rational->numerator, rational->denominator};
  return form;
}

std::string functions_of_s() {
  std::vector<std::string_view> names{"pow", "sqr"};
  for (const KnownFunction& known : known_functions) names.push_back(known.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace ohmscope

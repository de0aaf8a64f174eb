#include <array>

#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"

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
  struct Value {
    Value(double known = 0) : number(known) {}  // NOLINT(google-explicit-constructor): numbers are such values
    double number;
    std::optional<Function::Slot> slot = {};  ///< of the step that gives the value; none: it is the number
  };

  explicit FormAlgebra(const EvaluationRules& rules) : numbers_(rules) {}

  [[nodiscard]] static std::optional<double> number(const Value& value) {
    return value.slot ? std::nullopt : std::optional(value.number);
  }
  [[nodiscard]] static std::optional<Value> probe(const Probe& /*probe*/) { return std::nullopt; }
  [[nodiscard]] std::optional<Value> variable(std::string_view name) {
    if (equal_ignoring_case(name, "s")) return append({Function::Op::s});
    if (equal_ignoring_case(name, "hertz")) return append({Function::Op::hertz});
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

  /// The steps that lead to `value`.
  [[nodiscard]] std::vector<Function::Step> take(const Value& value) {
    const Function::Slot last = slot_of(value);
    steps_.resize(last + 1);
    return std::move(steps_);
  }

 private:
  Value append(Function::Step step) {
    steps_.push_back(step);
    Value value;
    value.slot = static_cast<Function::Slot>(steps_.size() - 1);
    return value;
  }
  Function::Slot slot_of(const Value& value) {
    return value.slot ? *value.slot : *append({Function::Op::number, 0, 0, value.number}).slot;
  }
  Value append(Function::Op op, const Value& a) { return append({op, slot_of(a)}); }
  Value append(Function::Op op, const Value& a, const Value& b) {
    const Function::Slot first = slot_of(a);
    return append({op, first, slot_of(b)});
  }

  std::optional<Value> written_down(const Step& step, std::span<const Value> operands) {
    switch (step.op) {
      case Op::negate:
        return append(Function::Op::negate, operands[0]);
      case Op::add:
        return append(Function::Op::add, operands[0], operands[1]);
      case Op::subtract:
        return append(Function::Op::subtract, operands[0], operands[1]);
      case Op::multiply:
        return append(Function::Op::multiply, operands[0], operands[1]);
      case Op::divide:
        return append(Function::Op::divide, operands[0], operands[1]);
      case Op::power:
        return append(Function::Op::power, operands[0], operands[1]);
      case Op::call:
        return call(step.name, operands);
      default:
        return std::nullopt;
    }
  }

  std::optional<Value> call(std::string_view name, std::span<const Value> operands) {
    if (equal_ignoring_case(name, "pow")) return append(Function::Op::power, operands[0], operands[1]);
    if (equal_ignoring_case(name, "sqr")) return append(Function::Op::multiply, operands[0], operands[0]);
    for (const KnownFunction& known : known_functions) {
      if (equal_ignoring_case(known.name, name)) return append(known.op, operands[0]);
    }
    return std::nullopt;
  }

  NumbersAlgebra numbers_;
  std::vector<Function::Step> steps_;
};

bool depends_on_hertz(const Function& function) {
  return std::any_of(function.steps.begin(), function.steps.end(),
                     [](const Function::Step& step) { return step.op == Function::Op::hertz; });
}

}  // namespace

std::optional<TransferForm> transfer_form(const Expression& expression, const Names& names,
                                          const EvaluationRules& rules, Diagnostics& diagnostics) {
  FormAlgebra algebra(rules);
  Evaluation evaluation(algebra, rules, diagnostics);
  const auto value = evaluation.run(expression, names);
  if (!value || !report(evaluation.remark(), diagnostics)) return std::nullopt;
  TransferForm form;
  if (evaluation.remark().kind == Remark::Kind::not_linear) {
    form.not_supported = evaluation.remark().span;
    return form;
  }
  form.function.steps = algebra.take(*value);
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

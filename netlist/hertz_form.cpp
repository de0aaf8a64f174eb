#include <algorithm>
#include <limits>

#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"
#include "netlist/transfer_steps.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;

constexpr std::size_t most_terms = 1000;
constexpr std::size_t most_steps = 1'000'000;  // of all terms together

bool same_probe(const Probe& a, const Probe& b) {
  return a.is_current == b.is_current && equal_ignoring_case(a.first, b.first) &&
         equal_ignoring_case(a.second, b.second);
}

/// constant + sum of factor * probe, where all numbers may depend on the frequency.
struct Sum {
  struct Term {
    Probe probe;
    StepValue factor;
  };
  Sum(const StepValue& quantity = {}) : constant(quantity) {}  // NOLINT(google-explicit-constructor)
  Sum(double number) : constant(number) {}                     // NOLINT(google-explicit-constructor)
  StepValue constant;
  std::vector<Term> terms;
};

bool is_choice(const Step& step) {
  return step.op == Op::choose || (step.op == Op::call && find_function(step.name)->kind == Function::Kind::choice);
}

/// Expressions over sums; see Evaluation. What does not depend on the frequency is done at once, all else written down
/// as an operation on real numbers, the one that the dialect has.
class HertzAlgebra {
 public:
  using Value = Sum;

  explicit HertzAlgebra(const EvaluationRules& rules) : rules_(rules), numbers_(rules) {}

  [[nodiscard]] static std::optional<double> number(const Sum& value) {
    return value.terms.empty() && !value.constant.slot ? std::optional(value.constant.number) : std::nullopt;
  }
  [[nodiscard]] static std::optional<Sum> probe(const Probe& probe) {
    Sum value;
    value.terms.push_back({probe, 1.0});
    return value;
  }
  [[nodiscard]] std::optional<Sum> variable(std::string_view name) {
    if (!equal_ignoring_case(name, "hertz")) return std::nullopt;
    return Sum(steps_.append(TransferFunction::Op::hertz));
  }
  [[nodiscard]] Sum operate(const Step& step, std::span<Sum> operands, Remark& remark) {
    std::vector<StepValue> constants;
    for (const Sum& operand : operands) {
      if (operand.terms.empty()) constants.push_back(operand.constant);
    }
    if (constants.size() == operands.size()) return operate_on(step, constants, remark);
    auto value = linear(step, operands, remark);
    if (!value) remark = {Remark::Kind::not_linear, step.whole, {}};
    if (value && value->terms.size() > most_terms)
      remark = {Remark::Kind::error, step.span,
                fmt::format("an expression of hertz has more than {} voltages and currents", most_terms)};
    return value && value->terms.size() <= most_terms ? *std::move(value) : Sum();
  }

  [[nodiscard]] TransferSteps& steps() { return steps_; }

 private:
  StepValue operate_on(const Step& step, std::span<const StepValue> operands, Remark& remark) {
    std::vector<double> known;
    for (const StepValue& operand : operands) {
      if (!operand.slot) known.push_back(operand.number);
    }
    if (known.size() == operands.size()) return numbers_.operate(step, known, remark);
    if (is_choice(step)) {
      const bool is_same = !operands[1].slot && !operands[2].slot && operands[1].number == operands[2].number;
      return is_same ? operands[1] : steps_.choose(operands[0], operands[1], operands[2]);
    }
    if (step.op == Op::divide && !operands[1].slot && operands[1].number == 0)
      remark = {Remark::Kind::error, step.span, "division by zero"};
    if (const auto value = steps_.arithmetic(step.op, operands)) return *value;
    if (is_caret_read_otherwise(step, rules_)) remark = {Remark::Kind::warning, step.span, caret_remark};
    return steps_.call(operation_of(step, rules_), operands);
  }

  std::optional<Sum> linear(const Step& step, std::span<Sum> operands, Remark& remark) {
    const auto is_constant = [&](std::size_t k) { return operands[k].terms.empty(); };
    const auto operate = [&](std::initializer_list<StepValue> quantities) {
      return operate_on(step, {quantities.begin(), quantities.size()}, remark);
    };
    if (is_choice(step)) {
      if (!is_constant(0)) return std::nullopt;
      const StepValue condition = operands[0].constant;
      return merged(operands[1], operands[2], [&](const StepValue& a, const StepValue& b) {
        return operate({condition, a, b});
      });
    }
    switch (step.op) {
      case Op::negate:
        return each(operands[0], [&](const StepValue& a) { return operate({a}); });
      case Op::add:
      case Op::subtract:
        return merged(operands[0], operands[1], [&](const StepValue& a, const StepValue& b) {
          return operate({a, b});
        });
      case Op::multiply:
      case Op::divide:
        if (is_constant(1))
          return each(operands[0], [&](const StepValue& a) { return operate({a, operands[1].constant}); });
        if (step.op == Op::divide || !is_constant(0)) return std::nullopt;
        return each(operands[1], [&](const StepValue& b) { return operate({operands[0].constant, b}); });
      default:
        return std::nullopt;
    }
  }

  template <class Operation>
  static Sum each(Sum& value, const Operation& operation) {
    if (value.constant.slot || value.constant.number != 0) value.constant = operation(value.constant);
    for (Sum::Term& term : value.terms) term.factor = operation(term.factor);
    return std::move(value);
  }

  /// Of all probes in `a` or `b`; where one of them is not, its factor is 0.
  template <class Operation>
  static Sum merged(Sum& a, const Sum& b, const Operation& operation) {
    for (const Sum::Term& term : b.terms) {
      const bool is_there = std::any_of(a.terms.begin(), a.terms.end(),
                                        [&](const Sum::Term& other) { return same_probe(other.probe, term.probe); });
      if (!is_there) a.terms.push_back({term.probe, 0.0});
    }
    a.constant = operation(a.constant, b.constant);
    for (Sum::Term& term : a.terms) {
      const auto other = std::find_if(b.terms.begin(), b.terms.end(),
                                      [&](const Sum::Term& t) { return same_probe(t.probe, term.probe); });
      term.factor = operation(term.factor, other == b.terms.end() ? StepValue(0.0) : other->factor);
    }
    return std::move(a);
  }

  const EvaluationRules& rules_;
  NumbersAlgebra numbers_;
  TransferSteps steps_;
};

/// Nothing if the functions take too much room.
std::optional<std::vector<LinearForm::Term>> terms_of(const Sum& sum, TransferSteps& steps) {
  std::vector<LinearForm::Term> terms;
  std::size_t size = 0;
  for (const auto& [probe, factor] : sum.terms) {
    if (!factor.slot) {
      if (factor.number != 0) terms.push_back({probe, factor.number});
      continue;
    }
    auto function = std::make_shared<const TransferFunction>(steps.function_of(factor));
    size += function->steps.size();
    if (size > most_steps) return std::nullopt;
    terms.push_back({probe, 1, std::move(function)});
  }
  return terms;
}

}  // namespace

std::optional<LinearForm> hertz_form(const Expression& expression, const Names& names, const EvaluationRules& rules,
                                     Diagnostics& diagnostics) {
  HertzAlgebra algebra(rules);
  Evaluation evaluation(algebra, rules, diagnostics);
  const auto value = evaluation.run(expression, names);
  if (!value || !report(evaluation.remark(), diagnostics)) return std::nullopt;
  LinearForm form;
  const Span whole = expression.steps().back().whole;
  if (evaluation.remark().kind == Remark::Kind::not_linear) {
    form.not_linear = evaluation.remark().span;
  } else {
    auto terms = terms_of(*value, algebra.steps());
    if (!terms) {
      diagnostics.error(codes::no_value, whole, "the expression of hertz takes more than {} steps", most_steps);
      return std::nullopt;
    }
    form.constant = value->constant.number;
    if (value->constant.slot) {
      const Extended at_0 = algebra.steps().function_of(value->constant).at(0).value();
      form.constant = at_0.is_finite() ? at_0.value().re.hi : std::numeric_limits<double>::quiet_NaN();
      form.constant_of_hertz = whole;
    }
    form.terms = *std::move(terms);
  }
  return form;
}

std::optional<TransferFunction> hertz_admittance(const Expression& expression, char letter, const Names& names,
                                                 const EvaluationRules& rules, Diagnostics& diagnostics) {
  if (!expression.probes().empty()) {
    diagnostics.error(codes::unsupported_element, expression.probes().front().span,
                      "values that depend on a voltage or a current are not supported yet");
    return std::nullopt;
  }
  HertzAlgebra algebra(rules);
  Evaluation evaluation(algebra, rules, diagnostics);
  const auto value = evaluation.run(expression, names);
  if (!value || !report(evaluation.remark(), diagnostics)) return std::nullopt;
  TransferSteps& steps = algebra.steps();
  StepValue result = value->constant;
  if (letter != 'R')
    result = steps.append(TransferFunction::Op::multiply, steps.append(TransferFunction::Op::s), result);
  if (letter != 'C') result = steps.append(TransferFunction::Op::divide, 1.0, result);
  return steps.function_of(result);
}

}  // namespace ohmscope

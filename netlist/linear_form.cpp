#include <cmath>

#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;

/// constant + sum of coefficient * probe.
struct Affine {
  Affine(double number = 0) : constant(number) {}  // NOLINT(google-explicit-constructor): numbers are such values
  double constant;
  std::vector<LinearForm::Term> terms;
};

bool same_name(std::string_view a, std::string_view b) { return equal_ignoring_case(a, b); }

bool is_same(const Probe& a, const Probe& b) {
  return a.is_current == b.is_current && same_name(a.first, b.first) && same_name(a.second, b.second);
}

void add_term(Affine& sum, const Probe& probe, double coefficient) {
  const auto known = std::find_if(sum.terms.begin(), sum.terms.end(),
                                  [&](const LinearForm::Term& term) { return is_same(term.probe, probe); });
  if (known == sum.terms.end()) {
    sum.terms.push_back({probe, coefficient});
  } else {
    known->coefficient += coefficient;
  }
}

Affine without_zeros(Affine value) {
  std::erase_if(value.terms, [](const LinearForm::Term& term) { return term.coefficient == 0; });
  return value;
}

template <class Operation>
Affine each(Affine value, Operation operation) {
  value.constant = operation(value.constant);
  for (LinearForm::Term& term : value.terms) term.coefficient = operation(term.coefficient);
  return without_zeros(std::move(value));
}

Affine sum(Affine a, const Affine& b, double sign) {
  a.constant += sign * b.constant;
  for (const LinearForm::Term& term : b.terms) add_term(a, term.probe, sign * term.coefficient);
  return without_zeros(std::move(a));
}

bool is_finite(const Affine& value) {
  return std::isfinite(value.constant) && std::all_of(value.terms.begin(), value.terms.end(),
                                                      [](const auto& term) { return std::isfinite(term.coefficient); });
}

/// Expressions over Affine; see Evaluation. Linear are + and -, * and / by a constant; everything of constants.
class AffineAlgebra {
 public:
  using Value = Affine;

  explicit AffineAlgebra(const EvaluationRules& rules) : numbers_(rules) {}

  [[nodiscard]] static std::optional<double> number(const Affine& value) {
    return value.terms.empty() ? std::optional(value.constant) : std::nullopt;
  }

  [[nodiscard]] static std::optional<Affine> probe(const Probe& probe) {
    Affine value(0);
    value.terms.push_back({probe, 1});
    return value;
  }

  [[nodiscard]] static std::optional<Affine> variable(std::string_view /*name*/) { return std::nullopt; }

  [[nodiscard]] Affine operate(const Step& step, std::span<const Affine> operands, Remark& remark) const {
    if (std::all_of(operands.begin(), operands.end(), [](const Affine& operand) { return operand.terms.empty(); })) {
      std::vector<double> constants;
      for (const Affine& operand : operands) constants.push_back(operand.constant);
      return numbers_.operate(step, constants, remark);
    }
    auto value = linear(step, operands);
    if (!value) {
      remark = {Remark::Kind::not_linear, step.whole, {}};
    } else if (!is_finite(*value)) {
      const bool by_zero = step.op == Op::divide && operands[1].constant == 0;
      remark = {Remark::Kind::error, step.span,
                by_zero ? "division by zero" : fmt::format("the result of '{}' is not finite", step.name)};
    }
    return value.value_or(Affine(0));
  }

 private:
  [[nodiscard]] static std::optional<Affine> linear(const Step& step, std::span<const Affine> operands) {
    const auto scaled = [](const Affine& value, double factor) {
      return each(value, [&](double number) { return number * factor; });
    };
    switch (step.op) {
      case Op::negate:
        return scaled(operands[0], -1);
      case Op::add:
        return sum(operands[0], operands[1], 1);
      case Op::subtract:
        return sum(operands[0], operands[1], -1);
      case Op::multiply:
        if (const auto factor = number(operands[0])) return scaled(operands[1], *factor);
        if (const auto factor = number(operands[1])) return scaled(operands[0], *factor);
        return std::nullopt;
      case Op::divide:
        if (const auto divisor = number(operands[1]))
          return each(operands[0], [&](double value) { return value / *divisor; });
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  NumbersAlgebra numbers_;
};

}  // namespace

std::optional<LinearForm> linear_form(const Expression& expression, const Names& names, const EvaluationRules& rules,
                                      Diagnostics& diagnostics) {
  AffineAlgebra algebra(rules);
  Evaluation evaluation(algebra, rules, diagnostics);
  auto value = evaluation.run(expression, names);
  if (!value || !report(evaluation.remark(), diagnostics)) return std::nullopt;
  LinearForm form;
  if (evaluation.remark().kind == Remark::Kind::not_linear) {
    form.not_linear = evaluation.remark().span;
  } else {
    form.constant = value->constant;
    form.terms = std::move(value->terms);
  }
  return form;
}

}  // namespace ohmscope

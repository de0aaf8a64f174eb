#include "netlist/function_form.hpp"

#include <algorithm>

#include "netlist/function_tape.hpp"
#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"

// Expressions, tables and polynomials as functions of voltages and currents.
namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;

bool same_probe(const Probe& a, const Probe& b) {
  return a.is_current == b.is_current && equal_ignoring_case(a.first, b.first) &&
         equal_ignoring_case(a.second, b.second);
}

/// Expressions over values on a tape; see Evaluation. What is known is done at once.
class TapeAlgebra {
 public:
  using Value = TapeValue;

  explicit TapeAlgebra(const EvaluationRules& rules)
      : rules_(rules), numbers_(rules), tape_(std::make_shared<FunctionTape>()) {}

  [[nodiscard]] static std::optional<double> number(const TapeValue& value) {
    return value.slot ? std::nullopt : std::optional(value.number);
  }
  [[nodiscard]] static std::optional<TapeValue> variable(std::string_view /*name*/) { return std::nullopt; }
  [[nodiscard]] std::optional<TapeValue> probe(const Probe& probe) {
    const auto known =
        std::find_if(controls_.begin(), controls_.end(), [&](const Probe& other) { return same_probe(other, probe); });
    const auto place = static_cast<std::size_t>(known - controls_.begin());
    if (known == controls_.end()) {
      controls_.push_back(probe);
      values_.push_back(tape_->control());
    }
    return values_[place];
  }
  [[nodiscard]] TapeValue operate(const Step& step, std::span<const TapeValue> operands, Remark& remark) {
    std::vector<double> known;
    for (const TapeValue& operand : operands) {
      if (!operand.slot) known.push_back(operand.number);
    }
    if (known.size() == operands.size()) return numbers_.operate(step, known, remark);
    if (step.op == Op::divide && !operands[1].slot && operands[1].number == 0)
      remark = {Remark::Kind::error, step.span, "division by zero"};
    if (is_caret_read_otherwise(step, rules_)) remark = {Remark::Kind::warning, step.span, caret_remark};
    return tape_->apply(step, operands, rules_);
  }

  [[nodiscard]] FunctionForm form_of(const TapeValue& result) {
    tape_->finish(result);
    return {std::move(tape_), std::move(controls_)};
  }

 private:
  const EvaluationRules& rules_;
  NumbersAlgebra numbers_;
  std::shared_ptr<FunctionTape> tape_;
  std::vector<Probe> controls_;
  std::vector<TapeValue> values_;  ///< of these
};

/// The next set of `powers`' indices of controls, none smaller than the one before it: 11, 12, 22, 111, … of two.
void advance(std::vector<std::size_t>& powers, std::size_t controls) {
  std::size_t k = powers.size();
  while (k > 0 && powers[k - 1] + 1 == controls) --k;
  if (k == 0) {
    powers.assign(powers.size() + 1, 0);
  } else {
    std::fill(powers.begin() + static_cast<std::ptrdiff_t>(k) - 1, powers.end(), powers[k - 1] + 1);
  }
}

}  // namespace

std::optional<FunctionForm> function_form(const Expression& expression, const Names& names,
                                          const EvaluationRules& rules, Diagnostics& diagnostics) {
  TapeAlgebra algebra(rules);
  Evaluation evaluation(algebra, rules, diagnostics);
  const auto value = evaluation.run(expression, names);
  if (!value || !report(evaluation.remark(), diagnostics)) return std::nullopt;
  return algebra.form_of(*value);
}

FunctionForm table_of(const Probe& control, std::span<const double> points, Span place, const EvaluationRules& rules) {
  auto tape = std::make_shared<FunctionTape>();
  std::vector<TapeValue> operands{tape->control()};
  operands.insert(operands.end(), points.begin(), points.end());
  tape->finish(
      tape->apply({Op::call, static_cast<std::uint32_t>(operands.size()), 0, "table", place, place}, operands, rules));
  return {std::move(tape), {control}};
}

FunctionForm polynomial_of(std::vector<Probe> controls, std::span<const double> coefficients, Span place,
                           const EvaluationRules& rules) {
  auto tape = std::make_shared<FunctionTape>();
  const auto operate = [&](Op op, std::string_view name, const TapeValue& a, const TapeValue& b) {
    const TapeValue operands[] = {a, b};
    return tape->apply({op, 2, 0, name, place, place}, operands, rules);
  };
  std::vector<TapeValue> u;
  for (std::size_t k = 0; k < controls.size(); ++k) u.push_back(tape->control());
  TapeValue sum(coefficients.front());
  std::vector<std::size_t> powers;
  for (const double coefficient : coefficients.subspan(1)) {
    advance(powers, controls.size());
    if (coefficient == 0) continue;
    TapeValue product(coefficient);
    for (const std::size_t k : powers) product = operate(Op::multiply, "*", product, u[k]);
    sum = operate(Op::add, "+", sum, product);
  }
  tape->finish(sum);
  return {std::move(tape), std::move(controls)};
}

}  // namespace ohmscope

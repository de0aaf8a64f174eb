#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "netlist/function_form.hpp"
#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;

bool same_name(std::string_view a, std::string_view b) { return equal_ignoring_case(a, b); }

struct SameProbe {
  bool operator()(const Probe& a, const Probe& b) const {
    return a.is_current == b.is_current && same_name(a.first, b.first) && same_name(a.second, b.second);
  }
};

struct ProbeHash {
  std::size_t operator()(const Probe& probe) const {
    constexpr std::uint64_t spread = 0x9e3779b97f4a7c15U;
    return (CaselessHash{}(probe.first) * spread + CaselessHash{}(probe.second)) * 2 + (probe.is_current ? 1 : 0);
  }
};

/// constant + sum of coefficient * probe. Terms that cancel stay, with 0.
class Affine {
 public:
  Affine(double number = 0) : constant(number) {}  // NOLINT(google-explicit-constructor): numbers are such values

  [[nodiscard]] bool is_constant() const { return others_than_zero_ == 0; }
  [[nodiscard]] bool is_finite() const { return std::isfinite(constant) && has_finite_terms_; }
  [[nodiscard]] const std::vector<LinearForm::Term>& terms() const { return terms_; }
  void add(const Probe& probe, double coefficient) {
    const std::size_t place = place_of(probe);
    if (place == terms_.size()) {
      terms_.push_back({probe, 0});
      if (terms_.size() > most_unsorted) index();
    }
    set(terms_[place], terms_[place].coefficient + coefficient);
  }
  template <class Operation>
  void each(Operation operation) {
    constant = operation(constant);
    for (LinearForm::Term& term : terms_) set(term, operation(term.coefficient));
  }

  double constant;

 private:
  static constexpr std::size_t most_unsorted = 16;  // few are found faster by looking at each

  void set(LinearForm::Term& term, double coefficient) {
    if (term.coefficient != 0) --others_than_zero_;
    if (coefficient != 0) ++others_than_zero_;
    term.coefficient = coefficient;
    has_finite_terms_ = has_finite_terms_ && std::isfinite(coefficient);
  }
  [[nodiscard]] std::size_t place_of(const Probe& probe) const {
    if (terms_.size() > most_unsorted) {
      const auto found = places_.find(probe);
      return found == places_.end() ? terms_.size() : found->second;
    }
    const auto found = std::find_if(terms_.begin(), terms_.end(),
                                    [&](const LinearForm::Term& term) { return SameProbe{}(term.probe, probe); });
    return static_cast<std::size_t>(found - terms_.begin());
  }
  /// Of the terms that are not in it yet.
  void index() {
    for (std::size_t k = places_.size(); k < terms_.size(); ++k) places_.emplace(terms_[k].probe, k);
  }

  std::vector<LinearForm::Term> terms_;  ///< in order of first appearance
  std::unordered_map<Probe, std::size_t, ProbeHash, SameProbe> places_;
  std::size_t others_than_zero_ = 0;
  bool has_finite_terms_ = true;
};

Affine scaled(Affine value, double factor) {
  value.each([&](double number) { return number * factor; });
  return value;
}

Affine sum(Affine a, const Affine& b, double sign) {
  a.constant += sign * b.constant;
  for (const LinearForm::Term& term : b.terms()) a.add(term.probe, sign * term.coefficient);
  return a;
}

/// Expressions over Affine; see Evaluation. Linear are + and -, * and / by a constant; everything of constants.
class AffineAlgebra {
 public:
  using Value = Affine;

  explicit AffineAlgebra(const EvaluationRules& rules) : numbers_(rules) {}

  [[nodiscard]] static std::optional<double> number(const Affine& value) {
    return value.is_constant() ? std::optional(value.constant) : std::nullopt;
  }

  [[nodiscard]] static std::optional<Affine> probe(const Probe& probe) {
    Affine value(0);
    value.add(probe, 1);
    return value;
  }

  /// Of hertz there is no number: that it stands there is all that counts then.
  [[nodiscard]] std::optional<Affine> variable(std::string_view name) {
    if (!equal_ignoring_case(name, "hertz")) return std::nullopt;
    has_hertz_ = true;
    return Affine(0);
  }
  [[nodiscard]] bool has_hertz() const { return has_hertz_; }

  [[nodiscard]] Affine operate(const Step& step, std::span<Affine> operands, Remark& remark) const {
    if (std::all_of(operands.begin(), operands.end(), [](const Affine& operand) { return operand.is_constant(); })) {
      std::vector<double> constants;
      for (const Affine& operand : operands) constants.push_back(operand.constant);
      return numbers_.operate(step, constants, remark);
    }
    auto value = linear(step, operands);
    if (!value) {
      remark = {Remark::Kind::not_linear, step.whole, {}};
    } else if (!value->is_finite()) {
      const bool by_zero = step.op == Op::divide && operands[1].constant == 0;
      remark = {Remark::Kind::error, step.span,
                by_zero ? "division by zero" : fmt::format("the result of '{}' is not finite", step.name)};
    }
    return value ? *std::move(value) : Affine(0);
  }

 private:
  /// What becomes of the operands: a long sum is handed on, not copied.
  [[nodiscard]] static std::optional<Affine> linear(const Step& step, std::span<Affine> operands) {
    switch (step.op) {
      case Op::negate:
        return scaled(std::move(operands[0]), -1);
      case Op::add:
        return sum(std::move(operands[0]), operands[1], 1);
      case Op::subtract:
        return sum(std::move(operands[0]), operands[1], -1);
      case Op::multiply:
        if (const auto factor = number(operands[0])) return scaled(std::move(operands[1]), *factor);
        if (const auto factor = number(operands[1])) return scaled(std::move(operands[0]), *factor);
        return std::nullopt;
      case Op::divide:
        if (const auto divisor = number(operands[1])) {
          operands[0].each([&](double value) { return value / *divisor; });
          return std::move(operands[0]);
        }
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  NumbersAlgebra numbers_;
  bool has_hertz_ = false;
};

}  // namespace

std::optional<LinearForm> linear_form(const Expression& expression, const Names& names, const EvaluationRules& rules,
                                      Diagnostics& diagnostics) {
  AffineAlgebra algebra(rules);
  Evaluation evaluation(algebra, rules, diagnostics);
  auto value = evaluation.run(expression, names);
  if (value && algebra.has_hertz()) return hertz_form(expression, names, rules, diagnostics);
  if (!value || !report(evaluation.remark(), diagnostics)) return std::nullopt;
  LinearForm form;
  if (evaluation.remark().kind == Remark::Kind::not_linear) {
    form.not_linear = evaluation.remark().span;
    auto function = function_form(expression, names, rules, diagnostics);
    if (!function) return std::nullopt;
    form.function = shared(*std::move(function));
  } else {
    form.constant = value->constant;
    for (const LinearForm::Term& term : value->terms()) {
      if (term.coefficient != 0) form.terms.push_back(term);
    }
  }
  return form;
}

}  // namespace ohmscope

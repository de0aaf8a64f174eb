#include <cmath>
#include <limits>

#include "netlist/numbers_algebra.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Step = Expression::Step;
using Polynomial = std::vector<double>;  // coefficients of 1, s, s² …; the last is not 0

constexpr std::size_t max_degree = 100;

Polynomial without_leading_zeros(Polynomial p) {
  while (!p.empty() && p.back() == 0) p.pop_back();
  return p;
}

Polynomial sum(const Polynomial& a, const Polynomial& b, double sign) {
  Polynomial result(std::max(a.size(), b.size()));
  for (std::size_t k = 0; k < result.size(); ++k)
    result[k] = (k < a.size() ? a[k] : 0) + sign * (k < b.size() ? b[k] : 0);
  return without_leading_zeros(std::move(result));
}

/// Not a number if the product has lost digits to an underflow.
double held(double product, double a, double b) {
  const bool is_lost = a != 0 && b != 0 && std::fabs(product) < std::numeric_limits<double>::min();
  return is_lost ? std::numeric_limits<double>::quiet_NaN() : product;
}

Polynomial product(const Polynomial& a, const Polynomial& b) {
  if (a.empty() || b.empty()) return {};
  Polynomial result(a.size() + b.size() - 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < b.size(); ++k) result[i + k] += held(a[i] * b[k], a[i], b[k]);
  }
  return without_leading_zeros(std::move(result));
}

struct Ratio {
  Ratio(double number = 0)  // NOLINT(google-explicit-constructor): numbers are such values
      : numerator(number == 0 ? Polynomial{} : Polynomial{number}) {}
  Ratio(Polynomial over, Polynomial under) : numerator(std::move(over)), denominator(std::move(under)) {}
  Polynomial numerator;
  Polynomial denominator{1};
};

/// Without the powers of s, and the constant denominator, that both parts share.
Ratio reduced(Ratio ratio) {
  if (ratio.numerator.empty()) return {};
  while (ratio.numerator.front() == 0 && ratio.denominator.front() == 0) {
    ratio.numerator.erase(ratio.numerator.begin());
    ratio.denominator.erase(ratio.denominator.begin());
  }
  if (ratio.denominator.size() > 1) return ratio;
  const double divisor = ratio.denominator.front();
  for (double& coefficient : ratio.numerator) coefficient = held(coefficient / divisor, coefficient, 1 / divisor);
  ratio.denominator = {1};
  return ratio;
}

Ratio sum(const Ratio& a, const Ratio& b, double sign) {
  if (a.denominator == b.denominator) return reduced({sum(a.numerator, b.numerator, sign), a.denominator});
  return reduced({sum(product(a.numerator, b.denominator), product(b.numerator, a.denominator), sign),
                  product(a.denominator, b.denominator)});
}

Ratio product(const Ratio& a, const Ratio& b) {
  return reduced({product(a.numerator, b.numerator), product(a.denominator, b.denominator)});
}

Ratio inverse(const Ratio& a) { return {a.denominator, a.numerator}; }

bool is_small_integer(double x) { return x == std::trunc(x) && std::fabs(x) <= static_cast<double>(max_degree); }

Ratio integer_power(const Ratio& base, double exponent) {
  Ratio result(1);
  for (double k = 0; k < std::fabs(exponent); ++k) {
    result = product(result, exponent < 0 ? inverse(base) : base);
    if (std::max(result.numerator.size(), result.denominator.size()) > max_degree + 1) break;
  }
  return result;
}

bool is_finite(const Polynomial& p) {
  return std::all_of(p.begin(), p.end(), [](double coefficient) { return std::isfinite(coefficient); });
}

/// Expressions over ratios of polynomials; see Evaluation.
class RationalAlgebra {
 public:
  using Value = Ratio;

  explicit RationalAlgebra(const EvaluationRules& rules) : numbers_(rules) {}

  [[nodiscard]] static std::optional<double> number(const Ratio& value) {
    if (value.numerator.empty()) return 0;
    const bool is_constant = value.numerator.size() == 1 && value.denominator.size() == 1;
    return is_constant ? std::optional(value.numerator.front() / value.denominator.front()) : std::nullopt;
  }

  [[nodiscard]] static std::optional<Ratio> probe(const Probe& /*probe*/) { return std::nullopt; }

  [[nodiscard]] static std::optional<Ratio> variable(std::string_view name) {
    return equal_ignoring_case(name, "s") ? std::optional(Ratio({0, 1}, {1})) : std::nullopt;
  }

  [[nodiscard]] Ratio operate(const Step& step, std::span<const Ratio> operands, Remark& remark) const {
    std::vector<double> constants;
    for (const Ratio& operand : operands) {
      if (const auto constant = number(operand)) constants.push_back(*constant);
    }
    if (constants.size() == operands.size()) return numbers_.operate(step, constants, remark);
    const auto value = rational(step, operands);
    if (value && value->denominator.empty()) {
      remark = {Remark::Kind::error, step.span, "division by zero"};
    } else if (!value || !is_held(*value)) {
      remark = {Remark::Kind::not_linear, step.whole, {}};
    }
    return remark.kind == Remark::Kind::none ? *value : Ratio();
  }

 private:
  /// Whether the degree is within its limit and no coefficient beyond the range of numbers.
  [[nodiscard]] static bool is_held(const Ratio& value) {
    return std::max(value.numerator.size(), value.denominator.size()) <= max_degree + 1 && is_finite(value.numerator) &&
           is_finite(value.denominator);
  }

  [[nodiscard]] static std::optional<Ratio> rational(const Step& step, std::span<const Ratio> operands) {
    switch (step.op) {
      case Op::negate:
        return product(operands[0], -1);
      case Op::add:
        return sum(operands[0], operands[1], 1);
      case Op::subtract:
        return sum(operands[0], operands[1], -1);
      case Op::multiply:
        return product(operands[0], operands[1]);
      case Op::divide:
        if (operands[1].numerator.empty()) return Ratio({1}, {});
        return product(operands[0], inverse(operands[1]));
      case Op::power:
        return to_the_power(operands[0], number(operands[1]));
      case Op::call:
        if (equal_ignoring_case(step.name, "pow")) return to_the_power(operands[0], number(operands[1]));
        if (equal_ignoring_case(step.name, "sqr")) return product(operands[0], operands[0]);
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  [[nodiscard]] static std::optional<Ratio> to_the_power(const Ratio& base, std::optional<double> exponent) {
    if (!exponent || !is_small_integer(*exponent)) return std::nullopt;
    return integer_power(base, *exponent);
  }

  NumbersAlgebra numbers_;
};

}  // namespace

std::optional<RationalForm> rational_form(const Expression& expression, const Names& names,
                                          const EvaluationRules& rules, Diagnostics& diagnostics) {
  RationalAlgebra algebra(rules);
  Evaluation evaluation(algebra, rules, diagnostics);
  auto value = evaluation.run(expression, names);
  if (!value || !report(evaluation.remark(), diagnostics)) return std::nullopt;
  RationalForm form;
  if (evaluation.remark().kind == Remark::Kind::not_linear) {
    form.not_rational = evaluation.remark().span;
  } else {
    form.numerator = std::move(value->numerator);
    form.denominator = std::move(value->denominator);
  }
  return form;
}

}  // namespace ohmscope

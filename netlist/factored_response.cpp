#include "netlist/factored_response.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "netlist/codes.hpp"
#include "netlist/transfer_steps.hpp"

namespace ohmscope {

namespace {

using Op = TransferFunction::Op;
using Polynomial = std::vector<double>;  // coefficients of 1, s, s² …

constexpr std::string_view form_of_poles = "POLE p n a az1 fz1 … / b ap1 fp1 …";
constexpr std::string_view form_of_foster = "FOSTER p n k0 k1 (ReA1, ImA1)/(Rep1, Imp1) …";
constexpr std::size_t most_coefficients = 101;

Polynomial product(const Polynomial& a, const Polynomial& b) {
  Polynomial result(a.size() + b.size() - 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < b.size(); ++k) result[i + k] += a[i] * b[k];
  }
  return result;
}

Polynomial sum(Polynomial a, const Polynomial& b) {
  a.resize(std::max(a.size(), b.size()));
  for (std::size_t k = 0; k < b.size(); ++k) a[k] += b[k];
  return a;
}

/// A function in two forms: steps that tell its value to all digits, and a quotient of polynomials.
class Factored {
 public:
  explicit Factored(double number) : value_(number), numerator_{number} {}

  /// s + a, or (s + a)^2 + w^2.
  struct Factor {
    StepValue value;
    Polynomial polynomial;
  };
  static Factor factor(double a, double w, TransferSteps& steps) {
    const StepValue real = steps.append(Op::add, steps.append(Op::s), a);
    if (w == 0) return {real, {a, 1}};
    const StepValue squares = steps.append(Op::multiply, StepValue(w), w);
    return {steps.append(Op::add, steps.append(Op::multiply, real, real), squares), {a * a + w * w, 2 * a, 1}};
  }
  void multiply(const Factor& by, TransferSteps& steps) {
    value_ = steps.append(Op::multiply, value_, by.value);
    numerator_ = product(numerator_, by.polynomial);
  }
  void divide(const Factor& by, TransferSteps& steps) {
    value_ = steps.append(Op::divide, value_, by.value);
    denominator_ = product(denominator_, by.polynomial);
  }
  void add(const Factored& other, TransferSteps& steps) {
    value_ = steps.append(Op::add, value_, other.value_);
    numerator_ = sum(product(numerator_, other.denominator_), product(other.numerator_, denominator_));
    denominator_ = product(denominator_, other.denominator_);
  }
  [[nodiscard]] TransferFunction function(TransferSteps& steps) const {
    TransferFunction result = steps.function_of(value_);
    const auto is_held = [](const Polynomial& p) {
      return p.size() <= most_coefficients &&
             std::all_of(p.begin(), p.end(), [](double c) { return std::isfinite(c); });
    };
    if (is_held(numerator_) && is_held(denominator_))
      result.polynomials = quotient(numerator_, denominator_).polynomials;
    return result;
  }

 private:
  StepValue value_;
  Polynomial numerator_;
  Polynomial denominator_{1};
};

}  // namespace

std::optional<TransferFunction> FactoredResponseReader::poles(Span owner, Span text, Scope& scope) {
  const auto found = numbers(text, form_of_poles, scope);
  if (!found) return std::nullopt;
  const std::vector<double>& v = found->values;
  const std::size_t slash = found->slashes.size() == 1 ? found->slashes.front() : 0;
  if (slash % 2 == 0 || (v.size() - slash) % 2 == 0) {
    diagnostics_.error(codes::malformed_element, owner,
                       "'{}' has {} numbers before '/' and {} behind it, expected a factor and pairs on both sides: "
                       "'{}'",
                       sources_.text(owner), slash, v.size() - slash, form_of_poles);
    return std::nullopt;
  }
  if (v[slash] == 0) {
    diagnostics_.error(codes::out_of_range, owner, "'{}' divides by 0: the factor behind '/'", sources_.text(owner));
    return std::nullopt;
  }
  TransferSteps steps;
  const auto factor_at = [&](std::size_t k) { return Factored::factor(v[k], 2 * std::numbers::pi * v[k + 1], steps); };
  Factored result(v[0] / v[slash]);
  for (std::size_t k = 1; k < slash; k += 2) result.multiply(factor_at(k), steps);
  for (std::size_t k = slash + 1; k < v.size(); k += 2) result.divide(factor_at(k), steps);
  return result.function(steps);
}

std::optional<TransferFunction> FactoredResponseReader::foster(Span owner, Span text, Scope& scope) {
  const auto found = numbers(text, form_of_foster, scope);
  if (!found) return std::nullopt;
  const std::vector<double>& v = found->values;
  if (v.size() < 2 || (v.size() - 2) % 4 != 0) {
    diagnostics_.error(codes::malformed_element, owner,
                       "'{}' has {} numbers, expected two and four for each pole: '{}'", sources_.text(owner), v.size(),
                       form_of_foster);
    return std::nullopt;
  }
  TransferSteps steps;
  Factored result(v[0]);
  Factored slope(v[1]);
  slope.multiply({steps.append(Op::s), {0, 1}}, steps);
  result.add(slope, steps);
  for (std::size_t k = 2; k < v.size(); k += 4) {
    // A / (s - p) + A* / (s - p*) = 2 (a (s - c) - b d) / ((s - c)^2 + d^2), A = a + j b, p = c + j d
    const double a = v[k];
    const double b = v[k + 1];
    const double c = v[k + 2];
    const double d = v[k + 3];
    Factored term(2);
    if (d == 0) {
      term.multiply({a, {a}}, steps);
    } else {
      const StepValue over = steps.append(Op::multiply, StepValue(a), steps.append(Op::add, steps.append(Op::s), -c));
      const StepValue product = steps.append(Op::multiply, StepValue(b), -d);
      term.multiply({steps.append(Op::add, over, product), {-a * c - b * d, a}}, steps);
    }
    term.divide(Factored::factor(-c, d, steps), steps);
    result.add(term, steps);
  }
  return result.function(steps);
}

std::optional<FactoredResponseReader::Numbers> FactoredResponseReader::numbers(Span text, std::string_view expected,
                                                                               Scope& scope) {
  Numbers found;
  PointWords words(sources_, text);
  for (PointWord word = words.next(); word.kind != PointWord::Kind::end; word = words.next()) {
    const std::string_view written = sources_.text(word.span);
    if (written == "/") {
      found.slashes.push_back(found.values.size());
      continue;
    }
    if (word.kind != PointWord::Kind::value) {
      diagnostics_.error(codes::malformed_element, word.span, "unexpected '{}', expected '{}'", written, expected)
          .with_hint(word.kind == PointWord::Kind::name ? fmt::format("if it is a parameter, write {{{}}}", written)
                                                        : std::string());
      return std::nullopt;
    }
    const auto value = scope_values_.value(scope, word.span, ScopeValues::Form::value);
    if (!value) return std::nullopt;
    found.values.push_back(*value);
  }
  return found;
}

}  // namespace ohmscope

#include "solver/circuit/transfer_function.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "solver/circuit/angular_frequency.hpp"

namespace ohmscope {

namespace {

/// Takes the power of two out of `value` and returns its exponent.
int take_exponent(ComplexDD& value) {
  if (value.is_zero()) return 0;
  const int exponent = std::ilogb(norm_max(value));
  value = ldexp(value, -exponent);
  return exponent;
}

/// z * 2^exponent, 0 or not finite where no double holds it.
ComplexDD scaled(const ComplexDD& z, std::int64_t exponent) {
  constexpr std::int64_t most = 10000;  // beyond all doubles
  return ldexp(z, static_cast<int>(std::clamp(exponent, -most, most)));
}

/// The exponent, if it is a whole number small enough for products.
std::optional<int> whole(const Ratio& exponent) {
  constexpr double most = 1024;
  const Extended value = exponent.value();
  const ComplexDD& z = value.value();
  if (!value.is_finite() || !z.im.is_zero() || z.re.lo != 0) return std::nullopt;
  if (std::fabs(z.re.hi) > most || z.re.hi != std::trunc(z.re.hi)) return std::nullopt;
  return static_cast<int>(z.re.hi);
}

ComplexDD times_j(const ComplexDD& z) { return {-z.im, z.re}; }

/// f(j z), for the circular functions by the hyperbolic ones.
Extended of_j_times(Extended (*f)(const Extended&), const Extended& z) {
  return z.is_finite() ? f(Extended(times_j(z.value()))) : Extended();
}

const Extended minus_j = ComplexDD{0.0, -1.0};

Extended function_of(TransferFunction::Op op, const Extended& z) {
  using Op = TransferFunction::Op;
  switch (op) {
    case Op::sqrt:
      return sqrt(z);
    case Op::exp:
      return exp(z);
    case Op::log:
      return log(z);
    case Op::log10:
      return log(z) / log(10.0);
    case Op::sin:
      return minus_j * of_j_times(sinh, z);
    case Op::cos:
      return of_j_times(cosh, z);
    case Op::tan:
      return minus_j * of_j_times(tanh, z);
    case Op::sinh:
      return sinh(z);
    case Op::cosh:
      return cosh(z);
    case Op::tanh:
      return tanh(z);
    default:
      assert(op == Op::magnitude);
      if (!z.is_finite()) return z;
      return sqrt(Extended(z.value().re * z.value().re + z.value().im * z.value().im));
  }
}

}  // namespace

Ratio::Ratio(ComplexDD over, ComplexDD under, std::int64_t exponent) : over_(over), under_(under) {
  constexpr std::int64_t most = std::int64_t{1} << 60;  // sums of two stay far from overflow
  if (!over.is_finite() || !under.is_finite()) {
    over_ = under_ = {};
    return;
  }
  exponent_ = std::clamp(exponent + take_exponent(over_) - take_exponent(under_), -most, most);
}

Ratio Ratio::of(const Extended& value) {
  if (value.is_finite()) return value.value();
  return {value.is_infinite() ? ComplexDD{1.0} : ComplexDD{}, ComplexDD{}};
}

Extended Ratio::value() const {
  if (under_.is_zero()) return over_.is_zero() ? Extended() : Extended::infinite();
  return Extended(scaled(over_ / under_, exponent_));
}

std::pair<ComplexDD, ComplexDD> Ratio::parts() const {
  if (over_.is_zero() || under_.is_zero()) return {over_, under_};
  return exponent_ > 0 ? std::pair(over_, scaled(under_, -exponent_)) : std::pair(scaled(over_, exponent_), under_);
}

Ratio operator+(const Ratio& a, const Ratio& b) {
  if (a.is_zero()) return b;  // whatever its exponent
  if (b.is_zero()) return a;
  if (a.under_.is_zero() != b.under_.is_zero()) return a.under_.is_zero() ? a : b;
  const std::int64_t exponent = std::max(a.exponent_, b.exponent_);
  const auto aligned = [&](const Ratio& x) { return scaled(x.over_, x.exponent_ - exponent); };
  if (a.under_ == b.under_) return {aligned(a) + aligned(b), a.under_, exponent};
  return {aligned(a) * b.under_ + aligned(b) * a.under_, a.under_ * b.under_, exponent};
}

Ratio operator*(const Ratio& a, const Ratio& b) {
  return {a.over_ * b.over_, a.under_ * b.under_, a.exponent_ + b.exponent_};
}

Ratio pow(const Ratio& base, const Ratio& exponent) {
  const auto count = whole(exponent);
  if (!count) return Ratio::of(pow(base.value(), exponent.value()));
  Ratio product = ComplexDD{1.0};
  Ratio factor = *count < 0 ? base.inverse() : base;
  for (int n = std::abs(*count); n > 0; n /= 2) {
    if (n % 2 != 0) product = product * factor;
    if (n > 1) factor = factor * factor;
  }
  return product;
}

namespace {

/// Infinity for a pole, not a number where there is no real one.
double real(const Ratio& ratio) {
  const Extended value = ratio.value();
  if (value.is_infinite()) return std::numeric_limits<double>::infinity();
  return value.is_finite() && value.value().im.is_zero() ? value.value().re.hi : std::nan("");
}

Ratio of_real(double value) {
  if (std::isfinite(value)) return ComplexDD(value);
  return Ratio::of(std::isnan(value) ? Extended() : Extended::infinite());
}

Ratio call(const TransferFunction::Call& call, std::span<const Ratio> values) {
  std::vector<double> operands;
  for (const TransferFunction::Slot operand : call.operands) operands.push_back(real(values[operand]));
  const bool has_values = std::none_of(operands.begin(), operands.end(), [](double x) { return std::isnan(x); });
  return of_real(has_values ? call.value(operands) : std::nan(""));
}

/// Undefined if the condition is.
Ratio choose(const Ratio& condition, const Ratio& a, const Ratio& b) {
  if (condition.value().is_undefined()) return Ratio::of(Extended());
  return condition.value().is_zero() ? b : a;
}

}  // namespace

Ratio TransferFunction::at(double frequency) const {
  std::vector<Ratio> values;
  values.reserve(steps.size());
  const auto value_of = [&](const Step& step) -> Ratio {
    switch (step.op) {
      case Op::number:
        return ComplexDD(step.number);
      case Op::s:
        return ComplexDD{0.0, angular_frequency(frequency)};
      case Op::hertz:
        return ComplexDD(frequency);
      case Op::table:
        return ComplexDD(table->at(frequency));
      case Op::negate:
        return -values[step.a];
      case Op::add:
        return values[step.a] + values[step.b];
      case Op::subtract:
        return values[step.a] + -values[step.b];
      case Op::multiply:
        return values[step.a] * values[step.b];
      case Op::divide:
        return values[step.a] * values[step.b].inverse();
      case Op::power:
        return pow(values[step.a], values[step.b]);
      case Op::choose:
        return choose(values[step.a], values[step.b], values[step.c]);
      case Op::call:
        return ohmscope::call(calls[step.a], values);
      default:
        return Ratio::of(function_of(step.op, values[step.a].value()));
    }
  };
  for (const Step& step : steps) values.push_back(value_of(step));
  const Ratio& result = values.back();
  if (frequency > 0 || !result.is_undefined() || !polynomials) return result;
  const auto constant = [](const std::vector<double>& p) { return p.empty() ? 0.0 : p.front(); };
  return {constant(polynomials->numerator), constant(polynomials->denominator)};
}

}  // namespace ohmscope

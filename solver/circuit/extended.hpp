#pragma once

#include <optional>

#include "solver/circuit/angular_frequency.hpp"
#include "solver/circuit/impedance.hpp"
#include "solver/linear/double_double.hpp"

namespace ohmscope {

/// A complex value of 106 bits that may be infinite (one infinity, without sign or angle) or undefined: the arithmetic
/// of impedances in closed forms.
///
/// x / 0 = inf and x / inf = 0 for finite x != 0 (also 0 / inf = 0 and inf / 0 = inf); inf + inf = inf, as two opens in
/// series are an open; inf * x = inf for x != 0. 0 / 0, inf / inf, 0 * inf, inf - inf and whatever takes an undefined
/// operand are undefined.
class Extended {
 public:
  /// Undefined.
  Extended() = default;
  Extended(double value) : Extended(ComplexDD{value}) {}  // NOLINT(google-explicit-constructor)
  Extended(ComplexDD value);                              // NOLINT(google-explicit-constructor)
  static Extended infinite();
  static Extended undefined() { return {}; }
  /// From a result; from then on its digits count as exact.
  explicit Extended(const Impedance& impedance);

  [[nodiscard]] bool is_undefined() const { return kind_ == Kind::undefined; }
  [[nodiscard]] bool is_infinite() const { return kind_ == Kind::infinite; }
  [[nodiscard]] bool is_finite() const { return kind_ == Kind::finite; }
  [[nodiscard]] bool is_zero() const { return is_finite() && value_.is_zero(); }
  /// Meaningful only when finite.
  [[nodiscard]] const ComplexDD& value() const { return value_; }
  [[nodiscard]] Impedance to_impedance() const;

 private:
  enum class Kind { finite, infinite, undefined };
  Kind kind_ = Kind::undefined;
  ComplexDD value_;
};

Extended operator-(const Extended& a);
Extended operator+(const Extended& a, const Extended& b);
Extended operator-(const Extended& a, const Extended& b);
Extended operator*(const Extended& a, const Extended& b);
Extended operator/(const Extended& a, const Extended& b);

/// Impedances in parallel: a b / (a + b), with par(x, inf) = x and par(0, 0) = 0.
Extended par(const Extended& a, const Extended& b);
/// a to the power b; whole exponents are exact products.
Extended pow(const Extended& a, const Extended& b);
Extended sqrt(const Extended& a);
Extended exp(const Extended& a);
Extended log(const Extended& a);
Extended sinh(const Extended& a);
Extended cosh(const Extended& a);
Extended tanh(const Extended& a);

}  // namespace ohmscope

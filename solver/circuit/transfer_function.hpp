#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "solver/circuit/extended.hpp"
#include "solver/circuit/response_table.hpp"

namespace ohmscope {

/// A complex number as a quotient, over / under * 2^exponent, so that a pole is a value like others: there `under` is
/// 0. 0/0 is undefined. Either part is 0 or about 1 in size, the exponent wide: no power of s overflows or is lost.
class Ratio {
 public:
  Ratio(ComplexDD over = {}, ComplexDD under = 1.0, std::int64_t exponent = 0);  // NOLINT(google-explicit-constructor)
  /// Infinity becomes a pole.
  static Ratio of(const Extended& value);

  [[nodiscard]] Extended value() const;
  [[nodiscard]] bool is_zero() const { return over_.is_zero() && !under_.is_zero(); }
  [[nodiscard]] bool is_undefined() const { return over_.is_zero() && under_.is_zero(); }
  /// Numerator and denominator as they stand in an equation: the larger is about 1.
  [[nodiscard]] std::pair<ComplexDD, ComplexDD> parts() const;

  [[nodiscard]] Ratio inverse() const { return {under_, over_, -exponent_}; }
  friend Ratio operator-(const Ratio& a) { return {-a.over_, a.under_, a.exponent_}; }
  friend Ratio operator+(const Ratio& a, const Ratio& b);
  friend Ratio operator*(const Ratio& a, const Ratio& b);
  /// Whole exponents are products, which a pole survives.
  friend Ratio pow(const Ratio& base, const Ratio& exponent);

 private:
  ComplexDD over_;
  ComplexDD under_;
  std::int64_t exponent_ = 0;
};

/// A transfer function of the complex frequency s = j 2 pi f, as the list of steps that lead to its value: evaluated as
/// it was written, since the coefficients of a product of many factors do not hold its digits.
struct TransferFunction {
  using Slot = std::uint32_t;
  enum class Op : std::uint8_t {
    number,
    s,
    hertz,
    table,  // have no operands
    negate,
    add,
    subtract,
    multiply,
    divide,
    power,
    choose,  // has three: b where a is not 0, or else c
    sqrt,
    exp,
    log,
    log10,
    sin,
    cos,
    tan,
    sinh,
    cosh,
    tanh,
    magnitude,
    call  // a is that of calls
  };
  struct Step {
    Op op;
    Slot a = 0;  ///< operands: earlier steps
    Slot b = 0;
    double number = 0;
    Slot c = 0;
  };
  /// A real function of real numbers; what is no number it makes undefined.
  struct Call {
    using Function = std::function<double(std::span<const double>)>;
    Function value;
    std::vector<Slot> operands;
  };
  /// Coefficients of 1, s, s² …; the last of either is not 0, the denominator not empty.
  struct Polynomials {
    std::vector<double> numerator;
    std::vector<double> denominator;
  };

  std::vector<Step> steps;                  ///< the last one has the value
  std::optional<ResponseTable> table = {};  ///< of Op::table
  /// The same as a quotient of polynomials without a common power of s, if it is one.
  std::optional<Polynomials> polynomials = {};
  std::vector<Call> calls = {};  ///< of Op::call

  /// Whether it is that of one curve: what is true of its value at one frequency but by chance is true at all others.
  /// Tables, conditions and `hertz` join what has nothing in common, and a tanh becomes 1 to all digits.
  [[nodiscard]] bool is_rational() const { return polynomials.has_value(); }

  /// The value at a frequency in Hz. At 0 Hz that of `polynomials` where the steps only tell 0/0.
  [[nodiscard]] Ratio at(double frequency) const;
};

}  // namespace ohmscope

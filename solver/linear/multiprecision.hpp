#pragma once

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>

#include "solver/linear/double_double.hpp"

namespace ohmscope {

/// A complex number of many decimal digits and a wide exponent: the arithmetic of last resort, for circuits whose
/// equations are too ill-conditioned for factors in doubles.
template <unsigned digits>
struct PreciseComplex {
  using Precise = boost::multiprecision::number<
      boost::multiprecision::cpp_bin_float<digits, boost::multiprecision::digit_base_10, void, std::int32_t>,
      boost::multiprecision::et_off>;

  Precise re = 0;
  Precise im = 0;

  PreciseComplex() = default;
  PreciseComplex(Precise real, Precise imaginary) : re(std::move(real)), im(std::move(imaginary)) {}
  explicit PreciseComplex(const ComplexDD& value)
      : re(Precise(value.re.hi) + value.re.lo), im(Precise(value.im.hi) + value.im.lo) {}
  static PreciseComplex one() { return {1, 0}; }

  [[nodiscard]] bool is_zero() const { return re.is_zero() && im.is_zero(); }
  [[nodiscard]] ComplexDD to_dd() const { return {split(re), split(im)}; }

 private:
  static DoubleDouble split(const Precise& value) {
    const auto high = static_cast<double>(value);
    if (!std::isfinite(high)) return high;
    return {high, static_cast<double>(Precise(value - high))};
  }
};

template <unsigned d>
PreciseComplex<d> operator+(const PreciseComplex<d>& a, const PreciseComplex<d>& b) {
  return {a.re + b.re, a.im + b.im};
}
template <unsigned d>
PreciseComplex<d> operator-(const PreciseComplex<d>& a) {
  return {-a.re, -a.im};
}
template <unsigned d>
PreciseComplex<d> operator-(const PreciseComplex<d>& a, const PreciseComplex<d>& b) {
  return {a.re - b.re, a.im - b.im};
}
template <unsigned d>
PreciseComplex<d> operator*(const PreciseComplex<d>& a, const PreciseComplex<d>& b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
template <unsigned d>
PreciseComplex<d> operator/(const PreciseComplex<d>& a, const PreciseComplex<d>& b) {
  const auto square = b.re * b.re + b.im * b.im;
  return {(a.re * b.re + a.im * b.im) / square, (a.im * b.re - a.re * b.im) / square};
}
template <unsigned d>
PreciseComplex<d>& operator+=(PreciseComplex<d>& a, const PreciseComplex<d>& b) {
  return a = a + b;
}
template <unsigned d>
PreciseComplex<d>& operator-=(PreciseComplex<d>& a, const PreciseComplex<d>& b) {
  return a = a - b;
}

/// How fit a value other than 0 is as a pivot: its magnitude in bits.
template <unsigned d>
int pivot_weight(const PreciseComplex<d>& value) {
  const auto bits = [](const auto& x) { return x.is_zero() ? std::numeric_limits<int>::min() : ilogb(x); };
  return std::max(bits(value.re), bits(value.im));
}

}  // namespace ohmscope

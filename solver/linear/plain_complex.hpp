#pragma once

#include <cmath>
#include <complex>

#include "solver/linear/double_double.hpp"

namespace ohmscope {

/// A complex number of two doubles for Elimination, products written out: what is not finite spoils itself only.
struct PlainComplex {
  double re = 0;
  double im = 0;

  PlainComplex() = default;
  PlainComplex(double real, double imaginary) : re(real), im(imaginary) {}
  explicit PlainComplex(const ComplexDD& value) : re(value.re.hi), im(value.im.hi) {}
  static PlainComplex one() { return {1, 0}; }

  [[nodiscard]] std::complex<double> to_complex() const { return {re, im}; }
  [[nodiscard]] bool is_zero() const { return re == 0 && im == 0; }
};

inline PlainComplex operator-(PlainComplex a) { return {-a.re, -a.im}; }
inline PlainComplex operator+(PlainComplex a, PlainComplex b) { return {a.re + b.re, a.im + b.im}; }
inline PlainComplex operator-(PlainComplex a, PlainComplex b) { return {a.re - b.re, a.im - b.im}; }
inline PlainComplex operator*(PlainComplex a, PlainComplex b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
inline PlainComplex operator/(PlainComplex a, PlainComplex b) {
  const double square = b.re * b.re + b.im * b.im;
  return {(a.re * b.re + a.im * b.im) / square, (a.im * b.re - a.re * b.im) / square};
}
inline PlainComplex& operator+=(PlainComplex& a, PlainComplex b) { return a = a + b; }
inline PlainComplex& operator-=(PlainComplex& a, PlainComplex b) { return a = a - b; }

/// How fit a value other than 0 is as a pivot: its magnitude in bits.
inline int pivot_weight(PlainComplex value) { return std::ilogb(std::fmax(std::fabs(value.re), std::fabs(value.im))); }

}  // namespace ohmscope

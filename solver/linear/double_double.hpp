#pragma once

#include <cmath>
#include <complex>

namespace ohmscope {

/// A real number kept as the unevaluated sum of two doubles, hi + lo with |lo| <= ulp(hi) / 2: 106 bits.
///
/// The error-free transformations are Knuth's two-sum and the two-product by fused multiply-add; see Dekker, Numer.
/// Math. 18 (1971), and Joldes, Muller, Popescu, ACM TOMS 44 (2017), whose "accurate" sum and product these are.
/// Values that overflow or are infinite have lo = 0 and follow the rules of their hi part.
struct DoubleDouble {
  double hi = 0;
  double lo = 0;

  constexpr DoubleDouble() = default;
  constexpr DoubleDouble(double value) : hi(value) {}  // NOLINT(google-explicit-constructor)
  constexpr DoubleDouble(double high, double low) : hi(high), lo(low) {}

  [[nodiscard]] constexpr double to_double() const { return hi; }
  [[nodiscard]] constexpr bool is_zero() const { return hi == 0; }
  constexpr bool operator==(const DoubleDouble&) const = default;
};

namespace detail {

/// s + e = a + b exactly, if |a| >= |b| or a = 0.
inline DoubleDouble quick_two_sum(double a, double b) {
  const double s = a + b;
  return std::isfinite(s) ? DoubleDouble{s, b - (s - a)} : DoubleDouble{s};
}

/// s + e = a + b exactly.
inline DoubleDouble two_sum(double a, double b) {
  const double s = a + b;
  const double t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

/// p + e = a * b exactly, barring underflow.
inline DoubleDouble two_product(double a, double b) {
  const double p = a * b;
  return {p, std::fma(a, b, -p)};
}

}  // namespace detail

inline DoubleDouble operator-(DoubleDouble a) { return {-a.hi, -a.lo}; }

inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  DoubleDouble s = detail::two_sum(a.hi, b.hi);
  if (!std::isfinite(s.hi)) return s.hi;
  const DoubleDouble t = detail::two_sum(a.lo, b.lo);
  s = detail::quick_two_sum(s.hi, s.lo + t.hi);
  return detail::quick_two_sum(s.hi, s.lo + t.lo);
}

inline DoubleDouble operator-(DoubleDouble a, DoubleDouble b) { return a + (-b); }

inline DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble p = detail::two_product(a.hi, b.hi);
  if (!std::isfinite(p.hi)) return p.hi;
  return detail::quick_two_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

inline DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const double q1 = a.hi / b.hi;
  if (!std::isfinite(q1) || std::isinf(b.hi)) return q1;
  DoubleDouble r = a - b * q1;
  const double q2 = r.hi / b.hi;
  r = r - b * q2;
  const double q3 = r.hi / b.hi;
  return detail::quick_two_sum(q1, q2) + q3;
}

inline DoubleDouble& operator+=(DoubleDouble& a, DoubleDouble b) { return a = a + b; }
inline DoubleDouble& operator-=(DoubleDouble& a, DoubleDouble b) { return a = a - b; }
inline DoubleDouble& operator*=(DoubleDouble& a, DoubleDouble b) { return a = a * b; }

/// Square root of a non-negative value (Karp and Markstein's step on the double result).
inline DoubleDouble sqrt(DoubleDouble a) {
  if (a.hi <= 0 || std::isinf(a.hi)) return std::sqrt(a.hi);
  const double x = 1.0 / std::sqrt(a.hi);
  const double y = a.hi * x;
  const DoubleDouble residual = a - detail::two_product(y, y);
  return detail::two_sum(y, residual.hi * (x * 0.5));
}

/// Exact product with a power of two.
inline DoubleDouble ldexp(DoubleDouble a, int exponent) {
  return {std::ldexp(a.hi, exponent), std::ldexp(a.lo, exponent)};
}

/// pi to 106 bits.
inline constexpr DoubleDouble pi_dd{3.141592653589793116, 1.224646799147353207e-16};

/// A complex number of two DoubleDoubles.
struct ComplexDD {
  DoubleDouble re;
  DoubleDouble im;

  constexpr ComplexDD() = default;
  constexpr ComplexDD(double real) : re(real) {}        // NOLINT(google-explicit-constructor)
  constexpr ComplexDD(DoubleDouble real) : re(real) {}  // NOLINT(google-explicit-constructor)
  constexpr ComplexDD(DoubleDouble real, DoubleDouble imaginary) : re(real), im(imaginary) {}
  explicit constexpr ComplexDD(std::complex<double> value) : re(value.real()), im(value.imag()) {}

  static constexpr ComplexDD one() { return {1.0}; }
  [[nodiscard]] std::complex<double> to_complex() const { return {re.hi, im.hi}; }
  [[nodiscard]] constexpr bool is_zero() const { return re.is_zero() && im.is_zero(); }
  [[nodiscard]] bool is_finite() const { return std::isfinite(re.hi) && std::isfinite(im.hi); }
  constexpr bool operator==(const ComplexDD&) const = default;
};

inline ComplexDD operator-(ComplexDD a) { return {-a.re, -a.im}; }
inline ComplexDD operator+(ComplexDD a, ComplexDD b) { return {a.re + b.re, a.im + b.im}; }
inline ComplexDD operator-(ComplexDD a, ComplexDD b) { return {a.re - b.re, a.im - b.im}; }
inline ComplexDD operator*(ComplexDD a, DoubleDouble b) { return {a.re * b, a.im * b}; }
inline ComplexDD operator*(ComplexDD a, ComplexDD b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
inline ComplexDD& operator+=(ComplexDD& a, ComplexDD b) { return a = a + b; }
inline ComplexDD& operator-=(ComplexDD& a, ComplexDD b) { return a = a - b; }
inline ComplexDD& operator*=(ComplexDD& a, ComplexDD b) { return a = a * b; }

/// The larger of |re| and |im|, to a double: a cheap norm, within a factor sqrt(2) of the magnitude.
inline double norm_max(ComplexDD a) { return std::fmax(std::fabs(a.re.hi), std::fabs(a.im.hi)); }
/// How fit a value other than 0 is as a pivot: its magnitude in bits.
inline int pivot_weight(ComplexDD a) { return std::ilogb(norm_max(a)); }
inline double abs(ComplexDD a) { return std::hypot(a.re.hi, a.im.hi); }

inline ComplexDD ldexp(ComplexDD a, int exponent) { return {ldexp(a.re, exponent), ldexp(a.im, exponent)}; }

/// Quotient; the divisor is scaled by a power of two first, so that its square neither overflows nor underflows.
inline ComplexDD operator/(ComplexDD a, ComplexDD b) {
  int exponent = 0;
  static_cast<void>(std::frexp(norm_max(b), &exponent));
  b = ldexp(b, -exponent);
  const DoubleDouble square = b.re * b.re + b.im * b.im;
  const ComplexDD product = a * ComplexDD{b.re, -b.im};
  return ldexp(ComplexDD{product.re / square, product.im / square}, -exponent);
}

}  // namespace ohmscope

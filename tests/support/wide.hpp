#pragma once

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <complex>
#include <string>
#include <utility>

#include "solver/circuit/impedance.hpp"
#include "solver/linear/double_double.hpp"

namespace ohmscope::test {

/// 60 decimal digits: what the closed forms in tests are evaluated in.
using Wide = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<60>, boost::multiprecision::et_off>;

inline Wide wide(DoubleDouble x) { return Wide(x.hi) + Wide(x.lo); }

/// A complex number of 60 digits.
struct WideComplex {
  Wide re = 0;
  Wide im = 0;

  WideComplex() = default;
  WideComplex(double real) : re(real) {}           // NOLINT(google-explicit-constructor)
  WideComplex(Wide real) : re(std::move(real)) {}  // NOLINT(google-explicit-constructor)
  WideComplex(Wide real, Wide imaginary) : re(std::move(real)), im(std::move(imaginary)) {}
  explicit WideComplex(std::complex<double> z) : re(z.real()), im(z.imag()) {}
  explicit WideComplex(const ComplexDD& z) : re(wide(z.re)), im(wide(z.im)) {}

  friend WideComplex operator+(const WideComplex& a, const WideComplex& b) { return {a.re + b.re, a.im + b.im}; }
  friend WideComplex operator-(const WideComplex& a, const WideComplex& b) { return {a.re - b.re, a.im - b.im}; }
  friend WideComplex operator-(const WideComplex& a) { return {-a.re, -a.im}; }
  friend WideComplex operator*(const WideComplex& a, const WideComplex& b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  }
  friend WideComplex operator/(const WideComplex& a, const WideComplex& b) {
    const Wide square = b.re * b.re + b.im * b.im;
    return {(a.re * b.re + a.im * b.im) / square, (a.im * b.re - a.re * b.im) / square};
  }
};

inline WideComplex par(const WideComplex& a, const WideComplex& b) { return a * b / (a + b); }
inline Wide abs(const WideComplex& a) { return sqrt(Wide(a.re * a.re + a.im * a.im)); }
/// Principal root; the argument is not on the negative real axis.
inline WideComplex sqrt(const WideComplex& a) {
  const Wide re = sqrt(Wide((abs(a) + a.re) / 2));
  return {re, Wide(a.im / (2 * re))};
}
inline WideComplex cosh(const WideComplex& a) { return {cosh(a.re) * cos(a.im), sinh(a.re) * sin(a.im)}; }
inline WideComplex sinh(const WideComplex& a) { return {sinh(a.re) * cos(a.im), cosh(a.re) * sin(a.im)}; }

/// j 2 pi f.
inline WideComplex jw(double frequency) { return {0, Wide(8 * atan(Wide(1)) * frequency)}; }
inline WideComplex capacitor(double frequency, double farads) { return WideComplex(1.0) / (jw(frequency) * farads); }
inline WideComplex inductor(double frequency, double henries) { return jw(frequency) * henries; }

/// |z - expected| / |expected|.
inline double relative_error(const WideComplex& z, const WideComplex& expected) {
  return Wide(abs(z - expected) / abs(expected)).convert_to<double>();
}
inline double relative_error(std::complex<double> z, const WideComplex& expected) {
  return relative_error(WideComplex(z), expected);
}

inline std::string text(const Impedance& z) {
  if (z.is_undefined()) return "undefined";
  return z.is_infinite() ? "infinite" : ::testing::PrintToString(z.value());
}

/// Whether an impedance is finite and within `tolerance` (relative) of a closed form.
inline ::testing::AssertionResult agrees(const Impedance& z, const WideComplex& expected, double tolerance = 1e-12) {
  if (z.is_finite() && relative_error(z.value(), expected) <= tolerance) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << text(z) << " instead of " << expected.re.convert_to<double>() << ", "
                                       << expected.im.convert_to<double>();
}

/// Whether it is exactly 0.
inline ::testing::AssertionResult is_short(const Impedance& z) {
  if (z.is_finite() && z.value() == 0.0) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << text(z) << " instead of 0";
}

}  // namespace ohmscope::test

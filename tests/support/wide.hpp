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

  friend WideComplex operator+(const WideComplex& a, const WideComplex& b);
  friend WideComplex operator-(const WideComplex& a, const WideComplex& b);
  friend WideComplex operator-(const WideComplex& a);
  friend WideComplex operator*(const WideComplex& a, const WideComplex& b);
  friend WideComplex operator/(const WideComplex& a, const WideComplex& b);
};

WideComplex par(const WideComplex& a, const WideComplex& b);
Wide abs(const WideComplex& a);
/// Principal root; the argument is not on the negative real axis.
WideComplex sqrt(const WideComplex& a);
WideComplex cosh(const WideComplex& a);
WideComplex sinh(const WideComplex& a);

/// j 2 pi f.
WideComplex jw(double frequency);
WideComplex capacitor(double frequency, double farads);
WideComplex inductor(double frequency, double henries);

/// |z - expected| / |expected|.
double relative_error(const WideComplex& z, const WideComplex& expected);
double relative_error(std::complex<double> z, const WideComplex& expected);

std::string text(const Impedance& z);

/// Whether an impedance is finite and within `tolerance` (relative) of a closed form.
::testing::AssertionResult agrees(const Impedance& z, const WideComplex& expected, double tolerance = 1e-12);

/// Whether it is exactly 0.
::testing::AssertionResult is_short(const Impedance& z);

}  // namespace ohmscope::test

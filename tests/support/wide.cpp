#include "support/wide.hpp"

namespace ohmscope::test {

WideComplex operator+(const WideComplex& a, const WideComplex& b) { return {a.re + b.re, a.im + b.im}; }
WideComplex operator-(const WideComplex& a, const WideComplex& b) { return {a.re - b.re, a.im - b.im}; }
WideComplex operator-(const WideComplex& a) { return {-a.re, -a.im}; }
WideComplex operator*(const WideComplex& a, const WideComplex& b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
WideComplex operator/(const WideComplex& a, const WideComplex& b) {
  const Wide square = b.re * b.re + b.im * b.im;
  return {(a.re * b.re + a.im * b.im) / square, (a.im * b.re - a.re * b.im) / square};
}

WideComplex par(const WideComplex& a, const WideComplex& b) { return a * b / (a + b); }
Wide abs(const WideComplex& a) { return sqrt(Wide(a.re * a.re + a.im * a.im)); }
WideComplex sqrt(const WideComplex& a) {
  const Wide re = sqrt(Wide((abs(a) + a.re) / 2));
  return {re, Wide(a.im / (2 * re))};
}
WideComplex cosh(const WideComplex& a) { return {cosh(a.re) * cos(a.im), sinh(a.re) * sin(a.im)}; }
WideComplex sinh(const WideComplex& a) { return {sinh(a.re) * cos(a.im), cosh(a.re) * sin(a.im)}; }

WideComplex jw(double frequency) { return {0, Wide(8 * atan(Wide(1)) * frequency)}; }
WideComplex capacitor(double frequency, double farads) { return WideComplex(1.0) / (jw(frequency) * farads); }
WideComplex inductor(double frequency, double henries) { return jw(frequency) * henries; }

double relative_error(const WideComplex& z, const WideComplex& expected) {
  return Wide(abs(z - expected) / abs(expected)).convert_to<double>();
}
double relative_error(std::complex<double> z, const WideComplex& expected) {
  return relative_error(WideComplex(z), expected);
}

std::string text(const Impedance& z) {
  if (z.is_undefined()) return "undefined";
  return z.is_infinite() ? "infinite" : ::testing::PrintToString(z.value());
}

::testing::AssertionResult agrees(const Impedance& z, const WideComplex& expected, double tolerance) {
  if (z.is_finite() && relative_error(z.value(), expected) <= tolerance) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << text(z) << " instead of " << expected.re.convert_to<double>() << ", "
                                       << expected.im.convert_to<double>();
}

::testing::AssertionResult is_short(const Impedance& z) {
  if (z.is_finite() && z.value() == 0.0) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << text(z) << " instead of 0";
}

}  // namespace ohmscope::test

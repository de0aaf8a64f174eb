#include "solver/circuit/extended.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <utility>

namespace ohmscope {

namespace {

/// 50 digits: enough above 106 bits that argument reduction and cancellation within a function leave all of those.
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

struct Wide {
  Real re;
  Real im;
};

Wide widen(const ComplexDD& z) { return {Real(z.re.hi) + z.re.lo, Real(z.im.hi) + z.im.lo}; }

DoubleDouble narrow(const Real& x) {
  const auto high = x.convert_to<double>();
  if (!std::isfinite(high)) return high;
  return {high, Real(x - high).convert_to<double>()};
}

/// What an operation on finite values gave: past the largest double it is infinite.
Extended finite_or_overflow(const ComplexDD& z) { return z.is_finite() ? Extended(z) : Extended::infinite(); }

Extended narrow(const Real& re, const Real& im) { return finite_or_overflow({narrow(re), narrow(im)}); }

/// Beyond this real part exp, sinh and cosh are past the largest double, and tanh is 1 in all digits.
constexpr double far = 1000;

/// The exponent, if it is a whole number small enough for repeated squaring.
std::optional<int> whole(const Extended& exponent) {
  const ComplexDD& z = exponent.value();
  if (!exponent.is_finite() || !z.im.is_zero() || z.re.lo != 0) return std::nullopt;
  if (std::fabs(z.re.hi) > 1024 || z.re.hi != std::trunc(z.re.hi)) return std::nullopt;
  return static_cast<int>(z.re.hi);
}

Extended whole_power(Extended base, int exponent) {
  if (exponent == 0) return base.is_finite() ? Extended(1.0) : Extended::undefined();
  Extended product(1.0);
  for (int n = std::abs(exponent); n > 0; n /= 2) {
    if (n % 2 != 0) product = product * base;
    if (n > 1) base = base * base;
  }
  return exponent > 0 ? product : Extended(1.0) / product;
}

}  // namespace

Extended::Extended(ComplexDD value) : value_(value) {
  const bool infinite = std::isinf(value.re.hi) || std::isinf(value.im.hi);
  kind_ = value.is_finite() ? Kind::finite : infinite ? Kind::infinite : Kind::undefined;
  if (kind_ != Kind::finite) value_ = {};
}

Extended::Extended(const Impedance& impedance) {
  if (impedance.is_infinite()) kind_ = Kind::infinite;
  if (impedance.is_finite()) *this = Extended(ComplexDD(impedance.value()));
}

Extended Extended::infinite() {
  Extended result;
  result.kind_ = Kind::infinite;
  return result;
}

Impedance Extended::to_impedance() const {
  if (is_finite()) return value_.to_complex();
  return is_infinite() ? Impedance::infinite() : Impedance::undefined();
}

Extended operator-(const Extended& a) { return a.is_finite() ? Extended(-a.value()) : a; }

Extended operator+(const Extended& a, const Extended& b) {
  if (a.is_undefined() || b.is_undefined()) return {};
  if (a.is_infinite() || b.is_infinite()) return Extended::infinite();
  return finite_or_overflow(a.value() + b.value());
}

Extended operator-(const Extended& a, const Extended& b) {
  if (a.is_infinite() && b.is_infinite()) return {};
  return a + (-b);
}

Extended operator*(const Extended& a, const Extended& b) {
  if (a.is_undefined() || b.is_undefined()) return {};
  if (a.is_infinite() || b.is_infinite()) return a.is_zero() || b.is_zero() ? Extended() : Extended::infinite();
  return finite_or_overflow(a.value() * b.value());
}

Extended operator/(const Extended& a, const Extended& b) {
  if (a.is_undefined() || b.is_undefined()) return {};
  if (b.is_infinite()) return a.is_infinite() ? Extended() : Extended(0.0);
  if (b.is_zero()) return a.is_zero() ? Extended() : Extended::infinite();
  if (a.is_infinite() || a.is_zero()) return a;
  return finite_or_overflow(a.value() / b.value());
}

Extended par(const Extended& a, const Extended& b) {
  if (a.is_undefined() || b.is_undefined()) return {};
  if (a.is_infinite() || b.is_zero()) return b;
  if (b.is_infinite() || a.is_zero()) return a;
  return a * (b / (a + b));
}

Extended pow(const Extended& a, const Extended& b) {
  if (a.is_undefined() || !b.is_finite()) return {};
  if (const auto exponent = whole(b)) return whole_power(a, *exponent);
  if (!a.is_infinite() && !a.is_zero()) return exp(b * log(a));
  const double growth = b.value().re.hi;
  if (growth == 0) return {};
  return a.is_infinite() == (growth > 0) ? Extended::infinite() : Extended(0.0);
}

Extended sqrt(const Extended& a) {
  if (!a.is_finite() || a.is_zero()) return a;
  const Wide z = widen(a.value());
  // The larger part by a sum, the smaller by a quotient: neither cancels.
  const Real larger = sqrt((abs(z.re) + sqrt(z.re * z.re + z.im * z.im)) / 2);
  const Real smaller = abs(z.im) / (2 * larger);
  const Real re = z.re >= 0 ? larger : smaller;
  const Real im = z.re >= 0 ? smaller : larger;
  return narrow(re, z.im < 0 ? Real(-im) : im);
}

Extended exp(const Extended& a) {
  if (!a.is_finite()) return {};
  const Wide z = widen(a.value());
  if (z.re > far) return Extended::infinite();
  if (z.re < -far) return 0.0;
  const Real scale = exp(z.re);
  return narrow(scale * cos(z.im), scale * sin(z.im));
}

Extended log(const Extended& a) {
  if (a.is_undefined()) return {};
  if (a.is_infinite() || a.is_zero()) return Extended::infinite();
  const Wide z = widen(a.value());
  const Real square = z.re * z.re + z.im * z.im;
  const bool near_one = square > 0.5 && square < 2;
  const Real magnitude = near_one ? Real(log1p(Real((z.re - 1) * (z.re + 1) + z.im * z.im))) : Real(log(square));
  return narrow(magnitude / 2, atan2(z.im, z.re));
}

Extended sinh(const Extended& a) {
  if (!a.is_finite()) return {};
  const Wide z = widen(a.value());
  if (abs(z.re) > far) return Extended::infinite();
  return narrow(sinh(z.re) * cos(z.im), cosh(z.re) * sin(z.im));
}

Extended cosh(const Extended& a) {
  if (!a.is_finite()) return {};
  const Wide z = widen(a.value());
  if (abs(z.re) > far) return Extended::infinite();
  return narrow(cosh(z.re) * cos(z.im), sinh(z.re) * sin(z.im));
}

Extended tanh(const Extended& a) {
  if (!a.is_finite()) return {};
  const Wide z = widen(a.value());
  if (abs(z.re) > far) return z.re > 0 ? 1.0 : -1.0;
  // tanh(x + jy) = (sinh x cosh x + j sin y cos y) / (sinh^2 x + cos^2 y): no term cancels another.
  const Real sh = sinh(z.re);
  const Real c = cos(z.im);
  const Real square = sh * sh + c * c;
  return narrow(sh * cosh(z.re) / square, sin(z.im) * c / square);
}

}  // namespace ohmscope

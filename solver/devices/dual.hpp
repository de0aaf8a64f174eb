#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace ohmscope::devices {

/// A number and its slopes along `n` variables: exact derivatives of whatever is computed with it (forward-mode
/// automatic differentiation; Griewank and Walther, Evaluating Derivatives (2008), chapter 3).
template <std::size_t n>
struct Dual {
  double value = 0;
  std::array<double, n> slope{};

  constexpr Dual() = default;
  constexpr Dual(double constant) : value(constant) {}  // NOLINT(google-explicit-constructor)
  /// The k-th variable itself.
  static constexpr Dual variable(double value, std::size_t k) {
    Dual x(value);
    x.slope[k] = 1;
    return x;
  }
  /// f(x), from f and df/dx there.
  [[nodiscard]] constexpr Dual mapped(double f, double derivative) const {
    Dual y(f);
    for (std::size_t k = 0; k < n; ++k) y.slope[k] = derivative * slope[k];
    return y;
  }

  friend constexpr Dual operator+(Dual a, const Dual& b) {
    a.value += b.value;
    for (std::size_t k = 0; k < n; ++k) a.slope[k] += b.slope[k];
    return a;
  }
  friend constexpr Dual operator-(const Dual& a) { return a.mapped(-a.value, -1); }
  friend constexpr Dual operator-(const Dual& a, const Dual& b) { return a + -b; }
  friend constexpr Dual operator*(const Dual& a, const Dual& b) {
    Dual y(a.value * b.value);
    for (std::size_t k = 0; k < n; ++k) y.slope[k] = a.slope[k] * b.value + a.value * b.slope[k];
    return y;
  }
  friend constexpr Dual operator/(const Dual& a, const Dual& b) {
    Dual y(a.value / b.value);
    for (std::size_t k = 0; k < n; ++k) y.slope[k] = (a.slope[k] - y.value * b.slope[k]) / b.value;
    return y;
  }
  friend constexpr bool operator<(const Dual& a, const Dual& b) { return a.value < b.value; }
  friend constexpr bool operator>(const Dual& a, const Dual& b) { return b < a; }
  friend constexpr bool operator<=(const Dual& a, const Dual& b) { return a.value <= b.value; }
  friend constexpr bool operator>=(const Dual& a, const Dual& b) { return b <= a; }

  friend Dual exp(const Dual& a) {
    const double e = std::exp(a.value);
    return a.mapped(e, e);
  }
  friend Dual log(const Dual& a) { return a.mapped(std::log(a.value), 1 / a.value); }
  friend Dual sqrt(const Dual& a) {
    const double root = std::sqrt(a.value);
    return a.mapped(root, 0.5 / root);
  }
  friend Dual pow(const Dual& a, double exponent) {
    return a.mapped(std::pow(a.value, exponent), exponent * std::pow(a.value, exponent - 1));
  }
  friend Dual tan(const Dual& a) {
    const double t = std::tan(a.value);
    return a.mapped(t, 1 + t * t);
  }
  friend Dual tanh(const Dual& a) {
    const double t = std::tanh(a.value);
    return a.mapped(t, 1 - t * t);
  }
  friend Dual atan(const Dual& a) { return a.mapped(std::atan(a.value), 1 / (1 + a.value * a.value)); }
};

}  // namespace ohmscope::devices

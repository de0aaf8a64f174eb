#pragma once

#include <algorithm>
#include <cmath>

#include "solver/linear/double_double.hpp"

namespace ohmscope {

/// value * 2^exponent: a complex number of 106 bits beyond a double's range.
struct ScaledComplex {
  ComplexDD value;
  int exponent = 0;  ///< means nothing while the value is 0

  ScaledComplex() = default;
  ScaledComplex(const ComplexDD& z) : value(z) {}  // NOLINT(google-explicit-constructor)
  ScaledComplex(const ComplexDD& z, int exponent_of_two) : value(z), exponent(exponent_of_two) {}

  [[nodiscard]] bool is_zero() const { return value.is_zero(); }
  /// The number itself: 0 or infinite where it leaves a double's range.
  [[nodiscard]] ComplexDD plain() const { return exponent == 0 ? value : ldexp(value, exponent); }
};

/// The same number, its value near 1, so that no few products of it leave a double's range.
inline ScaledComplex normalized(const ScaledComplex& z) {
  const double size = norm_max(z.value);
  if (size == 0 || !std::isfinite(size)) return z;
  const int shift = std::ilogb(size);
  return {ldexp(z.value, -shift), z.exponent + shift};
}

inline ScaledComplex operator*(const ScaledComplex& a, const ScaledComplex& b) {
  return {a.value * b.value, a.exponent + b.exponent};
}
inline ScaledComplex operator/(const ScaledComplex& a, const ScaledComplex& b) {
  return {a.value / b.value, a.exponent - b.exponent};
}

/// combine(a, b) of two that are brought to one exponent: a sum or a difference.
template <class Combine>
ScaledComplex combine_aligned(const ScaledComplex& a, const ScaledComplex& b, Combine combine) {
  if (a.is_zero()) return {combine(ComplexDD{}, b.value), b.exponent};
  if (b.is_zero()) return {combine(a.value, ComplexDD{}), a.exponent};
  const int exponent = std::max(a.exponent, b.exponent);
  const auto aligned = [&](const ScaledComplex& z) {
    return z.exponent == exponent ? z.value : ldexp(z.value, z.exponent - exponent);
  };
  return {combine(aligned(a), aligned(b)), exponent};
}

inline ScaledComplex operator+(const ScaledComplex& a, const ScaledComplex& b) {
  return combine_aligned(a, b, [](const ComplexDD& x, const ComplexDD& y) { return x + y; });
}
inline ScaledComplex operator-(const ScaledComplex& a, const ScaledComplex& b) {
  return combine_aligned(a, b, [](const ComplexDD& x, const ComplexDD& y) { return x - y; });
}

}  // namespace ohmscope

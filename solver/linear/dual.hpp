#pragma once

#include <algorithm>

namespace ohmscope {

/// A value together with its derivative with respect to one variable, carried through every operation (forward-mode
/// automatic differentiation): what an Elimination of such numbers gives is exact in both.
template <class Value>
struct Dual {
  Value value;
  Value slope;

  static Dual one() { return {Value::one(), Value{}}; }
  [[nodiscard]] bool is_zero() const { return value.is_zero() && slope.is_zero(); }
};

template <class Value>
Dual<Value> operator-(const Dual<Value>& a) {
  return {-a.value, -a.slope};
}
template <class Value>
Dual<Value> operator+(const Dual<Value>& a, const Dual<Value>& b) {
  return {a.value + b.value, a.slope + b.slope};
}
template <class Value>
Dual<Value> operator-(const Dual<Value>& a, const Dual<Value>& b) {
  return {a.value - b.value, a.slope - b.slope};
}
template <class Value>
Dual<Value> operator*(const Dual<Value>& a, const Dual<Value>& b) {
  return {a.value * b.value, a.value * b.slope + a.slope * b.value};
}
template <class Value>
Dual<Value> operator/(const Dual<Value>& a, const Dual<Value>& b) {
  const Value quotient = a.value / b.value;
  return {quotient, (a.slope - quotient * b.slope) / b.value};
}
template <class Value>
Dual<Value>& operator+=(Dual<Value>& a, const Dual<Value>& b) {
  return a = a + b;
}
template <class Value>
Dual<Value>& operator-=(Dual<Value>& a, const Dual<Value>& b) {
  return a = a - b;
}

/// How fit it is as a pivot: its value's magnitude in bits. A value of 0 is the least fit of all, whatever its slope.
template <class Value>
int pivot_weight(const Dual<Value>& a) {
  constexpr int least = -1'000'000;
  return a.value.is_zero() ? least : std::max(least, pivot_weight(a.value));
}

}  // namespace ohmscope

// Arithmetic on lanes: several frequencies side by side, one to each lane of the machine's vectors. Compiled once for
// every kind of vector (Google Highway's foreach_target.h includes it again and again), so it guards each pass by
// itself and belongs into .cpp files alone.

#if defined(OHMSCOPE_SOLVER_LINEAR_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef OHMSCOPE_SOLVER_LINEAR_LANES_INL
#undef OHMSCOPE_SOLVER_LINEAR_LANES_INL
#else
#define OHMSCOPE_SOLVER_LINEAR_LANES_INL
#endif

#include <cstddef>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
/// Lanes of one vector.
inline std::size_t vector_lanes() { return hn::Lanes(Doubles()); }

/// One number a lane.
struct Real {
  hn::Vec<Doubles> v;

  static HWY_INLINE Real of(double value) { return {hn::Set(Doubles(), value)}; }
  static HWY_INLINE Real zero() { return {hn::Zero(Doubles())}; }
  static HWY_INLINE Real load(const double* from) { return {hn::Load(Doubles(), from)}; }
  HWY_INLINE void store(double* to) const { hn::Store(v, Doubles(), to); }
};
using Mask = hn::Mask<Doubles>;

HWY_INLINE Real operator+(Real a, Real b) { return {hn::Add(a.v, b.v)}; }
HWY_INLINE Real operator-(Real a, Real b) { return {hn::Sub(a.v, b.v)}; }
HWY_INLINE Real operator*(Real a, Real b) { return {hn::Mul(a.v, b.v)}; }
HWY_INLINE Real operator/(Real a, Real b) { return {hn::Div(a.v, b.v)}; }
HWY_INLINE Real operator-(Real a) { return {hn::Neg(a.v)}; }
/// a * b + c and c - a * b, rounded once where the machine can.
HWY_INLINE Real multiply_add(Real a, Real b, Real c) { return {hn::MulAdd(a.v, b.v, c.v)}; }
HWY_INLINE Real subtract_product(Real c, Real a, Real b) { return {hn::NegMulAdd(a.v, b.v, c.v)}; }
HWY_INLINE Real abs(Real a) { return {hn::Abs(a.v)}; }
HWY_INLINE Real sqrt(Real a) { return {hn::Sqrt(a.v)}; }
HWY_INLINE Real max(Real a, Real b) { return {hn::Max(a.v, b.v)}; }
HWY_INLINE Real min(Real a, Real b) { return {hn::Min(a.v, b.v)}; }
HWY_INLINE Mask operator>(Real a, Real b) { return hn::Gt(a.v, b.v); }
HWY_INLINE Mask operator>=(Real a, Real b) { return hn::Ge(a.v, b.v); }
HWY_INLINE Real choose(Mask mask, Real yes, Real no) { return {hn::IfThenElse(mask, yes.v, no.v)}; }

/// One complex number a lane: in memory the real parts of all lanes, then the imaginary ones.
struct Complex {
  Real re, im;

  static HWY_INLINE Complex zero() { return {Real::zero(), Real::zero()}; }
  static HWY_INLINE Complex load(const double* from) { return {Real::load(from), Real::load(from + vector_lanes())}; }
  HWY_INLINE void store(double* to) const {
    re.store(to);
    im.store(to + vector_lanes());
  }
};

/// Doubles that one complex number of all lanes takes.
inline std::size_t complex_stride() { return 2 * vector_lanes(); }

HWY_INLINE Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
HWY_INLINE Complex operator-(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }
HWY_INLINE Complex operator*(Complex a, Complex b) {
  return {subtract_product(a.re * b.re, a.im, b.im), multiply_add(a.re, b.im, a.im * b.re)};
}
/// c - a * b.
HWY_INLINE Complex subtract_product(Complex c, Complex a, Complex b) {
  return {multiply_add(a.im, b.im, subtract_product(c.re, a.re, b.re)),
          subtract_product(subtract_product(c.im, a.re, b.im), a.im, b.re)};
}
/// c + a * b.
HWY_INLINE Complex add_product(Complex c, Complex a, Complex b) {
  return {subtract_product(multiply_add(a.re, b.re, c.re), a.im, b.im),
          multiply_add(a.im, b.re, multiply_add(a.re, b.im, c.im))};
}
/// |re| + |im|: within a factor of sqrt(2) of the magnitude, and not a number where either is none (vectors' maximum
/// forgets that).
HWY_INLINE Real norm_sum(Complex a) { return abs(a.re) + abs(a.im); }
HWY_INLINE Real norm_square(Complex a) { return multiply_add(a.re, a.re, a.im * a.im); }
HWY_INLINE Complex inverse(Complex a) {
  const Real scale = Real::of(1) / norm_square(a);
  return {a.re * scale, -(a.im * scale)};
}

/// hi + lo, as DoubleDouble is.
struct RealDD {
  Real hi, lo;

  static HWY_INLINE RealDD zero() { return {Real::zero(), Real::zero()}; }
};

/// s + e = a + b exactly; the quick one if |a| >= |b| or a = 0.
HWY_INLINE RealDD quick_two_sum(Real a, Real b) {
  const Real s = a + b;
  return {s, b - (s - a)};
}
HWY_INLINE RealDD two_sum(Real a, Real b) {
  const Real s = a + b;
  const Real t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

/// p + e = a * b exactly, barring underflow; without a fused product by Veltkamp's and Dekker's splitting.
HWY_INLINE RealDD two_product(Real a, Real b) {
  const Real p = a * b;
#if HWY_NATIVE_FMA
  return {p, -subtract_product(p, a, b)};
#else
  const Real splitter = Real::of(134217729);  // 2^27 + 1
  const Real ta = splitter * a;
  const Real tb = splitter * b;
  const Real ah = ta - (ta - a);
  const Real bh = tb - (tb - b);
  const Real al = a - ah;
  const Real bl = b - bh;
  return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
#endif
}

HWY_INLINE RealDD operator-(RealDD a) { return {-a.hi, -a.lo}; }
HWY_INLINE RealDD operator+(RealDD a, RealDD b) {
  RealDD s = two_sum(a.hi, b.hi);
  const RealDD t = two_sum(a.lo, b.lo);
  s = quick_two_sum(s.hi, s.lo + t.hi);
  return quick_two_sum(s.hi, s.lo + t.lo);
}
HWY_INLINE RealDD operator-(RealDD a, RealDD b) { return a + (-b); }
HWY_INLINE RealDD operator*(RealDD a, RealDD b) {
  const RealDD p = two_product(a.hi, b.hi);
  return quick_two_sum(p.hi, p.lo + multiply_add(a.hi, b.lo, a.lo * b.hi));
}

/// A complex number of two RealDD a lane.
struct ComplexDDs {
  RealDD re, im;

  static HWY_INLINE ComplexDDs zero() { return {RealDD::zero(), RealDD::zero()}; }
  [[nodiscard]] HWY_INLINE Complex high() const { return {re.hi, im.hi}; }
};

HWY_INLINE ComplexDDs operator-(ComplexDDs a) { return {-a.re, -a.im}; }
HWY_INLINE ComplexDDs operator+(ComplexDDs a, ComplexDDs b) { return {a.re + b.re, a.im + b.im}; }
HWY_INLINE ComplexDDs operator-(ComplexDDs a, ComplexDDs b) { return {a.re - b.re, a.im - b.im}; }
HWY_INLINE ComplexDDs operator*(ComplexDDs a, RealDD b) { return {a.re * b, a.im * b}; }
HWY_INLINE ComplexDDs operator*(ComplexDDs a, ComplexDDs b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
/// a - b exactly, but for the last bit of 106.
HWY_INLINE ComplexDDs exact_difference(Complex a, Complex b) { return {two_sum(a.re, -b.re), two_sum(a.im, -b.im)}; }
HWY_INLINE ComplexDDs widen(Complex a) { return {{a.re, Real::zero()}, {a.im, Real::zero()}}; }

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

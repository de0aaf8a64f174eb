// Complex lanes that know how far rounding may have moved them, and an elimination with such numbers.

#if defined(OHMSCOPE_SOLVER_LINEAR_BOUNDED_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef OHMSCOPE_SOLVER_LINEAR_BOUNDED_LANES_INL
#undef OHMSCOPE_SOLVER_LINEAR_BOUNDED_LANES_INL
#else
#define OHMSCOPE_SOLVER_LINEAR_BOUNDED_LANES_INL
#endif

#include <cmath>

#include "solver/linear/elimination_tape.hpp"
#include "solver/linear/lane_array.hpp"
#include "solver/linear/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

/// Half a unit in the last place of 1: what rounding changes a number by, relative to it.
constexpr double rounding = 0x1p-53;

/// A number and a bound on the magnitude of its error (running error analysis; Wilkinson 1963, Higham, Accuracy and
/// Stability of Numerical Algorithms, 2nd ed. (2002), section 3.3). Errors are carried to first order.
struct Bounded {
  Complex value;
  Real error;

  static std::size_t stride() { return 3 * vector_lanes(); }
  static HWY_INLINE Bounded zero() { return {Complex::zero(), Real::zero()}; }
  /// As sums rounded to doubles are, and products of two such.
  static HWY_INLINE Bounded rounded(Complex value) {
    return {value, (abs(value.re) + abs(value.im)) * Real::of(3 * rounding)};
  }
  static HWY_INLINE Bounded load(const double* from) {
    return {Complex::load(from), Real::load(from + 2 * vector_lanes())};
  }
  HWY_INLINE void store(double* to) const {
    value.store(to);
    error.store(to + 2 * vector_lanes());
  }
};

/// The bits of about 1 / sqrt(square), within 4 %: half the exponent, negated, and what that makes of the digits.
HWY_INLINE auto inverse_root_bits(Real square) {
  const hn::RebindToSigned<Doubles> integers;
  return hn::Sub(hn::Set(integers, 0x5fe6eb50c7b537a9), hn::ShiftRight<1>(hn::BitCast(integers, square.v)));
}
/// 1 / sqrt(square), to ten digits and never more than it: Newton's steps from there.
HWY_INLINE Real inverse_root(Real square) {
  const Real half = square * Real::of(0.5);
  Real y{hn::BitCast(Doubles(), inverse_root_bits(square))};
  for (int step = 0; step < 3; ++step) y = y * subtract_product(Real::of(1.5), half * y, y);
  return y;
}
HWY_INLINE Real magnitude(Complex z) {
  const Real square = norm_square(z);
  return square * inverse_root(square);
}

/// Bounds of factors are no smaller: where a value or its square underflows, a bound remains, also in a product of two.
constexpr double least_error = 1e-150;

/// An entry of a factor while its pivot is at work: |value|, and the error's bound. Value is Complex, or Real where all
/// lanes have the same one.
template <class Value>
struct Factor {
  Value value;
  Real magnitude;
  Real error;
};

HWY_INLINE Factor<Complex> factor_of(const Bounded& entry) {
  return {entry.value, magnitude(entry.value), entry.error + Real::of(least_error)};
}
/// Of a sum rounded to a double.
HWY_INLINE Factor<Real> factor_of(double entry) {
  const double size = std::fabs(entry);
  return {Real::of(entry), Real::of(size), Real::of(size * (3 * rounding) + least_error)};
}

/// A pivot, ready to divide by.
struct Divisor {
  Complex inverse;
  Real inverse_magnitude;
  Real relative_error;
  Real widening;  ///< 1 / (1 - relative_error), or more

  static constexpr double most = 1e-3;          ///< of the relative error, for that to hold
  static constexpr double shortfall = 0x1p-31;  ///< of a few inverse roots, relative to them

  explicit HWY_INLINE Divisor(const Bounded& pivot) {
    const Real square = norm_square(pivot.value);
    const Real scale = Real::of(1) / square;
    inverse = {pivot.value.re * scale, -(pivot.value.im * scale)};
    inverse_magnitude = inverse_root(square);
    const Mask fits = hn::And(square > Real::of(1e-290), Real::of(1e290) > square);
    relative_error = choose(fits, pivot.error * inverse_magnitude, Real::of(HUGE_VAL));
    widening = choose(Real::of(most) > relative_error,
                      multiply_add(relative_error, Real::of(2), Real::of(1 + shortfall)), Real::of(HUGE_VAL));
  }
  /// Rounding of the inverse and of a product with it are in the bounds. Where the pivot may be nearly all error, they
  /// are infinite.
  HWY_INLINE Factor<Complex> divide(const Bounded& entry) const {
    const Real size = magnitude(entry.value) * inverse_magnitude;
    const Real error = multiply_add(size, relative_error, entry.error * inverse_magnitude) * widening;
    return {entry.value * inverse, size, multiply_add(size, Real::of(10 * rounding), error + Real::of(least_error))};
  }
  HWY_INLINE Factor<Complex> divide(double entry) const {
    const Real size = Real::of(std::fabs(entry)) * inverse_magnitude;
    const Real relative = multiply_add(relative_error + Real::of(3 * rounding), widening, Real::of(10 * rounding));
    return {{inverse.re * Real::of(entry), inverse.im * Real::of(entry)},
            size,
            multiply_add(size, relative, Real::of(least_error))};
  }
};

HWY_INLINE Complex subtract_product(Complex c, Complex a, Real b) {
  return {subtract_product(c.re, a.re, b), subtract_product(c.im, a.im, b)};
}
/// target - l u.
template <class Value>
HWY_INLINE Bounded subtract_product(const Bounded& target, const Factor<Complex>& l, const Factor<Value>& u) {
  const Complex value = subtract_product(target.value, l.value, u.value);
  const Real from_u =
      multiply_add(l.magnitude, multiply_add(u.magnitude, Real::of(4 * rounding), u.error), target.error);
  const Real from_l = multiply_add(l.error, u.magnitude + u.error, from_u);
  return {value, multiply_add(abs(value.re) + abs(value.im), Real::of(2 * rounding), from_l)};
}

/// Runs a tape at as many frequencies as there are lanes; `entry(source)` is the matrix's entry of that number,
/// entry.same(source) where all lanes have the same real one, else null.
template <class Entry>
class TapeRun {
 public:
  TapeRun(const EliminationTape& tape, const Entry& entry) : entry_(entry), slots_(tape.slots * Bounded::stride()) {}

  /// Takes the pivot that is written at `code`; returns where the next one is.
  HWY_INLINE const std::int32_t* eliminate(const std::int32_t* code) {
    const std::int32_t below = code[0];
    const std::int32_t right = code[1];
    const Divisor pivot(get(code[2]));
    doubt_ = choose(Real::of(Divisor::most) > pivot.relative_error, doubt_, Real::of(HUGE_VAL));
    const std::int32_t* lower = code + 3;
    const std::int32_t* upper = lower + below;
    const std::int32_t* target = upper + right;
    factors_.resize(static_cast<std::size_t>(below));
    for (std::int32_t i = 0; i < below; ++i, ++lower) {
      const double* const same = same_in_all(*lower);
      factors_[static_cast<std::size_t>(i)] = same != nullptr ? pivot.divide(*same) : pivot.divide(get(*lower));
    }
    for (std::int32_t j = 0; j < right; ++j, ++upper) {
      const double* const same = same_in_all(*upper);
      target = same != nullptr ? subtract(factor_of(*same), target) : subtract(factor_of(get(*upper)), target);
    }
    return target;
  }

  /// The last pivot, written at `code`. Its bound is infinite if any other may be 0, also one that nothing is divided
  /// by: the others are then not all that there is to Z.
  HWY_INLINE Bounded last(const std::int32_t* code) {
    const Bounded result = get(*code);
    return {result.value, result.error + doubt_};
  }

 private:
  /// The products of one entry of U with the pivot's column of L, from what they change; returns what comes behind.
  template <class Value>
  HWY_INLINE const std::int32_t* subtract(const Factor<Value>& u, const std::int32_t* target) {
    for (const Factor<Complex>& l : factors_) {
      subtract_product(get(target[1]), l, u).store(slot(target[0]));
      target += 2;
    }
    return target;
  }

  HWY_INLINE double* slot(std::int32_t place) { return &slots_[static_cast<std::size_t>(place) * Bounded::stride()]; }
  HWY_INLINE const double* same_in_all(std::int32_t place) const {
    return place < EliminationTape::fresh ? entry_.same(EliminationTape::source(place)) : nullptr;
  }
  HWY_INLINE Bounded get(std::int32_t place) {
    if (place >= 0) return Bounded::load(slot(place));
    return place == EliminationTape::fresh ? Bounded::zero() : entry_(EliminationTape::source(place));
  }

  Entry entry_;
  LaneArray slots_;
  Real doubt_ = Real::zero();
  std::vector<Factor<Complex>, VectorAligned<Factor<Complex>>> factors_;
};

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

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

/// An entry of a factor while its pivot is at work: |value|, and the error's bound.
struct Factor {
  Complex value;
  Real magnitude;
  Real error;
};

HWY_INLINE Factor factor_of(const Bounded& entry) {
  return {entry.value, magnitude(entry.value), entry.error + Real::of(least_error)};
}

/// A pivot, ready to divide by.
struct Divisor {
  Complex inverse;
  Real inverse_magnitude;
  Real relative_error;

  static constexpr double most = 1e-3;  ///< of the relative error, for first order to do

  explicit HWY_INLINE Divisor(const Bounded& pivot) {
    const Real square = norm_square(pivot.value);
    const Real scale = Real::of(1) / square;
    inverse = {pivot.value.re * scale, -(pivot.value.im * scale)};
    inverse_magnitude = inverse_root(square);
    const Mask fits = hn::And(square > Real::of(1e-290), Real::of(1e290) > square);
    relative_error = choose(fits, pivot.error * inverse_magnitude, Real::of(HUGE_VAL));
  }
  /// Rounding of the inverse and of a product with it are in the bound. Where first order will not do, infinite.
  HWY_INLINE Factor divide(const Bounded& entry) const {
    const Real size = magnitude(entry.value) * inverse_magnitude;
    const Real relative =
        choose(Real::of(most) > relative_error, relative_error * Real::of(1 + 2 * most), Real::of(HUGE_VAL));
    const Real error = multiply_add(entry.error, inverse_magnitude, size * (relative + Real::of(10 * rounding)));
    return {entry.value * inverse, size, error + Real::of(least_error)};
  }
};

/// target - l u.
HWY_INLINE Bounded subtract_product(const Bounded& target, const Factor& l, const Factor& u) {
  const Complex value = subtract_product(target.value, l.value, u.value);
  const Real from_u =
      multiply_add(l.magnitude, multiply_add(u.magnitude, Real::of(4 * rounding), u.error), target.error);
  const Real from_l = multiply_add(l.error, u.magnitude + u.error, from_u);
  return {value, multiply_add(abs(value.re) + abs(value.im), Real::of(2 * rounding), from_l)};
}

/// Runs a tape; `entry(source)` is the matrix's entry of that number, the result the last pivot. Its bound is infinite
/// if any other pivot may be 0, also one that nothing is divided by: the others are then not all that there is to Z.
template <class Entry>
class TapeRun {
 public:
  TapeRun(const EliminationTape& tape, const Entry& entry)
      : tape_(tape), entry_(entry), slots_(tape.slots * Bounded::stride()) {}

  HWY_INLINE Bounded run() {
    const std::int32_t* code = tape_.code.data();
    for (std::size_t k = 0; k + 1 < tape_.pivots; ++k) code = eliminate(code);
    const Bounded result = get(code);
    return {result.value, result.error + doubt_};
  }

 private:
  HWY_INLINE const std::int32_t* eliminate(const std::int32_t* code) {
    const std::int32_t below = code[0];
    const std::int32_t right = code[1];
    const Divisor pivot(get(code + 2));
    doubt_ = choose(Real::of(Divisor::most) > pivot.relative_error, doubt_, Real::of(HUGE_VAL));
    const std::int32_t* lower = code + 4;
    const std::int32_t* upper = lower + 2 * below;
    const std::int32_t* target = upper + 2 * right;
    factors_.resize(static_cast<std::size_t>(below));
    for (std::int32_t i = 0; i < below; ++i) factors_[static_cast<std::size_t>(i)] = pivot.divide(get(lower + 2 * i));
    for (std::int32_t j = 0; j < right; ++j) {
      const Factor u = factor_of(get(upper + 2 * j));
      for (std::int32_t i = 0; i < below; ++i, target += 2) {
        subtract_product(get(target), factors_[static_cast<std::size_t>(i)], u).store(slot(target));
      }
    }
    return target;
  }

  HWY_INLINE double* slot(const std::int32_t* place) {
    return &slots_[static_cast<std::size_t>(place[0]) * Bounded::stride()];
  }
  HWY_INLINE Bounded get(const std::int32_t* place) {
    if (place[1] == EliminationTape::live) return Bounded::load(slot(place));
    return place[1] == EliminationTape::fresh ? Bounded::zero() : entry_(static_cast<std::size_t>(place[1]));
  }

  const EliminationTape& tape_;
  const Entry& entry_;
  LaneArray slots_;
  Real doubt_ = Real::zero();
  std::vector<Factor, VectorAligned<Factor>> factors_;
};

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

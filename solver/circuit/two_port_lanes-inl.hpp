// A line of two-ports swept from both ends, one frequency a lane: what TwoPort::close does for one, see TwoPortLanes.

#if defined(OHMSCOPE_SOLVER_CIRCUIT_TWO_PORT_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef OHMSCOPE_SOLVER_CIRCUIT_TWO_PORT_LANES_INL
#undef OHMSCOPE_SOLVER_CIRCUIT_TWO_PORT_LANES_INL
#else
#define OHMSCOPE_SOLVER_CIRCUIT_TWO_PORT_LANES_INL
#endif

#include <cstdint>
#include <span>

#include "solver/circuit/two_port_lane_parts.hpp"
#include "solver/linear/bounded_lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

namespace tp = two_port_lanes;

/// Of a product of two complex numbers, one of them rounded, and of a sum of two such.
constexpr double product_rounding = 3 * rounding;
constexpr double sum_rounding = 4 * rounding;
/// What is smaller beside 1, and not 0, is left to numbers with an exponent of their own: squares of it underflow.
constexpr double least_square = 1e-280;

/// A power of two near 1 / sqrt(square), and its inverse.
struct Scale {
  Real factor, inverse, exponent;

  explicit HWY_INLINE Scale(Real square) {
    const hn::RebindToSigned<Doubles> integers;
    const auto bits = hn::And(inverse_root_bits(square), hn::Set(integers, 0x7ff0000000000000));
    factor = {hn::BitCast(Doubles(), bits)};
    inverse = {hn::BitCast(Doubles(), hn::Sub(hn::Set(integers, 0x7fe0000000000000), bits))};
    exponent = {hn::ConvertTo(Doubles(), hn::Sub(hn::ShiftRight<52>(bits), hn::Set(integers, 1023)))};
  }
};

/// x times two to the power of a whole number; 0 or infinite where that leaves a double's range.
HWY_INLINE Real scaled(Real x, Real exponent) {
  const hn::RebindToSigned<Doubles> integers;
  const auto power = [&](Real e) {
    return Real{hn::BitCast(
        Doubles(), hn::ShiftLeft<52>(hn::Add(hn::ConvertTo(integers, e.v), hn::Set(integers, std::int64_t{1023}))))};
  };
  const Real within = min(max(exponent, Real::of(-2040)), Real::of(2040));
  const Real half{hn::Floor((within * Real::of(0.5)).v)};
  return x * power(half) * power(within - half);
}

/// One side of a cut; magnitudes and their inverses go along.
struct End {
  Complex a, b;
  Real size_a, size_b, inverse_a;
  Real turn;  ///< bound on |a db - b da|

  static HWY_INLINE End exactly(Complex a, Complex b) {
    End end{a, b, magnitude(a), magnitude(b), Real::zero(), Real::zero()};
    end.inverse_a = inverse_root(norm_square(a));
    end.turn = end.size_a * end.size_b * Real::of(4 * rounding);  // each rounded to a double
    return end;
  }
};

/// What a two-port does to one side of a cut.
struct Matrix {
  Complex aa, ab, ba, bb;
  Real size_aa, size_ab, size_ba, size_bb;

  static HWY_INLINE Matrix load(const double* from) {
    const std::size_t lanes = vector_lanes();
    Matrix m{Complex::load(from),
             Complex::load(from + 2 * lanes),
             Complex::load(from + 4 * lanes),
             Complex::load(from + 6 * lanes),
             Real::zero(),
             Real::zero(),
             Real::zero(),
             Real::zero()};
    m.size_aa = magnitude(m.aa);
    m.size_ab = magnitude(m.ab);
    m.size_ba = magnitude(m.ba);
    m.size_bb = magnitude(m.bb);
    return m;
  }
};

struct Step {
  End end;
  Scale scale;
  Real growth;  ///< of the relative error of (a, b) in length
};

HWY_INLINE Step pass(const Matrix& m, Real determinant, const End& end) {
  const Complex a = m.aa * end.a + m.ab * end.b;
  const Complex b = m.ba * end.a + m.bb * end.b;
  const Real off_a = multiply_add(m.size_aa, end.size_a, m.size_ab * end.size_b) * Real::of(sum_rounding);
  const Real off_b = multiply_add(m.size_ba, end.size_a, m.size_bb * end.size_b) * Real::of(sum_rounding);
  const Real square_a = norm_square(a);
  const Real square_b = norm_square(b);
  const Real inverse_a = inverse_root(square_a);
  const Real size_a = square_a * inverse_a;
  const Real size_b = square_b * inverse_root(square_b);
  const Scale scale(square_a + square_b);
  const Real turn = multiply_add(determinant, end.turn, multiply_add(size_a, off_b, size_b * off_a));
  const Real growth = multiply_add(m.size_ab * end.turn, end.inverse_a, off_a) * inverse_a;
  const Mask faint_a = hn::And(off_a > Real::zero(), Real::of(least_square) > square_a);
  const Mask faint_b = hn::And(off_b > Real::zero(), Real::of(least_square) > square_b);
  const Real lost = Real::of(HUGE_VAL);
  const Real s = scale.factor;
  return {{{a.re * s, a.im * s},
           {b.re * s, b.im * s},
           size_a * s,
           size_b * s,
           inverse_a * scale.inverse,
           choose(hn::Or(faint_a, faint_b), lost, turn * s * s)},
          scale,
          choose(faint_a, lost, growth)};
}

/// What stands left of a cut, its source included.
struct LeftEnd {
  End end;
  Complex c;
  Real exponent;  ///< c times two to the power of it
  Real error;     ///< relative, of c against the length of (a, b)

  static std::size_t stride() { return 12 * vector_lanes(); }
  HWY_INLINE void store(double* to) const {
    const std::size_t n = vector_lanes();
    end.a.store(to);
    end.b.store(to + 2 * n);
    c.store(to + 4 * n);
    end.size_a.store(to + 6 * n);
    end.size_b.store(to + 7 * n);
    end.turn.store(to + 8 * n);
    exponent.store(to + 9 * n);
    error.store(to + 10 * n);
    end.inverse_a.store(to + 11 * n);
  }
  static HWY_INLINE LeftEnd load(const double* from) {
    const std::size_t n = vector_lanes();
    LeftEnd left;
    left.end = {Complex::load(from),      Complex::load(from + 2 * n), Real::load(from + 6 * n),
                Real::load(from + 7 * n), Real::load(from + 11 * n),   Real::load(from + 8 * n)};
    left.c = Complex::load(from + 4 * n);
    left.exponent = Real::load(from + 9 * n);
    left.error = Real::load(from + 10 * n);
    return left;
  }
};

class ChainSweep {
 public:
  ChainSweep(const LaneArray& two_ports, std::span<const std::uint32_t> line, std::span<const std::size_t> wanted,
             LaneArray& values)
      : two_ports_(two_ports),
        line_(line),
        wanted_(wanted),
        values_(values),
        lefts_(wanted.size() * LeftEnd::stride()) {
    values_.assign(wanted.size() * tp::cut_parts * vector_lanes(), 0);
  }

  HWY_INLINE Mask run(const LaneArray& first) {
    sweep_left(first);
    return sweep_right();
  }

 private:
  [[nodiscard]] const double* two_port(std::uint32_t number, std::size_t part) const {
    return &two_ports_[(number * tp::two_port_parts + part) * vector_lanes()];
  }
  HWY_INLINE Matrix matrix(std::uint32_t number, std::size_t part) const {
    return Matrix::load(two_port(number, part));
  }
  HWY_INLINE Real determinant(std::uint32_t number) const { return Real::load(two_port(number, tp::determinant)); }

  HWY_INLINE void sweep_left(const LaneArray& first) {
    const std::size_t n = vector_lanes();
    LeftEnd left;
    left.end = End::exactly(Complex::load(&first[tp::first_a * n]), Complex::load(&first[tp::first_b * n]));
    left.c = Complex::load(&first[tp::first_c * n]);
    left.exponent = Real::load(&first[tp::first_exponent * n]);
    left.error = Real::of(4 * rounding);
    std::size_t next = keep(left, 0, 0);
    for (std::size_t k = 0; k < line_.size();) {
      const std::uint32_t number = line_[k];
      const Matrix m = matrix(number, tp::rightwards);
      const Real det = determinant(number);
      const Complex c_factor = Complex::load(two_port(number, tp::factor));
      const Real c_exponent = Real::load(two_port(number, tp::factor_exponent));
      for (; k < line_.size() && line_[k] == number; ++k) {
        const Step step = pass(m, det, left.end);
        left.end = step.end;
        left.error = left.error + Real::of(product_rounding) + step.growth;
        left.c = left.c * c_factor;
        left.exponent = left.exponent + c_exponent + step.scale.exponent;
        if (k % 256 == 0) normalize(left);
        next = keep(left, k + 1, next);
      }
    }
  }
  static HWY_INLINE void normalize(LeftEnd& left) {
    const Real square = norm_square(left.c);
    const Scale scale(choose(square > Real::zero(), square, Real::of(1)));
    left.c = {left.c.re * scale.factor, left.c.im * scale.factor};
    left.exponent = left.exponent - scale.exponent;
  }
  HWY_INLINE std::size_t keep(const LeftEnd& left, std::size_t cut, std::size_t next) {
    if (next < wanted_.size() && wanted_[next] == cut) left.store(&lefts_[next++ * LeftEnd::stride()]);
    return next;
  }

  HWY_INLINE Mask sweep_right() {
    End right = End::exactly(Complex::zero(), {Real::of(1), Real::zero()});
    right.turn = Real::zero();
    Mask settled = Real::of(1) > Real::zero();
    std::size_t left_over = answer(right, line_.size(), wanted_.size(), settled);
    for (std::size_t k = line_.size(); k > 0;) {
      const std::uint32_t number = line_[k - 1];
      const Matrix m = matrix(number, tp::leftwards);
      const Real det = determinant(number);
      for (; k > 0 && line_[k - 1] == number; --k) {
        right = pass(m, det, right).end;
        left_over = answer(right, k - 1, left_over, settled);
      }
    }
    return settled;
  }

  /// Writes the cut if it is the last of those wanted that are left.
  HWY_INLINE std::size_t answer(const End& right, std::size_t cut, std::size_t left_over, Mask& settled) {
    if (left_over == 0 || wanted_[left_over - 1] != cut) return left_over;
    const LeftEnd left = LeftEnd::load(&lefts_[(left_over - 1) * LeftEnd::stride()]);
    double* to = &values_[(left_over - 1) * tp::cut_parts * vector_lanes()];
    const std::size_t n = vector_lanes();
    settled = hn::And(settled, impedance(left.end, 1, to + tp::from_right * n));
    settled = hn::And(settled, impedance(right, -1, to + tp::from_left * n));
    settled = hn::And(settled, voltage(left, right, to + tp::voltage * n));
    return left_over - 1;
  }

  static constexpr double tolerable = 1e-10;
  /// An amplitude is a product of all stages before it: rounding adds up along a million of them.
  static constexpr double tolerable_of_voltages = 9e-10;

  /// sign * b / a, its zeros without a sign; whether it is accurate. A coefficient that is 0 and has not been turned is
  /// exactly 0.
  static HWY_INLINE Mask impedance(const End& end, double sign, double* to) {
    const Mask exact = Real::zero() >= end.turn;
    const Mask open = hn::And(exact, Real::zero() >= end.size_a);
    const Mask shorted = hn::And(exact, Real::zero() >= end.size_b);
    const Complex quotient = end.b * inverse(end.a);
    const Real factor = Real::of(sign);
    choose(open, Real::of(HUGE_VAL), choose(shorted, Real::zero(), quotient.re * factor + Real::zero())).store(to);
    choose(hn::Or(open, shorted), Real::zero(), quotient.im * factor + Real::zero()).store(to + vector_lanes());
    const Mask accurate = Real::of(tolerable) * end.size_a * end.size_b > end.turn;
    return hn::AndNot(hn::And(open, shorted), hn::Or(accurate, hn::Or(open, shorted)));
  }

  /// -c q / (a q - b p) of left (a, b, c) and right (p, q), but for its exponent; whether it is accurate.
  static HWY_INLINE Mask voltage(const LeftEnd& left, const End& right, double* to) {
    const End& end = left.end;
    const Complex divisor = subtract_product(end.a * right.b, end.b, right.a);
    const Complex value = (left.c * right.b) * inverse(divisor);
    (Real::zero() - scaled(value.re, left.exponent)).store(to);
    (Real::zero() - scaled(value.im, left.exponent)).store(to + vector_lanes());
    const Real size = magnitude(divisor);
    const Real products = multiply_add(end.size_a, right.size_b, end.size_b * right.size_a);
    // How far the divisor, and q against it, may be off.
    const Real off = multiply_add(end.turn * right.size_a, end.inverse_a, products * Real::of(sum_rounding)) +
                     end.size_b * right.turn * inverse_root(norm_square(right.b));
    return Real::of(tolerable_of_voltages) * size >= multiply_add(left.error, size, off);
  }

  const LaneArray& two_ports_;
  std::span<const std::uint32_t> line_;
  std::span<const std::size_t> wanted_;
  LaneArray& values_;
  LaneArray lefts_;
};

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

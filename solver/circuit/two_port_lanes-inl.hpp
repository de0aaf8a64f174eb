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
  static HWY_INLINE End open() {
    End end = exactly(Complex::zero(), {Real::of(1), Real::zero()});
    end.turn = Real::zero();
    return end;
  }

  static std::size_t stride() { return 8 * vector_lanes(); }
  HWY_INLINE void store(double* to) const {
    const std::size_t n = vector_lanes();
    a.store(to);
    b.store(to + 2 * n);
    size_a.store(to + 4 * n);
    size_b.store(to + 5 * n);
    inverse_a.store(to + 6 * n);
    turn.store(to + 7 * n);
  }
  static HWY_INLINE End load(const double* from) {
    const std::size_t n = vector_lanes();
    return {Complex::load(from),      Complex::load(from + 2 * n), Real::load(from + 4 * n),
            Real::load(from + 5 * n), Real::load(from + 6 * n),    Real::load(from + 7 * n)};
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

  /// `first`: what stands before a line.
  static HWY_INLINE LeftEnd before(const LaneArray& first) {
    const std::size_t n = vector_lanes();
    return {End::exactly(Complex::load(&first[tp::first_a * n]), Complex::load(&first[tp::first_b * n])),
            Complex::load(&first[tp::first_c * n]), Real::load(&first[tp::first_exponent * n]), Real::of(4 * rounding)};
  }

  static std::size_t stride() { return End::stride() + 4 * vector_lanes(); }
  HWY_INLINE void store(double* to) const {
    const std::size_t n = vector_lanes();
    end.store(to);
    to += End::stride();
    c.store(to);
    exponent.store(to + 2 * n);
    error.store(to + 3 * n);
  }
  static HWY_INLINE LeftEnd load(const double* from) {
    const std::size_t n = vector_lanes();
    const double* rest = from + End::stride();
    return {End::load(from), Complex::load(rest), Real::load(rest + 2 * n), Real::load(rest + 3 * n)};
  }

  HWY_INLINE void normalize() {
    const Real square = norm_square(c);
    const Scale scale(choose(square > Real::zero(), square, Real::of(1)));
    c = {c.re * scale.factor, c.im * scale.factor};
    exponent = exponent - scale.exponent;
  }
};

/// Takes ends through a line; equal two-ports that follow each other are read once.
class LineSweep {
 public:
  LineSweep(const LaneArray& two_ports, std::span<const std::uint32_t> line) : two_ports_(two_ports), line_(line) {}

  /// `see(end, cut)` sees the end at each cut.
  template <class See>
  HWY_INLINE LeftEnd rightwards(LeftEnd left, const See& see) const {
    constexpr std::size_t within_range = 256;  // factors of c, each near 1
    see(left, std::size_t{0});
    for (std::size_t k = 0; k < line_.size();) {
      const std::uint32_t number = line_[k];
      const Matrix m = Matrix::load(part(number, tp::rightwards));
      const Real determinant = Real::load(part(number, tp::determinant));
      const Complex c_factor = Complex::load(part(number, tp::factor));
      const Real c_exponent = Real::load(part(number, tp::factor_exponent));
      for (; k < line_.size() && line_[k] == number; ++k) {
        const Step step = pass(m, determinant, left.end);
        left.end = step.end;
        left.error = left.error + Real::of(product_rounding) + step.growth;
        left.c = left.c * c_factor;
        left.exponent = left.exponent + c_exponent + step.scale.exponent;
        if (k % within_range == 0) left.normalize();
        see(left, k + 1);
      }
    }
    return left;
  }
  template <class See>
  HWY_INLINE End leftwards(End right, const See& see) const {
    see(right, line_.size());
    for (std::size_t k = line_.size(); k > 0;) {
      const std::uint32_t number = line_[k - 1];
      const Matrix m = Matrix::load(part(number, tp::leftwards));
      const Real determinant = Real::load(part(number, tp::determinant));
      for (; k > 0 && line_[k - 1] == number; --k) {
        right = pass(m, determinant, right).end;
        see(right, k - 1);
      }
    }
    return right;
  }

 private:
  [[nodiscard]] const double* part(std::uint32_t number, std::size_t which) const {
    return &two_ports_[(number * tp::two_port_parts + which) * vector_lanes()];
  }

  const LaneArray& two_ports_;
  std::span<const std::uint32_t> line_;
};

/// What both ends say at the cuts wanted: those from the left come first, in order, those from the right in reverse.
class CutSweep {
 public:
  CutSweep(std::span<const std::size_t> wanted, LaneArray& values)
      : wanted_(wanted), values_(values), lefts_(wanted.size() * LeftEnd::stride()), left_over_(wanted.size()) {
    values_.assign(wanted.size() * tp::cut_parts * vector_lanes(), 0);
  }

  HWY_INLINE void keep(const LeftEnd& left, std::size_t cut) {
    if (kept_ < wanted_.size() && wanted_[kept_] == cut) left.store(&lefts_[kept_++ * LeftEnd::stride()]);
  }
  /// Writes the cut if it is the last of those wanted that are left.
  HWY_INLINE void answer(const End& right, std::size_t cut) {
    if (left_over_ == 0 || wanted_[left_over_ - 1] != cut) return;
    --left_over_;
    const LeftEnd left = LeftEnd::load(&lefts_[left_over_ * LeftEnd::stride()]);
    double* to = &values_[left_over_ * tp::cut_parts * vector_lanes()];
    const std::size_t n = vector_lanes();
    settled_ = hn::And(settled_, impedance(left.end, 1, to + tp::from_right * n));
    settled_ = hn::And(settled_, impedance(right, -1, to + tp::from_left * n));
    settled_ = hn::And(settled_, voltage(left, right, to + tp::voltage * n));
  }
  [[nodiscard]] HWY_INLINE Mask settled() const { return settled_; }

 private:
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

  std::span<const std::size_t> wanted_;
  LaneArray& values_;
  LaneArray lefts_;
  std::size_t kept_ = 0;
  std::size_t left_over_;
  Mask settled_ = Real::of(1) > Real::zero();
};

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

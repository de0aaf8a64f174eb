#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/circuit/two_port_lanes.cpp"
#include "hwy/foreach_target.h"
// After it, for it includes this file once for every kind of vector:
#include "solver/circuit/two_port_lanes.hpp"
#include "solver/linear/bounded_lanes-inl.hpp"

#ifndef OHMSCOPE_TWO_PORT_LANES_LAYOUT
#define OHMSCOPE_TWO_PORT_LANES_LAYOUT
namespace ohmscope::two_port_lanes {

/// Numbers by lane, one after the other: of a two-port the matrix (real and imaginary parts) that takes (a, b) from
/// left to right, the one from right to left, the factor of c and its exponent of two, then |determinant| of each; of a
/// termination a, b, c and c's exponent; of a cut the impedances from right and left and the voltage.
enum TwoPortPart : std::size_t {
  rightwards = 0,
  leftwards = 8,
  factor = 16,
  factor_exponent = 18,
  determinant = 19,
  two_port_parts = 20
};
enum FirstPart : std::size_t { first_a = 0, first_b = 2, first_c = 4, first_exponent = 6, first_parts = 7 };
enum CutPart : std::size_t { from_right = 0, from_left = 2, voltage = 4, cut_parts = 6 };

}  // namespace ohmscope::two_port_lanes
#endif

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

namespace tp = two_port_lanes;

std::size_t two_port_width() { return vector_lanes(); }

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
    const auto guess =
        hn::Sub(hn::Set(integers, 0x5fe6eb50c7b537a9), hn::ShiftRight<1>(hn::BitCast(integers, square.v)));
    const auto bits = hn::And(guess, hn::Set(integers, 0x7ff0000000000000));
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

std::vector<bool> sweep_chain(const LaneArray& two_ports, const LaneArray& first, std::span<const std::uint32_t> line,
                              std::span<const std::size_t> wanted, LaneArray& values) {
  LaneArray flags(vector_lanes());
  const Mask settled = ChainSweep(two_ports, line, wanted, values).run(first);
  choose(settled, Real::of(1), Real::zero()).store(flags.data());
  return {flags.begin(), flags.end()};
}

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmscope {

HWY_EXPORT(two_port_width);
HWY_EXPORT(sweep_chain);

namespace {

/// Numbers of one lane in their places.
class LaneWriter {
 public:
  LaneWriter(LaneArray& numbers, std::size_t lanes, std::size_t lane) : numbers_(numbers), lanes_(lanes), lane_(lane) {}
  void put(std::size_t part, double value) { numbers_[part * lanes_ + lane_] = value; }
  void put(std::size_t part, std::complex<double> value) {
    put(part, value.real());
    put(part + 1, value.imag());
  }

 private:
  LaneArray& numbers_;
  std::size_t lanes_;
  std::size_t lane_;
};

/// Brings numbers to one exponent, so that the largest is near 1; returns that exponent.
int align(std::span<ScaledComplex> numbers) {
  std::optional<int> largest;
  for (ScaledComplex& z : numbers) {
    z = normalized(z);
    if (!z.is_zero()) largest = std::max(largest.value_or(z.exponent), z.exponent);
  }
  for (ScaledComplex& z : numbers) z.exponent -= largest.value_or(0);
  return largest.value_or(0);
}
/// Whether any of aligned numbers is so small that products of two of them may underflow.
bool has_faint(std::span<const ScaledComplex> aligned) {
  constexpr int least_exponent = -460;
  return std::any_of(aligned.begin(), aligned.end(),
                     [](const ScaledComplex& z) { return !z.is_zero() && z.exponent < least_exponent; });
}
std::complex<double> plain(const ScaledComplex& z) { return z.plain().to_complex(); }

/// False if it has numbers too far apart for doubles.
bool write_two_port(const TwoPort& two_port, std::size_t number, LaneWriter& lane) {
  using enum TwoPort::Variable;
  namespace tp = two_port_lanes;
  const std::size_t at = number * tp::two_port_parts;
  std::array minors{two_port.minor(i1, v2), two_port.minor(v1, v2), two_port.minor(i1, i2), two_port.minor(v1, i2)};
  const int exponent = align(minors);
  if (has_faint(minors)) return false;
  const std::complex<double> iv = plain(minors[0]), vv = plain(minors[1]), ii = plain(minors[2]), vi = plain(minors[3]);
  const std::array rightwards{iv, -vv, ii, -vi};
  const std::array leftwards{-vi, vv, -ii, iv};
  for (std::size_t k = 0; k < rightwards.size(); ++k) {
    lane.put(at + tp::rightwards + 2 * k, rightwards[k]);
    lane.put(at + tp::leftwards + 2 * k, leftwards[k]);
  }
  ScaledComplex factor = normalized(two_port.minor(v1, i1));
  ScaledComplex determinant = factor * two_port.minor(v2, i2);  // of either matrix: Pluecker's relation
  determinant.exponent -= 2 * exponent;
  lane.put(at + tp::determinant, std::abs(plain(determinant)));
  lane.put(at + tp::factor_exponent, factor.is_zero() ? 0 : factor.exponent - exponent);
  factor.exponent = 0;
  lane.put(at + tp::factor, plain(factor));
  return true;
}

bool write_first(const Termination& first, LaneWriter& lane) {
  namespace tp = two_port_lanes;
  const auto& [a, b, c] = first.rows().front();
  std::array ab{a, b};
  const int exponent = align(ab);
  if (has_faint(ab)) return false;
  lane.put(tp::first_a, plain(ab[0]));
  lane.put(tp::first_b, plain(ab[1]));
  ScaledComplex source = normalized(c);
  lane.put(tp::first_exponent, source.is_zero() ? 0 : source.exponent - exponent);
  source.exponent = 0;
  lane.put(tp::first_c, plain(source));
  return true;
}

}  // namespace

std::size_t TwoPortLanes::width() { return HWY_DYNAMIC_DISPATCH(two_port_width)(); }

std::optional<TwoPortLanes> TwoPortLanes::prepare(std::span<const Frequency> frequencies,
                                                  std::span<const std::uint32_t> line) {
  const std::size_t lanes = width();
  std::vector<bool> used(frequencies.front().two_ports.size());
  for (const std::uint32_t number : line) used[number] = true;
  TwoPortLanes result;
  result.frequencies_ = frequencies.size();
  result.two_ports_.resize(used.size() * two_port_lanes::two_port_parts * lanes);
  result.first_.resize(two_port_lanes::first_parts * lanes);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const Frequency& here = frequencies[std::min(lane, frequencies.size() - 1)];
    if (here.first->rows().size() != 1) return std::nullopt;
    LaneWriter first(result.first_, lanes, lane);
    if (!write_first(*here.first, first)) return std::nullopt;
    LaneWriter two_ports(result.two_ports_, lanes, lane);
    for (std::size_t k = 0; k < used.size(); ++k) {
      if (!used[k]) continue;
      if (!here.two_ports[k].is_plain() || !write_two_port(here.two_ports[k], k, two_ports)) return std::nullopt;
    }
  }
  return result;
}

TwoPortLanes::Swept TwoPortLanes::sweep(std::span<const std::uint32_t> line,
                                        std::span<const std::size_t> wanted) const {
  Swept swept;
  swept.lanes_ = width();
  swept.settled_ = HWY_DYNAMIC_DISPATCH(sweep_chain)(two_ports_, first_, line, wanted, swept.values_);
  swept.settled_.resize(frequencies_);
  return swept;
}

TwoPortLanes::Cut TwoPortLanes::Swept::cut(std::size_t number, std::size_t lane) const {
  namespace tp = two_port_lanes;
  const double* parts = &values_[number * tp::cut_parts * lanes_ + lane];
  const auto complex = [&](std::size_t part) {
    return std::complex<double>{parts[part * lanes_], parts[(part + 1) * lanes_]};
  };
  return {complex(tp::from_right), complex(tp::from_left), complex(tp::voltage)};
}

}  // namespace ohmscope

#endif

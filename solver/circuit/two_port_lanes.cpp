#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/circuit/two_port_lanes.cpp"
#include "hwy/foreach_target.h"
// After it, for it includes this file once for every kind of vector:
#include "solver/circuit/two_port_lanes-inl.hpp"
#include "solver/circuit/two_port_lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

void begin_left(const LaneArray& first, LaneArray& left) {
  left.resize(LeftEnd::stride());
  LeftEnd::before(first).store(left.data());
}

void begin_right(LaneArray& right) {
  right.resize(End::stride());
  End::open().store(right.data());
}

void pass_rightwards(const LaneArray& two_ports, std::span<const std::uint32_t> line, LaneArray& left) {
  LineSweep(two_ports, line)
      .rightwards(LeftEnd::load(left.data()), [](const LeftEnd&, std::size_t) {})
      .store(left.data());
}

void pass_leftwards(const LaneArray& two_ports, std::span<const std::uint32_t> line, LaneArray& right) {
  LineSweep(two_ports, line).leftwards(End::load(right.data()), [](const End&, std::size_t) {}).store(right.data());
}

std::vector<bool> sweep_line(const LaneArray& two_ports, std::span<const std::uint32_t> line,
                             std::span<const std::size_t> wanted, LaneArray& left, const LaneArray& right,
                             LaneArray& values) {
  LaneArray flags(vector_lanes());
  CutSweep cuts(wanted, values);
  LineSweep sweep(two_ports, line);
  sweep
      .rightwards(LeftEnd::load(left.data()),
                  [&](const LeftEnd& end, std::size_t cut) HWY_ATTR { cuts.keep(end, cut); })
      .store(left.data());
  sweep.leftwards(End::load(right.data()), [&](const End& end, std::size_t cut) HWY_ATTR { cuts.answer(end, cut); });
  choose(cuts.settled(), Real::of(1), Real::zero()).store(flags.data());
  return {flags.begin(), flags.end()};
}

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <array>
#include <cmath>

#include "solver/circuit/lane_width.hpp"
#include "solver/linear/vectors.hpp"

namespace ohmscope {

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

std::size_t TwoPortLanes::width() { return lane_width(); }

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

TwoPortLanes::Side TwoPortLanes::left_end() const {
  Side left;
  OHMSCOPE_WIDEST(begin_left)(first_, left.numbers_);
  return left;
}

TwoPortLanes::Side TwoPortLanes::right_end() const {
  Side right;
  OHMSCOPE_WIDEST(begin_right)(right.numbers_);
  return right;
}

void TwoPortLanes::pass_rightwards(Side& left, std::span<const std::uint32_t> line) const {
  OHMSCOPE_WIDEST(pass_rightwards)(two_ports_, line, left.numbers_);
}

void TwoPortLanes::pass_leftwards(Side& right, std::span<const std::uint32_t> line) const {
  OHMSCOPE_WIDEST(pass_leftwards)(two_ports_, line, right.numbers_);
}

TwoPortLanes::Swept TwoPortLanes::sweep(Side& left, const Side& right, std::span<const std::uint32_t> line,
                                        std::span<const std::size_t> wanted) const {
  Swept swept;
  swept.lanes_ = width();
  swept.settled_ = OHMSCOPE_WIDEST(sweep_line)(two_ports_, line, wanted, left.numbers_, right.numbers_, swept.values_);
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

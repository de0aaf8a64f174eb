// Iterative refinement of a block of frequencies, one a lane: what ExactSolver does for one.

#if defined(OHMSCOPE_SOLVER_CIRCUIT_LANE_BLOCK_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef OHMSCOPE_SOLVER_CIRCUIT_LANE_BLOCK_INL
#undef OHMSCOPE_SOLVER_CIRCUIT_LANE_BLOCK_INL
#else
#define OHMSCOPE_SOLVER_CIRCUIT_LANE_BLOCK_INL
#endif

#include <limits>
#include <span>

#include "solver/circuit/lane_plan.hpp"
#include "solver/circuit/refinement.hpp"
#include "solver/linear/lane_factors-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

/// The values that depend on the frequency, by lane; past the last frequency that one's again.
class LaneValues {
 public:
  LaneValues(const LanePlan& plan, std::span<const SystemAtFrequency> at) : plan_(plan) {
    const std::size_t lanes = vector_lanes();
    dependent_.resize(4 * lanes * plan.dependent_stamps);
    LaneArray omega(2 * lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const SystemAtFrequency& here = at[std::min(lane, at.size() - 1)];
      omega[lane] = here.omega.hi;
      omega[lanes + lane] = here.omega.lo;
      for (std::size_t k = 0; k < plan.dependent_stamps; ++k) {
        double* parts = &dependent_[4 * lanes * k + lane];
        const ComplexDD& value = here.dependent[k].value;
        parts[0] = value.re.hi;
        parts[lanes] = value.im.hi;
        parts[2 * lanes] = value.re.lo;
        parts[3 * lanes] = value.im.lo;
      }
    }
    omega_ = {Real::load(omega.data()), Real::load(&omega[lanes])};
    add_dependent_entries();
  }

  [[nodiscard]] HWY_INLINE RealDD omega() const { return omega_; }
  /// The matrix's entry at a slot.
  [[nodiscard]] HWY_INLINE Complex entry(std::size_t slot) const {
    const LanePlan::Entry& e = plan_.entries[slot];
    const Complex constant{Real::of(e.g), omega_.hi * Real::of(e.c)};
    if (extra_of_slot_.empty() || extra_of_slot_[slot] < 0) return constant;
    return constant + Complex::load(&extra_[static_cast<std::size_t>(extra_of_slot_[slot]) * LaneFactors::stride()]);
  }
  [[nodiscard]] HWY_INLINE ComplexDDs dependent(std::size_t stamp, double sign) const {
    const double* parts = &dependent_[2 * LaneFactors::stride() * stamp];
    const Complex high = Complex::load(parts);
    const Complex low = Complex::load(parts + LaneFactors::stride());
    const Real s = Real::of(sign);
    return {{high.re * s, low.re * s}, {high.im * s, low.im * s}};
  }

 private:
  void add_dependent_entries() {
    if (plan_.dependent_entries.empty()) return;
    extra_of_slot_.assign(plan_.entries.size(), -1);
    std::int32_t next = 0;
    for (const auto& entry : plan_.dependent_entries) {
      if (extra_of_slot_[entry.slot] < 0) extra_of_slot_[entry.slot] = next++;
    }
    extra_.resize(static_cast<std::size_t>(next) * LaneFactors::stride());
    for (const auto& entry : plan_.dependent_entries) {
      double* sum = &extra_[static_cast<std::size_t>(extra_of_slot_[entry.slot]) * LaneFactors::stride()];
      (Complex::load(sum) + dependent(entry.stamp, entry.sign).high()).store(sum);
    }
  }

  const LanePlan& plan_;
  RealDD omega_{};
  LaneArray dependent_;  // by stamp: real, imaginary, then what is left of each
  std::vector<std::int32_t> extra_of_slot_;
  LaneArray extra_;
};

/// The factors at a block of frequencies, and right-hand sides solved with them.
class LaneBlock {
 public:
  LaneBlock(const LanePlan& plan, std::span<const SystemAtFrequency> at)
      : plan_(plan), values_(plan, at), factors_(plan.factors) {
    factors_.factor([&](std::size_t slot) HWY_ATTR { return values_.entry(slot); });
    const std::size_t size = (plan.size() + 1) * LaneFactors::stride();
    correction_.resize(size);
    rounding_.resize(size / 2);
  }

  void solve(const std::vector<ComplexDD>& b, std::span<const UnknownPair> targets, double accuracy,
             LaneOutcome& outcome) {
    begin(outcome);
    targets_ = targets;
    Real backward = Real::of(1);
    Real change = Real::of(std::numeric_limits<double>::infinity());
    Mask settled = Real::zero() > Real::zero();
    for (int step = 0; step <= most_steps; ++step) {
      const Real last_backward = backward;
      const Real last_change = change;
      backward = step == 0 ? right_hand_side(b) : step == 1 ? residual<false>(b) : residual<true>(b);
      factors_.solve(correction_.data());
      change = add_correction();
      if (step == 0) continue;
      if (step == 1) change.store(outcome.first_change.data());
      const Real rate = step == 1 ? Real::of(1) : min(Real::of(1), change / last_change);
      const Real left = backward * min(Real::of(1), backward / last_backward);
      const Mask now =
          hn::And(Real::of(accuracy) >= change * rate, Real::of(refinement::tolerable_backward * accuracy) >= left);
      settled = hn::Or(settled, now);
      if (hn::AllTrue(Doubles(), settled)) break;
    }
    report(hn::And(settled, worth_its_digits(accuracy)), outcome);
  }

 private:
  static constexpr int most_steps = 3;  // what takes more is not for many at once

  static std::size_t stride() { return LaneFactors::stride(); }

  void begin(LaneOutcome& outcome) {
    outcome.high.assign((plan_.size() + 1) * stride(), 0);
    outcome.low.assign((plan_.size() + 1) * stride(), 0);
    outcome.first_change.assign(vector_lanes(), 0);
    high_ = outcome.high.data();
    low_ = outcome.low.data();
  }

  /// b itself; its backward error is 1.
  HWY_INLINE Real right_hand_side(const std::vector<ComplexDD>& b) {
    for (std::size_t k = 0; k < plan_.size(); ++k) {
      const ComplexDD& value = b[static_cast<std::size_t>(plan_.row[k])];
      Complex{Real::of(value.re.hi), Real::of(value.im.hi)}.store(&correction_[k * stride()]);
    }
    return Real::of(1);
  }

  /// A row's balance while it is formed, see Residual.
  struct Balance {
    ComplexDDs value;
    Real flow;
    Real rounding;
  };

  /// x[positive] - x[negative]; `fine`: x has low parts.
  template <bool fine>
  [[nodiscard]] HWY_INLINE ComplexDDs difference(std::int32_t positive, std::int32_t negative, Real& largest) const {
    const auto p = static_cast<std::size_t>(positive) * stride();
    const auto n = static_cast<std::size_t>(negative) * stride();
    const Complex xp = Complex::load(high_ + p);
    const Complex xn = Complex::load(high_ + n);
    largest = norm_sum(xp) + norm_sum(xn);
    if constexpr (!fine) return exact_difference(xp, xn);
    const Complex lp = Complex::load(low_ + p);
    const Complex ln = Complex::load(low_ + n);
    return ComplexDDs{{xp.re, lp.re}, {xp.im, lp.im}} - ComplexDDs{{xn.re, ln.re}, {xn.im, ln.im}};
  }

  static HWY_INLINE void subtract(const ComplexDDs& flow, Real rounding, Real unit, Balance& balance) {
    balance.value = balance.value - flow;
    balance.flow = multiply_add(norm_sum(flow.high()), unit, balance.flow);
    balance.rounding = multiply_add(rounding, unit, balance.rounding);
  }

  template <bool fine>
  HWY_INLINE void subtract_all(const LanePlan::Rows<LanePlan::Summand>& rows, std::size_t k, Real unit,
                               Balance& balance) const {
    for (std::size_t s = rows.begin[k]; s < rows.begin[k + 1]; ++s) {
      const LanePlan::Summand& summand = rows.summands[s];
      const RealDD value{Real::of(summand.value.hi), Real::of(summand.value.lo)};
      Real largest;
      const ComplexDDs flow = difference<fine>(summand.positive, summand.negative, largest) * value;
      subtract(flow, largest * abs(value.hi) * Real::of(refinement::last_place), unit, balance);
    }
  }

  template <bool fine>
  HWY_INLINE void subtract_dependent(std::size_t k, Balance& balance) const {
    const auto& rows = plan_.dependent;
    for (std::size_t s = rows.begin[k]; s < rows.begin[k + 1]; ++s) {
      const LanePlan::DependentSummand& summand = rows.summands[s];
      const ComplexDDs value = values_.dependent(summand.stamp, summand.sign);
      Real largest;
      const ComplexDDs flow = difference<fine>(summand.positive, summand.negative, largest) * value;
      subtract(flow, largest * norm_sum(value.high()) * Real::of(refinement::last_place), Real::of(1), balance);
    }
  }

  /// b - A x to 106 bits into the place of the next correction; returns the backward error (see ExactSolver).
  template <bool fine>
  HWY_INLINE Real residual(const std::vector<ComplexDD>& b) {
    Real worst = Real::zero();
    for (std::size_t k = 0; k < plan_.size(); ++k) {
      const ComplexDD& start = b[static_cast<std::size_t>(plan_.row[k])];
      Balance balance{{{Real::of(start.re.hi), Real::of(start.re.lo)}, {Real::of(start.im.hi), Real::of(start.im.lo)}},
                      Real::of(ohmscope::norm_max(start)),
                      Real::zero()};
      subtract_all<fine>(plan_.resistive, k, Real::of(1), balance);
      if (plan_.storage.begin[k] < plan_.storage.begin[k + 1]) {
        Balance charge{ComplexDDs::zero(), balance.flow, balance.rounding};
        subtract_all<fine>(plan_.storage, k, values_.omega().hi, charge);
        const ComplexDDs current{-(charge.value.im * values_.omega()), charge.value.re * values_.omega()};
        balance = {balance.value + current, charge.flow, charge.rounding};
      }
      subtract_dependent<fine>(k, balance);
      const Complex left = balance.value.high();
      left.store(&correction_[k * stride()]);
      balance.rounding.store(&rounding_[k * stride() / 2]);
      if (!plan_.single[k]) worst = worse(worst, backward_error(norm_sum(left), balance));
    }
    return worst;
  }

  /// The larger; infinite from the first on that is not a number.
  static HWY_INLINE Real worse(Real worst, Real next) {
    return choose(next >= Real::zero(), max(worst, next), Real::of(std::numeric_limits<double>::infinity()));
  }

  static HWY_INLINE Real backward_error(Real size, const Balance& balance) {
    const Real least =
        max(Real::of(refinement::least_residual), Real::of(refinement::mere_rounding) * balance.rounding);
    return choose(least >= size, Real::zero(), size / balance.flow);
  }

  /// x += correction; returns the relative change of the targets, infinite where one comes out as 0.
  HWY_INLINE Real add_correction() {
    for (std::size_t k = 0; k < plan_.size() * stride(); k += vector_lanes()) {
      const RealDD sum =
          RealDD{Real::load(high_ + k), Real::load(low_ + k)} + RealDD{Real::load(&correction_[k]), Real::zero()};
      sum.hi.store(high_ + k);
      sum.lo.store(low_ + k);
    }
    return relative_change();
  }

  /// Of the targets: |correction| / |value|, see ExactSolver.
  [[nodiscard]] HWY_INLINE Real relative_change() const {
    Real worst = Real::zero();
    for (const UnknownPair& target : targets_) {
      const std::size_t p = plan_.place(target.positive) * stride();
      const std::size_t n = plan_.place(target.negative) * stride();
      const Complex cp = Complex::load(&correction_[p]);
      const Complex cn = Complex::load(&correction_[n]);
      Real change = norm_sum(cp - cn);
      if (target.positive.exists() && target.negative.exists()) {
        change = max(change, max(norm_sum(cp), norm_sum(cn)) * Real::of(refinement::correction_place));
      }
      const Real ratio = change / norm_sum(value(target));
      worst = worse(worst, ratio);
    }
    return worst * Real::of(1.5);  // norms are within a factor of sqrt(2)
  }

  [[nodiscard]] HWY_INLINE Complex value(const UnknownPair& target) const {
    Real largest;
    return difference<true>(static_cast<std::int32_t>(plan_.place(target.positive)),
                            static_cast<std::int32_t>(plan_.place(target.negative)), largest)
        .high();
  }

  /// See ExactSolver: whether the last residual's own rounding leaves the targets alone.
  HWY_INLINE Mask worth_its_digits(double accuracy) {
    const Real tolerable = Real::of(refinement::tolerable_rounding(accuracy));
    Mask worth = Real::of(1) > Real::zero();
    for (const UnknownPair& target : targets_) {
      if (!target.positive.exists() || !target.negative.exists()) continue;
      const Real larger = max(norm_sum(Complex::load(high_ + plan_.place(target.positive) * stride())),
                              norm_sum(Complex::load(high_ + plan_.place(target.negative) * stride())));
      worth = hn::And(worth, tolerable * norm_sum(value(target)) >= larger * Real::of(refinement::last_place));
    }
    for (std::size_t k = 0; k < plan_.size(); ++k) {
      const Real error = Real::load(&rounding_[k * stride() / 2]) * Real::of(plan_.unlike[k]);
      Complex{error, Real::zero()}.store(&correction_[k * stride()]);
    }
    factors_.solve(correction_.data());
    return hn::And(worth, tolerable >= relative_change());
  }

  void report(Mask settled, LaneOutcome& outcome) const {
    LaneArray flags(vector_lanes());
    choose(settled, Real::of(1), Real::zero()).store(flags.data());
    for (const double flag : flags) outcome.settled.push_back(flag != 0);
  }

  const LanePlan& plan_;
  LaneValues values_;
  LaneFactors factors_;
  LaneArray correction_;  // by place; that of ground stays 0
  LaneArray rounding_;
  double* high_ = nullptr;  // the solution
  double* low_ = nullptr;
  std::span<const UnknownPair> targets_;
};

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

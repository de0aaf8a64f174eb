// Iterative refinement of a block of frequencies, one a lane: what ExactSolver does for one.

#if defined(OHMSCOPE_SOLVER_CIRCUIT_LANE_BLOCK_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef OHMSCOPE_SOLVER_CIRCUIT_LANE_BLOCK_INL
#undef OHMSCOPE_SOLVER_CIRCUIT_LANE_BLOCK_INL
#else
#define OHMSCOPE_SOLVER_CIRCUIT_LANE_BLOCK_INL
#endif

#include <limits>
#include <span>

#include "solver/circuit/lane_solver.hpp"
#include "solver/circuit/lane_values-inl.hpp"
#include "solver/circuit/refinement.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

/// The factors at a block of frequencies (LaneFactors or LaneSupernodes), and right-hand sides solved with them.
template <class Factors>
class LaneBlock {
 public:
  template <class... Pattern>
  LaneBlock(const LanePlan& plan, std::span<const SystemAtFrequency> at, LaneMemory& memory, const Pattern&... pattern)
      : plan_(plan),
        values_(plan, at),
        factors_(memory, pattern...),
        correction_(memory.correction),
        rounding_(memory.rounding) {
    factors_.factor([&](std::size_t slot) HWY_ATTR { return values_.entry(slot); });
    for (RawLaneArray* numbers : {&correction_, &rounding_}) {
      numbers->resize((plan.size() + 1) * stride());
      Complex::zero().store(numbers->data() + plan.size() * stride());  // of ground
    }
  }

  void solve(const LaneSolver::Task& task, double accuracy, LaneOutcome& outcome) {
    begin(task, outcome);
    factors_.template solve<1>({correction_.data()});
    add_correction();
    Real backward = Real::of(1);
    Real change = Real::of(std::numeric_limits<double>::infinity());
    Mask settled = Real::zero() > Real::zero();
    for (int step = 1; step <= most_steps; ++step) {
      const Real last_backward = backward;
      const Real last_change = change;
      backward = step == 1 ? residual<false>(task.b) : residual<true>(task.b);
      const Real left = backward * min(Real::of(1), backward / last_backward);
      const Mask balanced = Real::of(refinement::tolerable_backward * accuracy) >= left;
      if (step == 1 && task.driving_point && !plan_.mirror.empty() &&
          settles_by_reciprocity(balanced, accuracy, outcome))
        return;
      factors_.template solve<2>({correction_.data(), rounding_.data()});
      add_correction();
      change = relative_change(correction_);
      if (step == 1) change.store(outcome.first_change.data());
      const Real rate = step == 1 ? Real::of(1) : min(Real::of(1), change / last_change);
      settled = hn::Or(settled, hn::And(Real::of(accuracy) >= change * rate, balanced));
      if (hn::AllTrue(Doubles(), settled)) break;
    }
    report(hn::And(settled, worth_its_digits(accuracy)), outcome);
  }

 private:
  static constexpr int most_steps = 3;  // what takes more is not for many at once

  static std::size_t stride() { return complex_stride(); }

  /// x = 0, so that the residual is b.
  void begin(const LaneSolver::Task& task, LaneOutcome& outcome) {
    outcome.high.assign((plan_.size() + 1) * stride(), 0);
    outcome.low.assign((plan_.size() + 1) * stride(), 0);
    outcome.first_change.assign(vector_lanes(), 0);
    high_ = outcome.high.data();
    low_ = outcome.low.data();
    targets_ = task.targets;
    weights_ = task.weights;
    for (std::size_t k = 0; k < plan_.size(); ++k) {
      const ComplexDD& value = task.b[static_cast<std::size_t>(plan_.row[k])];
      Complex{Real::of(value.re.hi), Real::of(value.im.hi)}.store(&correction_[k * stride()]);
    }
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

  /// b - A x to 106 bits into the place of the next correction, and its own rounding; returns the backward error (see
  /// ExactSolver).
  template <bool fine>
  HWY_INLINE Real residual(const std::vector<ComplexDD>& b) {
    Real worst = Real::zero();
    across_ = {Complex::zero(), Real::zero(), Real::zero()};
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
      Complex{balance.rounding * Real::of(plan_.unlike[k]), Real::zero()}.store(&rounding_[k * stride()]);
      if (!fine && !plan_.mirror.empty()) across_.add(Complex::load(high_ + mirror(k)), left, balance.rounding);
      if (!plan_.single[k]) worst = worse(worst, backward_error(norm_sum(left), balance));
    }
    return worst;
  }

  [[nodiscard]] std::size_t mirror(std::size_t k) const { return static_cast<std::size_t>(plan_.mirror[k]) * stride(); }

  /// What the residual r makes of the solution x: the sums of x r, of its summands' sizes, and of |x| times the bounds
  /// on r's own rounding.
  struct Across {
    Complex sum;
    Real size, rounding;

    HWY_INLINE void add(Complex x, Complex r, Real r_rounding) {
      sum = add_product(sum, x, r);
      size = multiply_add(norm_sum(x), norm_sum(r), size);
      rounding = multiply_add(norm_sum(x), r_rounding, rounding);
    }
  };

  /// A driving-point impedance Z = b.x of a symmetric A needs no second solution: A x' = b makes
  ///     b.x' = b.x + x.r + (x' - x).r,  r = b - A x,
  /// of which the last is the product of two errors (as in adjoint error correction; Pierce and Giles, SIAM Rev. 42
  /// (2000)). It is left out where no voltage's being off by its own size would tell. False: some lane needs more.
  HWY_INLINE bool settles_by_reciprocity(Mask balanced, double accuracy, LaneOutcome& outcome) {
    constexpr double tolerable_size = 1e-10;
    const UnknownPair& port = targets_.front();
    const bool at_positive = port.positive.exists();
    const std::size_t place = plan_.place(at_positive ? port.positive : port.negative) * stride();
    const Complex z = value(port);
    const Real size = norm_sum(z);
    const Real change = norm_sum(across_.sum) / size * Real::of(1.5);
    const Real tolerable = Real::of(refinement::tolerable_rounding(accuracy));
    Mask settled = hn::And(balanced, tolerable >= change);
    settled = hn::And(settled, Real::of(tolerable_size) * size >= across_.size);
    settled = hn::And(settled, tolerable * size >= across_.rounding + larger(port) * Real::of(refinement::last_place));
    if (!hn::AllTrue(Doubles(), settled)) return false;
    const Complex correction = at_positive ? across_.sum : Complex::zero() - across_.sum;
    const Complex x = Complex::load(high_ + place);
    const ComplexDDs corrected{two_sum(x.re, correction.re), two_sum(x.im, correction.im)};
    corrected.high().store(high_ + place);
    Complex{corrected.re.lo, corrected.im.lo}.store(low_ + place);
    change.store(outcome.first_change.data());
    report(settled, outcome);
    return true;
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

  /// x += correction.
  HWY_INLINE void add_correction() {
    for (std::size_t k = 0; k < plan_.size() * stride(); k += vector_lanes()) {
      const RealDD sum =
          RealDD{Real::load(high_ + k), Real::load(low_ + k)} + RealDD{Real::load(&correction_[k]), Real::zero()};
      sum.hi.store(high_ + k);
      sum.lo.store(low_ + k);
    }
  }

  /// What the heaviest of the weighed targets counts.
  [[nodiscard]] HWY_INLINE Real heaviest() const {
    Real heaviest = Real::zero();
    for (std::size_t k = 0; k < weights_.size(); ++k) {
      if (weights_[k] > 0) heaviest = max(heaviest, Real::of(weights_[k]) * norm_sum(value(targets_[k])));
    }
    return heaviest;
  }

  /// What the error of target number `k` is measured by, see ExactSolver.
  [[nodiscard]] HWY_INLINE Real size(std::size_t k, Real heaviest) const {
    const Real own = norm_sum(value(targets_[k]));
    if (weights_.empty() || weights_[k] == 0) return own;
    return max(own, heaviest * Real::of(refinement::negligible / weights_[k]));
  }

  /// Of the targets: |change| / size, see ExactSolver; infinite where one comes out as 0.
  [[nodiscard]] HWY_INLINE Real relative_change(const RawLaneArray& changes) const {
    const Real heaviest = this->heaviest();
    Real worst = Real::zero();
    for (std::size_t k = 0; k < targets_.size(); ++k) {
      const UnknownPair& target = targets_[k];
      const std::size_t p = plan_.place(target.positive) * stride();
      const std::size_t n = plan_.place(target.negative) * stride();
      const Complex cp = Complex::load(&changes[p]);
      const Complex cn = Complex::load(&changes[n]);
      Real change = norm_sum(cp - cn);
      if (target.positive.exists() && target.negative.exists()) {
        change = max(change, max(norm_sum(cp), norm_sum(cn)) * Real::of(refinement::correction_place));
      }
      const Real ratio = change / size(k, heaviest);
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

  /// The larger of a pair's two.
  [[nodiscard]] HWY_INLINE Real larger(const UnknownPair& pair) const {
    return max(norm_sum(Complex::load(high_ + plan_.place(pair.positive) * stride())),
               norm_sum(Complex::load(high_ + plan_.place(pair.negative) * stride())));
  }

  /// See ExactSolver: whether the last residual's own rounding, which has been solved for, leaves the targets alone.
  [[nodiscard]] HWY_INLINE Mask worth_its_digits(double accuracy) const {
    const Real tolerable = Real::of(refinement::tolerable_rounding(accuracy));
    const Real heaviest = this->heaviest();
    Mask worth = Real::of(1) > Real::zero();
    for (std::size_t k = 0; k < targets_.size(); ++k) {
      if (!targets_[k].positive.exists() || !targets_[k].negative.exists()) continue;
      worth = hn::And(worth, tolerable * size(k, heaviest) >= larger(targets_[k]) * Real::of(refinement::last_place));
    }
    return hn::And(worth, tolerable >= relative_change(rounding_));
  }

  void report(Mask settled, LaneOutcome& outcome) const {
    LaneArray flags(vector_lanes());
    choose(settled, Real::of(1), Real::zero()).store(flags.data());
    for (const double flag : flags) outcome.settled.push_back(flag != 0);
  }

  const LanePlan& plan_;
  LaneValues values_;
  Factors factors_;
  RawLaneArray& correction_;  // by place; that of ground stays 0
  RawLaneArray& rounding_;    // likewise: of the residual, then what it may do to the solution
  double* high_ = nullptr;    // the solution
  double* low_ = nullptr;
  std::span<const UnknownPair> targets_;
  std::span<const double> weights_;
  Across across_;
};

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

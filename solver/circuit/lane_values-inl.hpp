// The values of a plan at a block of frequencies, one a lane.

#if defined(OHMSCOPE_SOLVER_CIRCUIT_LANE_VALUES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef OHMSCOPE_SOLVER_CIRCUIT_LANE_VALUES_INL
#undef OHMSCOPE_SOLVER_CIRCUIT_LANE_VALUES_INL
#else
#define OHMSCOPE_SOLVER_CIRCUIT_LANE_VALUES_INL
#endif

#include <algorithm>
#include <span>

#include "solver/circuit/lane_plan.hpp"
#include "solver/linear/lanes-inl.hpp"

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
    return constant + Complex::load(&extra_[static_cast<std::size_t>(extra_of_slot_[slot]) * complex_stride()]);
  }
  [[nodiscard]] HWY_INLINE ComplexDDs dependent(std::size_t stamp, double sign) const {
    const double* parts = &dependent_[2 * complex_stride() * stamp];
    const Complex high = Complex::load(parts);
    const Complex low = Complex::load(parts + complex_stride());
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
    extra_.resize(static_cast<std::size_t>(next) * complex_stride());
    for (const auto& entry : plan_.dependent_entries) {
      double* sum = &extra_[static_cast<std::size_t>(extra_of_slot_[entry.slot]) * complex_stride()];
      (Complex::load(sum) + dependent(entry.stamp, entry.sign).high()).store(sum);
    }
  }

  const LanePlan& plan_;
  RealDD omega_{};
  LaneArray dependent_;  // by stamp: real, imaginary, then what is left of each
  std::vector<std::int32_t> extra_of_slot_;
  LaneArray extra_;
};

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

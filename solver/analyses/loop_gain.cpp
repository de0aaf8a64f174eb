#include "solver/analyses/loop_gain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

#include "solver/analyses/port_relation.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/equations.hpp"

namespace ohmscope {

namespace {

using Complex = std::complex<double>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The circuit with the same nodes and all elements but one, to which none refers.
Circuit without(const Circuit& circuit, ElementId left_out) {
  Circuit cut;
  for (NodeId node = 1; node < static_cast<NodeId>(circuit.node_count()); ++node) cut.node(circuit.node_name(node));
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (id == left_out) continue;
    std::vector<ElementId> references;
    for (const ElementId other : circuit.references(id)) references.push_back(other - (other > left_out ? 1 : 0));
    const Element& element = circuit.element(id);
    cut.add(*element.type, circuit.element_name(id), circuit.pins(id), circuit.values(id), references, element.origin,
            circuit.frequency_data(id));
  }
  return cut;
}

class LoopGain {
 public:
  LoopGain(const Circuit& circuit, ElementId probe)
      : cut_(without(circuit, probe)), reducer_(cut_, {circuit.pins(probe)[0], circuit.pins(probe)[1]}) {}

  Complex at(double frequency) {
    enum { Vx, Ix, Vy, Iy, unknowns };
    Equations all(unknowns);
    for (const PortRelation::Row& row : reducer_.at(frequency).rows) {
      Equations::Row coefficients;
      for (std::size_t k = 0; k < unknowns; ++k) coefficients.emplace_back(row.coefficients[k], row.exact[k]);
      all.add(std::move(coefficients));
    }
    const Equations two = all.about({Vx, Ix, Vy, Iy});
    if (two.rows().size() != 2) return {nan, nan};
    const auto minor = [&](std::size_t p, std::size_t q) {
      const auto& [a, b] = std::tie(two.rows()[0], two.rows()[1]);
      return a[p] * b[q] - a[q] * b[p];
    };
    // y_xx = - minor(Vx, Iy) / minor(Ix, Iy), and so on.
    const Coefficient over = minor(Vy, Iy) - minor(Vx, Ix);
    const Coefficient under = minor(Vx, Iy) - minor(Vy, Ix);
    if (over.is_zero() && under.is_zero()) return {nan, nan};
    if (under.is_zero()) return {std::numeric_limits<double>::infinity(), 0};
    if (over.is_zero()) return 0;
    return (over.value() / under.value()).plain().to_complex();
  }

  [[nodiscard]] SolverCounters counters() const { return reducer_.counters(); }

 private:
  Circuit cut_;
  PortReducer reducer_;
};

/// What is 0 where |T| = 1, and where T is real.
double excess(Complex T) { return std::log(std::abs(T)); }
double turn(Complex T) { return T.imag() / std::abs(T); }

/// The zero of `measure` between a and b, at which it differs in sign: regula falsi, which halves the weight of an end
/// that stays (Illinois; Dowell and Jarratt, BIT 11 (1971)), along the logarithm of the frequency. Nothing if T is
/// nothing there.
std::optional<LoopCrossing> crossing(LoopGain& gain, LoopCrossing a, LoopCrossing b, double (*measure)(Complex)) {
  constexpr int most_steps = 100;
  constexpr double close = 1e-14;
  const bool is_linear = a.frequency == 0;
  const auto along = [&](double f) { return is_linear ? f : std::log(f); };
  double at_a = measure(a.gain);
  double at_b = measure(b.gain);
  for (int step = 0; step < most_steps && at_b != 0; ++step) {
    const double xa = along(a.frequency);
    const double xb = along(b.frequency);
    if (std::fabs(xb - xa) <= close * std::fmax(1, std::fabs(xb))) break;
    const double x = xb - at_b * (xb - xa) / (at_b - at_a);
    LoopCrossing next{is_linear ? x : std::exp(x), {}};
    if (next.frequency == a.frequency || next.frequency == b.frequency) break;
    next.gain = gain.at(next.frequency);
    const double at_next = measure(next.gain);
    if (!std::isfinite(at_next)) return std::nullopt;
    if ((at_next < 0) != (at_b < 0)) {
      a = b;
      at_a = at_b;
    } else {
      at_a /= 2;
    }
    b = next;
    at_b = at_next;
  }
  return b;
}

/// Of three neighbours with one sign of `measure` the middle is nearest to 0: a place between the outer two where it
/// has the other sign, or is 0, found by golden sections along the logarithm of the frequency. Nothing if it turns back
/// before.
std::optional<LoopCrossing> beyond(LoopGain& gain, const LoopCrossing& a, const LoopCrossing& middle,
                                   const LoopCrossing& b, double (*measure)(Complex)) {
  constexpr int most_steps = 60;
  constexpr int patience = 8;  // steps in which something must have come of it
  constexpr double section = 0.381966011250105;
  const bool is_linear = a.frequency == 0;
  const auto along = [&](double f) { return is_linear ? f : std::log(f); };
  double left = along(a.frequency);
  double right = along(b.frequency);
  double lowest_at = along(middle.frequency);
  const double first = measure(middle.gain);
  double lowest = std::fabs(first);
  for (int step = 0; step < most_steps; ++step) {
    if (step == patience && lowest > 0.95 * std::fabs(first)) return std::nullopt;
    const bool goes_right = right - lowest_at > lowest_at - left;
    const double x = lowest_at + section * ((goes_right ? right : left) - lowest_at);
    LoopCrossing next{is_linear ? x : std::exp(x), {}};
    next.gain = gain.at(next.frequency);
    const double at_next = measure(next.gain);
    if (!std::isfinite(at_next)) return std::nullopt;
    if (at_next == 0 || (at_next < 0) != (first < 0)) return next;
    const bool is_lower = std::fabs(at_next) < lowest;
    (is_lower == goes_right ? left : right) = is_lower ? lowest_at : x;
    if (is_lower) {
      lowest = std::fabs(at_next);
      lowest_at = x;
    }
  }
  return std::nullopt;
}

/// Finds where the gain crosses something, from its values at neighbouring frequencies.
class CrossingFinder {
 public:
  CrossingFinder(LoopGain& gain, std::vector<LoopCrossing> points) : gain_(gain), points_(std::move(points)) {}

  [[nodiscard]] std::vector<LoopCrossing> find(double (*measure)(Complex)) {
    std::vector<LoopCrossing> found;
    std::vector<double> at;
    for (const LoopCrossing& point : points_) at.push_back(measure(point.gain));
    const auto look_between = [&](const LoopCrossing& a, const LoopCrossing& b) {
      const double at_a = measure(a.gain);
      const double at_b = measure(b.gain);
      // A zero at the first end was found before, as one at the second end of its interval.
      if (!std::isfinite(at_a) || !std::isfinite(at_b) || at_a == 0 || (at_b != 0 && (at_a < 0) == (at_b < 0))) return;
      if (const auto there = crossing(gain_, a, b, measure)) found.push_back(*there);
    };
    for (std::size_t k = 1; k < points_.size(); ++k) {
      look_between(points_[k - 1], points_[k]);
      if (k + 1 == points_.size() || !is_nearest(at, k)) continue;
      const auto there = beyond(gain_, points_[k - 1], points_[k], points_[k + 1], measure);
      if (!there) continue;
      const bool is_before = there->frequency < points_[k].frequency;
      look_between(points_[is_before ? k - 1 : k], *there);
      look_between(*there, points_[is_before ? k : k + 1]);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.frequency < b.frequency; });
    return found;
  }

 private:
  /// Whether both neighbours have the same sign and are farther from 0.
  static bool is_nearest(const std::vector<double>& at, std::size_t k) {
    const double sign = at[k] < 0 ? -1 : 1;
    const double here = sign * at[k];
    return here > 0 && sign * at[k - 1] >= here && sign * at[k + 1] > here;
  }

  LoopGain& gain_;
  std::vector<LoopCrossing> points_;
};

}  // namespace

LoopGainResult loop_gain(const Circuit& circuit, ElementId probe, const std::vector<double>& frequencies,
                         const Progress& progress) {
  LoopGain gain(circuit, probe);
  LoopGainResult result;
  for (const double frequency : frequencies) {
    result.gain.push_back(gain.at(frequency));
    tell(progress, result.gain.size(), frequencies.size());
  }
  std::vector<LoopCrossing> points;
  for (std::size_t k = 0; k < frequencies.size(); ++k) points.push_back({frequencies[k], result.gain[k]});
  CrossingFinder finder(gain, std::move(points));
  result.unity = finder.find(excess);
  for (const LoopCrossing& there : finder.find(turn)) {
    if (there.gain.real() < 0 && there.frequency > 0) result.reversal.push_back(there);
  }
  result.counters = gain.counters();
  return result;
}

}  // namespace ohmscope

#include "solver/analyses/loop_gain.hpp"

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

  [[nodiscard]] const SolverCounters& counters() const { return reducer_.counters(); }

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

}  // namespace

LoopGainResult loop_gain(const Circuit& circuit, ElementId probe, const std::vector<double>& frequencies,
                         const Progress& progress) {
  LoopGain gain(circuit, probe);
  LoopGainResult result;
  for (const double frequency : frequencies) {
    result.gain.push_back(gain.at(frequency));
    tell(progress, result.gain.size(), frequencies.size());
  }
  const auto look_for = [&](std::size_t k, double (*measure)(Complex), std::vector<LoopCrossing>& found) {
    const LoopCrossing a{frequencies[k - 1], result.gain[k - 1]};
    const LoopCrossing b{frequencies[k], result.gain[k]};
    const double at_a = measure(a.gain);
    const double at_b = measure(b.gain);
    // A zero at the first end was found before, as one at the second end of its interval.
    if (!std::isfinite(at_a) || !std::isfinite(at_b) || at_a == 0 || (at_b != 0 && (at_a < 0) == (at_b < 0))) return;
    if (const auto there = crossing(gain, a, b, measure)) found.push_back(*there);
  };
  std::vector<LoopCrossing> real;
  for (std::size_t k = 1; k < frequencies.size(); ++k) {
    look_for(k, excess, result.unity);
    look_for(k, turn, real);
  }
  for (const LoopCrossing& there : real) {
    if (there.gain.real() < 0 && there.frequency > 0) result.reversal.push_back(there);
  }
  result.counters = gain.counters();
  return result;
}

}  // namespace ohmscope

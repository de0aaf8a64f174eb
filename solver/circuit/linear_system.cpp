#include "solver/circuit/linear_system.hpp"

#include "solver/circuit/angular_frequency.hpp"

namespace ohmscope {

namespace {

/// target[rows] -= value * (x[columns.positive] - x[columns.negative]): the difference is formed first, so that two
/// nearly equal voltages leave a current with all its digits.
template <class Value>
void subtract(const BasicStamp<Value>& stamp, const std::vector<ComplexDD>& x, std::vector<ComplexDD>& target) {
  const auto [p, n] = stamp.columns;
  ComplexDD flow;
  if (p.exists() && n.exists()) {
    flow = x[p.at()] - x[n.at()];
  } else if (p.exists()) {
    flow = x[p.at()];
  } else if (n.exists()) {
    flow = -x[n.at()];
  }
  if (flow.is_zero()) return;
  flow = flow * stamp.value;
  if (stamp.rows.positive.exists()) target[stamp.rows.positive.at()] -= flow;
  if (stamp.rows.negative.exists()) target[stamp.rows.negative.at()] += flow;
}

/// One unit in the last place of x, times the value, is what a difference of two nearly equal unknowns is off by.
template <class Value>
void add_rounding(const BasicStamp<Value>& stamp, double weight, const std::vector<ComplexDD>& x,
                  ProductRounding& rounding) {
  constexpr double last_place = 0x1p-104;
  const auto [p, n] = stamp.columns;
  const ComplexDD xp = p.exists() ? x[p.at()] : ComplexDD{};
  const ComplexDD xn = n.exists() ? x[n.at()] : ComplexDD{};
  const double bound = weight * (norm_max(xp) + norm_max(xn)) * last_place;
  rounding.largest_flow = std::fmax(rounding.largest_flow, weight * norm_max(xp - xn));
  if (stamp.rows.positive.exists()) rounding.rows[stamp.rows.positive.at()] += bound;
  if (stamp.rows.negative.exists()) rounding.rows[stamp.rows.negative.at()] += bound;
}

}  // namespace

DoubleDouble angular_frequency(double frequency) { return pi_dd * DoubleDouble{2 * frequency}; }

SystemAtFrequency at_frequency(const LinearSystem& system, double frequency) {
  SystemAtFrequency at{&system, frequency, angular_frequency(frequency), {}};
  if (system.frequency_dependent) system.frequency_dependent(frequency, at.dependent);
  return at;
}

void subtract_product(const SystemAtFrequency& at, const std::vector<ComplexDD>& x, std::vector<ComplexDD>& residual) {
  for (const Stamp& stamp : at.system->resistive) subtract(stamp, x, residual);
  for (const ComplexStamp& stamp : at.dependent) subtract(stamp, x, residual);
  if (at.omega.is_zero() || at.system->storage.empty()) return;
  std::vector<ComplexDD> charge(residual.size());
  for (const Stamp& stamp : at.system->storage) subtract(stamp, x, charge);
  for (std::size_t row = 0; row < residual.size(); ++row) {
    if (charge[row].is_zero()) continue;
    residual[row] += ComplexDD{-(charge[row].im * at.omega), charge[row].re * at.omega};
  }
}

ProductRounding rounding_of_product(const SystemAtFrequency& at, const std::vector<ComplexDD>& x) {
  ProductRounding rounding{std::vector<double>(static_cast<std::size_t>(at.system->rows)), 0};
  for (const Stamp& s : at.system->resistive) add_rounding(s, std::fabs(s.value.hi), x, rounding);
  for (const Stamp& s : at.system->storage) add_rounding(s, std::fabs(s.value.hi) * at.omega.hi, x, rounding);
  for (const ComplexStamp& s : at.dependent) add_rounding(s, abs(s.value), x, rounding);
  return rounding;
}

}  // namespace ohmscope

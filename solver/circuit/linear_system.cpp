#include "solver/circuit/linear_system.hpp"

#include <utility>

#include "solver/circuit/angular_frequency.hpp"
#include "solver/circuit/refinement.hpp"

namespace ohmscope {

namespace {

/// target[rows] -= value * (x[columns.positive] - x[columns.negative]): the difference is formed first, so that two
/// nearly equal voltages leave a current with all its digits. `unit`: what the target is multiplied by later on.
template <class Value>
void subtract(const BasicStamp<Value>& stamp, const std::vector<ComplexDD>& x, double unit,
              std::vector<ComplexDD>& target, Residual& residual) {
  const auto [p, n] = stamp.columns;
  const ComplexDD xp = p.exists() ? x[p.at()] : ComplexDD{};
  const ComplexDD xn = n.exists() ? x[n.at()] : ComplexDD{};
  const double largest = norm_max(xp) + norm_max(xn);
  if (largest == 0) return;
  const ComplexDD flow = (!n.exists() ? xp : !p.exists() ? -xn : xp - xn) * stamp.value;
  const double size = norm_max(flow) * unit;
  const double rounding = largest * norm_max(ComplexDD(stamp.value)) * unit * refinement::last_place;
  const auto add = [&](Unknown row, const ComplexDD& value) {
    if (!row.exists()) return;
    target[row.at()] -= value;
    residual.flow[row.at()] += size;
    residual.rounding[row.at()] += rounding;
  };
  add(stamp.rows.positive, flow);
  add(stamp.rows.negative, -flow);
}

}  // namespace

LinearSystem transposed(const LinearSystem& system) {
  const auto swap_places = [](auto& stamps) {
    for (auto& stamp : stamps) std::swap(stamp.rows, stamp.columns);
  };
  LinearSystem adjoint = system;
  adjoint.sources.clear();
  std::swap(adjoint.rows, adjoint.columns);
  swap_places(adjoint.resistive);
  swap_places(adjoint.storage);
  if (!system.frequency_dependent) return adjoint;
  adjoint.frequency_dependent = [stamp = system.frequency_dependent, swap_places](double frequency,
                                                                                  std::vector<ComplexStamp>& stamps) {
    stamp(frequency, stamps);
    swap_places(stamps);
  };
  return adjoint;
}

SystemAtFrequency at_frequency(const LinearSystem& system, double frequency) {
  SystemAtFrequency at{&system, frequency, angular_frequency(frequency), {}};
  if (system.frequency_dependent) system.frequency_dependent(frequency, at.dependent);
  return at;
}

Residual residual_of(const SystemAtFrequency& at, const std::vector<ComplexDD>& x, const std::vector<ComplexDD>& b) {
  const auto rows = static_cast<std::size_t>(at.system->rows);
  Residual residual{b, std::vector<double>(rows), std::vector<double>(rows)};
  residual.value.resize(rows);
  for (std::size_t row = 0; row < b.size(); ++row) residual.flow[row] = norm_max(b[row]);
  for (const Stamp& stamp : at.system->resistive) subtract(stamp, x, 1, residual.value, residual);
  for (const ComplexStamp& stamp : at.dependent) subtract(stamp, x, 1, residual.value, residual);
  if (at.omega.is_zero() || at.system->storage.empty()) return residual;
  std::vector<ComplexDD> charge(rows);
  for (const Stamp& stamp : at.system->storage) subtract(stamp, x, at.omega.hi, charge, residual);
  for (std::size_t row = 0; row < rows; ++row) {
    if (charge[row].is_zero()) continue;
    residual.value[row] += ComplexDD{-(charge[row].im * at.omega), charge[row].re * at.omega};
  }
  return residual;
}

}  // namespace ohmscope

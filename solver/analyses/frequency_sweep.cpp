#include "solver/analyses/frequency_sweep.hpp"

#include <cmath>

namespace ohmscope {

double power_of(double base, double step, int points) {
  const double part = std::fmod(step, points);
  return std::pow(base, (step - part) / points) * std::pow(base, part / points);
}

std::vector<double> frequencies(const FrequencySweep& sweep) {
  const auto [kind, points, start, stop] = sweep;
  std::vector<double> grid;
  if (points < 1 || !(start >= 0) || !(stop >= start) || !std::isfinite(stop)) return grid;
  if (kind == SweepKind::linear) {
    for (int k = 0; k < points; ++k) grid.push_back(k == 0 ? start : start + (stop - start) * k / (points - 1));
    if (points > 1) grid.back() = stop;
    return grid;
  }
  if (start == 0) return grid;
  const double base = kind == SweepKind::decade ? 10 : 2;
  const double steps = points * std::log(stop / start) / std::log(base);
  const auto last = static_cast<long>(std::floor(steps + 1e-9 * points));
  const bool meets_stop = std::fabs(steps - static_cast<double>(last)) <= 1e-9 * points;
  const bool stretched = kind == SweepKind::decade && !meets_stop && last > 0;
  const double widening = stretched ? steps / static_cast<double>(last) : 1;
  for (long k = 0; k <= last; ++k) grid.push_back(start * power_of(base, static_cast<double>(k) * widening, points));
  if (meets_stop || stretched) grid.back() = stop;
  return grid;
}

}  // namespace ohmscope

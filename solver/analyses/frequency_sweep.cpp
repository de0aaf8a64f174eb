#include "solver/analyses/frequency_sweep.hpp"

#include <cmath>

namespace ohmscope {

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
  // Powers of the whole base are exact, so that 1k lies on the grid of 1 to 1meg.
  for (long k = 0; k <= last; ++k) {
    const long whole = k / points;
    const long part = k % points;
    const double factor = part == 0 ? 1 : std::pow(base, static_cast<double>(part) / points);
    grid.push_back(start * std::pow(base, static_cast<double>(whole)) * factor);
  }
  if (std::fabs(steps - static_cast<double>(last)) <= 1e-9 * points) grid.back() = stop;
  return grid;
}

}  // namespace ohmscope

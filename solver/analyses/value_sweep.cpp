#include "solver/analyses/value_sweep.hpp"

#include <cmath>

#include "solver/analyses/frequency_sweep.hpp"

namespace ohmscope {

namespace {

constexpr double rounding = 1e-6;  // of one step

}  // namespace

double count(const ValueSweep& sweep) {
  const double way = sweep.stop - sweep.start;
  const double steps = std::isfinite(way) ? way / sweep.step : sweep.stop / sweep.step - sweep.start / sweep.step;
  const bool makes_sense = sweep.step != 0 && std::isfinite(steps) && std::isfinite(sweep.step) && steps >= 0;
  return makes_sense ? std::floor(steps + rounding) + 1 : 0;
}

std::vector<double> values(const ValueSweep& sweep) {
  std::vector<double> grid(static_cast<std::size_t>(count(sweep)));
  for (std::size_t k = 0; k < grid.size(); ++k) grid[k] = std::fma(static_cast<double>(k), sweep.step, sweep.start);
  if (!grid.empty() && std::fabs(grid.back() - sweep.stop) <= rounding * std::fabs(sweep.step))
    grid.back() = sweep.stop;
  return grid;
}

double count(const GeometricSweep& sweep) {
  if (!(sweep.start > 0) || !(sweep.stop >= sweep.start) || !std::isfinite(sweep.stop) || sweep.points < 1) return 0;
  return std::floor(sweep.points * std::log(sweep.stop / sweep.start) / std::log(sweep.base) + rounding) + 1;
}

std::vector<double> values(const GeometricSweep& sweep) {
  std::vector<double> grid(static_cast<std::size_t>(count(sweep)));
  for (std::size_t k = 0; k < grid.size(); ++k)
    grid[k] = sweep.start * power_of(sweep.base, static_cast<double>(k), sweep.points);
  if (!grid.empty() && std::fabs(grid.back() - sweep.stop) <= rounding * sweep.stop) grid.back() = sweep.stop;
  return grid;
}

}  // namespace ohmscope

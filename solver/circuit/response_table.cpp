#include "solver/circuit/response_table.hpp"

#include <algorithm>
#include <cmath>

namespace ohmscope {

namespace {

double between(double a, double b, double t) { return a + t * (b - a); }

}  // namespace

std::complex<double> ResponseTable::at(double frequency) const {
  if (!covers(frequency)) return 0;
  const auto above = std::lower_bound(points_.begin(), points_.end(), frequency,
                                      [](const Point& point, double f) { return point.frequency < f; });
  if (above->frequency == frequency) return above->value;
  const Point& a = *(above - 1);
  const Point& b = *above;
  const double t = (frequency - a.frequency) / (b.frequency - a.frequency);
  const double phase = between(a.phase, b.phase, t);
  if (std::isinf(a.log_magnitude) || std::isinf(b.log_magnitude))
    return std::polar(between(std::abs(a.value), std::abs(b.value), t), phase);
  const double along = a.frequency > 0 ? std::log(frequency / a.frequency) / std::log(b.frequency / a.frequency) : t;
  return std::polar(std::exp(between(a.log_magnitude, b.log_magnitude, along)), phase);
}

}  // namespace ohmscope

#pragma once

#include <complex>
#include <vector>

#include "solver/linear/double_double.hpp"

namespace ohmscope {

/// A frequency response by points, as PSpice's FREQ sources have it: between two of them the logarithm of the magnitude
/// runs straight over the logarithm of the frequency, the phase straight over the frequency, so that a constant delay
/// is one. Beside a point at 0 Hz the magnitude's logarithm runs straight over the frequency, beside a magnitude of 0
/// the magnitude itself does. Outside of the points the response is 0.
class ResponseTable {
 public:
  struct Point {
    double frequency;            ///< Hz, 0 or positive, ascending
    double log_magnitude;        ///< natural logarithm: of less than a double holds too; of 0 minus infinity
    double phase;                ///< radians, more than a turn where it says so
    std::complex<double> value;  ///< the same as far as it holds it, and what is the response at the point itself
  };
  /// At least one point.
  explicit ResponseTable(std::vector<Point> points) : points_(std::move(points)) {}

  /// Hertz.
  [[nodiscard]] std::complex<double> at(double frequency) const;
  [[nodiscard]] bool covers(double frequency) const { return frequency >= lowest() && frequency <= highest(); }
  [[nodiscard]] double lowest() const { return points_.front().frequency; }
  [[nodiscard]] double highest() const { return points_.back().frequency; }

 private:
  std::vector<Point> points_;
};

}  // namespace ohmscope

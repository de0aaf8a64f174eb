#pragma once

#include <complex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ohmscope {

// What `.meas` cards ask of a result: y over x, straight between its points. x ascends or descends throughout; values
// that nothing determines are NaN.

/// From one x to another; y at its ends is interpolated.
struct WaveRange {
  double from;
  double to;
};

/// y at `x`; nothing outside of the points.
[[nodiscard]] std::optional<std::complex<double>> value_at(std::span<const double> x,
                                                           std::span<const std::complex<double>> y, double at);

/// dy/dx at `x`: of the parabola through the three points nearest to it. Nothing outside of the points, or where there
/// are fewer than two.
[[nodiscard]] std::optional<std::complex<double>> slope_at(std::span<const double> x,
                                                           std::span<const std::complex<double>> y, double at);

/// Which of the places where y is 0 is meant.
struct Crossing {
  enum class Edge { any, rise, fall };
  Edge edge = Edge::any;
  std::size_t count = 1;  ///< from 1; 0: the last
};
/// The x of a zero of y, along the points; and how many of its edge there are.
struct FoundCrossing {
  std::optional<double> x;
  std::size_t found = 0;
};
[[nodiscard]] FoundCrossing find_crossing(std::span<const double> x, std::span<const double> y, const Crossing& which,
                                          std::optional<WaveRange> range = {});

/// The points within a range, its ends among them, by ascending x; empty if it lies outside of them.
struct Wave {
  std::vector<double> x;
  std::vector<double> y;
};
[[nodiscard]] Wave part_of(std::span<const double> x, std::span<const double> y, std::optional<WaveRange> range = {});

/// By trapezoids.
[[nodiscard]] double integral(const Wave& wave);
/// The integral over its width; y itself where that is 0.
[[nodiscard]] double average(const Wave& wave);
/// sqrt of the average of y squared, y being straight between the points.
[[nodiscard]] double root_mean_square(const Wave& wave);
/// The same, y squared being straight between the points: as ngspice has it along frequencies.
[[nodiscard]] double root_mean_square_by_points(const Wave& wave);
/// x and y of the highest and the lowest point, the first of equals.
[[nodiscard]] std::pair<double, double> highest(const Wave& wave);
[[nodiscard]] std::pair<double, double> lowest(const Wave& wave);

}  // namespace ohmscope

// What `.meas` asks of a result: crossings, interpolation, integrals of y over x, straight between its points.

#include "solver/analyses/waveform.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ohmscope {
namespace {

using Edge = Crossing::Edge;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// y crosses 0 at 1 (up), 3 (down) and 5 (up).
const std::vector<double> x{0, 2, 4, 6};
const std::vector<double> y{-1, 1, -1, 1};

std::optional<double> crossing(Edge edge, std::size_t count, std::optional<WaveRange> range = {}) {
  return find_crossing(x, y, {edge, count}, range).x;
}

TEST(Waveform, CountsCrossingsByTheirEdge) {
  EXPECT_EQ(crossing(Edge::any, 1), 1);
  EXPECT_EQ(crossing(Edge::any, 2), 3);
  EXPECT_EQ(crossing(Edge::any, 0), 5);
  EXPECT_EQ(crossing(Edge::rise, 2), 5);
  EXPECT_EQ(crossing(Edge::fall, 1), 3);
  EXPECT_EQ(crossing(Edge::fall, 0), 3);
  EXPECT_EQ(crossing(Edge::rise, 1, WaveRange{2, 6}), 5);
  EXPECT_EQ(crossing(Edge::any, 4), std::nullopt);
  EXPECT_EQ(find_crossing(x, y, {Edge::any, 4}).found, 3U);
}

TEST(Waveform, MeetsZeroAtAPoint) {
  const auto find = [](std::vector<double> values, Edge edge, std::size_t count) {
    std::vector<double> at(values.size());
    for (std::size_t k = 0; k < at.size(); ++k) at[k] = static_cast<double>(k);
    return find_crossing(at, values, {edge, count}).x;
  };
  EXPECT_EQ(find({-1, 0, 1}, Edge::rise, 1), 1);
  EXPECT_EQ(find({-1, 0, 1}, Edge::any, 2), std::nullopt);
  EXPECT_EQ(find({-1, 0, -1}, Edge::fall, 1), 1);  // only touches it: there and back
  EXPECT_EQ(find({0, 1, 2}, Edge::rise, 1), 0);
  EXPECT_EQ(find({0, 1, 2}, Edge::fall, 1), std::nullopt);
  EXPECT_EQ(find({0, 0, 0}, Edge::any, 1), 0);
  EXPECT_EQ(find({2, 0, 0, -1}, Edge::fall, 1), 1);
  EXPECT_EQ(find({2, 0, 0, -1}, Edge::any, 2), std::nullopt);
  EXPECT_EQ(find({-1, nan, 1}, Edge::any, 1), std::nullopt);
}

TEST(Waveform, HasValuesAndSlopesBetweenItsPoints) {
  const std::vector<double> at{0, 1, 3, 4};
  std::vector<std::complex<double>> parabola;
  for (const double t : at) parabola.emplace_back(t * t, -t);
  EXPECT_EQ(value_at(at, parabola, 2), std::complex<double>(5, -2));
  EXPECT_EQ(value_at(at, parabola, 3), std::complex<double>(9, -3));
  EXPECT_EQ(value_at(at, parabola, 4.1), std::nullopt);
  for (const double t : {0.0, 0.5, 1.0, 2.7, 3.9, 4.0}) {
    EXPECT_NEAR(slope_at(at, parabola, t)->real(), 2 * t, 1e-12) << t;
    EXPECT_NEAR(slope_at(at, parabola, t)->imag(), -1, 1e-12) << t;
  }
  EXPECT_EQ(slope_at(at, parabola, -1), std::nullopt);
}

TEST(Waveform, IsCutToARangeWithItsEnds) {
  const Wave part = part_of(x, y, WaveRange{0.5, 3});
  EXPECT_EQ(part.x, (std::vector<double>{0.5, 2, 3}));
  EXPECT_EQ(part.y, (std::vector<double>{-0.5, 1, 0}));
  EXPECT_TRUE(part_of(x, y, WaveRange{7, 9}).x.empty());
  const Wave backwards = part_of(std::vector<double>{4, 2, 0}, std::vector<double>{8, 4, 0}, WaveRange{3, 1});
  EXPECT_EQ(backwards.x, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(backwards.y, (std::vector<double>{2, 4, 6}));
}

TEST(Waveform, IsIntegratedByTrapezoids) {
  const Wave line{{0, 1, 4}, {0, 1, 4}};
  EXPECT_EQ(integral(line), 8);
  EXPECT_EQ(average(line), 2);
  EXPECT_NEAR(root_mean_square(line), 4 / std::sqrt(3), 1e-15);
  EXPECT_NEAR(root_mean_square_by_points(line), std::sqrt(26.0 / 4), 1e-15);
  EXPECT_EQ(average({{3}, {7}}), 7);
  EXPECT_EQ(highest(line), (std::pair{4.0, 4.0}));
  EXPECT_EQ(lowest({{1, 2, 3}, {5, 2, 2}}), (std::pair{2.0, 2.0}));
}

}  // namespace
}  // namespace ohmscope

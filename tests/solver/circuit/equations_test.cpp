#include "solver/circuit/equations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace ohmscope {
namespace {

Equations equations(const std::vector<std::vector<double>>& rows) {
  Equations all(rows.front().size());
  for (const std::vector<double>& row : rows) {
    Equations::Row coefficients;
    for (const double number : row) coefficients.emplace_back(ComplexDD{number}, Residue(number));
    all.add(std::move(coefficients));
  }
  return all;
}

TEST(Equations, SayOfSomeUnknownsWhatEliminationLeaves) {
  // x + y + z = 0, x - y + 3 z = 0: y = z.
  const Equations left = equations({{1, 1, 1}, {1, -1, 3}}).about({1, 2});
  ASSERT_EQ(left.rows().size(), 1U);
  EXPECT_DOUBLE_EQ(left.ratio().real(), 1);
}

TEST(Equations, ThatRepeatOneAnotherAreOne) {
  EXPECT_EQ(equations({{1, 2, 3}, {2, 4, 6}, {0.1, 0.2, 0.3}}).about({0, 1, 2}).rows().size(), 2U)
      << "0.1, 0.2 and 0.3 are no exact multiples";
  EXPECT_EQ(equations({{1, 2, 3}, {2, 4, 6}, {0.5, 1, 1.5}}).about({0, 1, 2}).rows().size(), 1U);
}

TEST(Equations, LeaveAnUnknownOpenOrAllowNoneAtAll) {
  EXPECT_TRUE(std::isnan(equations({{1, 1, 1}}).about({1, 2}).ratio().real())) << "x takes up anything";
  EXPECT_TRUE(std::isnan(equations({{0, 1}, {1, 1}}).ratio().real())) << "y = 0 only";
}

TEST(Equations, TellWhenTheirDigitsHaveCancelled) {
  // (1 + t) x = y, x = z, w = y - z: w = t z, which drowns for small t.
  const auto drowned = [](double t) {
    // In x, y, z, w, u: y - x - t u = 0, u - x = 0, z - x = 0, w - y + z = 0.
    return equations({{-1, 1, 0, 0, -t}, {-1, 0, 0, 0, 1}, {-1, 0, 1, 0, 0}, {0, -1, 1, 1, 0}}).about({3, 2});
  };
  EXPECT_NEAR(drowned(1e-6).ratio().real(), 1e-6, 1e-18);
  EXPECT_LT(drowned(1e-6).error(), 1e-15);
  EXPECT_FALSE(drowned(1e-40).error() < 1e-3);
}

}  // namespace
}  // namespace ohmscope

#include "solver/circuit/impedance_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmscope {
namespace {

using Complex = std::complex<double>;

void expect_at(const ImpedanceTable& table, double frequency, Complex expected) {
  const auto value = table.at(frequency);
  ASSERT_TRUE(value) << frequency;
  EXPECT_LE(std::abs(*value - expected), 1e-14 * std::abs(expected))
      << frequency << ": " << value->real() << ", " << value->imag();
}

TEST(ImpedanceTable, GivesItsPointsExactlyAndNothingOutside) {
  const ImpedanceTable table("t", {10, 20, 50}, {{3, 0.1}, {-7, 1e-9}, {1e15, 1e-15}});
  EXPECT_EQ(table.at(10), Complex(3, 0.1));
  EXPECT_EQ(table.at(20), Complex(-7, 1e-9));
  EXPECT_EQ(table.at(50), Complex(1e15, 1e-15));
  EXPECT_FALSE(table.at(9.999999));
  EXPECT_FALSE(table.at(50.00001));
  EXPECT_FALSE(table.at(std::nan("")));
}

TEST(ImpedanceTable, InterpolatesACapacitorWithoutError) {
  // |Z| falls as 1/f and the phase stays: linear in the logarithms, so right everywhere between two points.
  const ImpedanceTable table("c", {10, 1e4}, {{0, -100}, {0, -0.1}});
  for (const double f : {11.0, 100.0, 1234.5, 9999.0}) expect_at(table, f, {0, -1000 / f});
}

TEST(ImpedanceTable, TurnsThePhaseTheShortWayRound) {
  // 170 to -170 degrees passes 180, not 0.
  const double angle = 170 * std::numbers::pi / 180;
  const ImpedanceTable table("p", {1, 100}, {std::polar(2.0, angle), std::polar(8.0, -angle)});
  expect_at(table, 10, {-4, 0});
}

TEST(ImpedanceTable, IsLinearBesideZeroHertzAndZeroOhm) {
  const ImpedanceTable table("z", {0, 10, 1000}, {{4, 0}, {8, 0}, {0, 0}});
  expect_at(table, 5, std::sqrt(32.0));  // half way in frequency, logarithmic in magnitude
  expect_at(table, 100, 4);
}

TEST(ImpedanceTable, OfOnePointCoversThatFrequencyOnly) {
  const ImpedanceTable table("one", {1000}, {{8, 1}});
  EXPECT_EQ(table.at(1000), Complex(8, 1));
  EXPECT_FALSE(table.at(1001));
}

}  // namespace
}  // namespace ohmscope

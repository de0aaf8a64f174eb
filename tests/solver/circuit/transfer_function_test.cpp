// Functions of s: their values at a frequency, poles and zeros among them.

#include "solver/circuit/transfer_function.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace ohmscope {
namespace {

using Op = TransferFunction::Op;
using Complex = std::complex<double>;

constexpr double per_turn = 2 * std::numbers::pi;

Complex value(const Ratio& ratio) { return ratio.value().value().to_complex(); }

void expect_near(const Ratio& ratio, Complex expected) {
  ASSERT_TRUE(ratio.value().is_finite());
  EXPECT_LE(std::abs(value(ratio) - expected), 1e-14 * std::abs(expected)) << value(ratio) << expected;
}

/// One function of s / `scale`.
TransferFunction function(Op op, double scale) {
  return {{{Op::s}, {Op::number, 0, 0, scale}, {Op::divide, 0, 1}, {op, 2}}};
}

TEST(TransferFunction, OfEachFunctionIsThatOfComplexNumbers) {
  const double f = 3;
  const Complex z(0, per_turn * f / 20);
  expect_near(function(Op::sqrt, 20).at(f), std::sqrt(z));
  expect_near(function(Op::exp, 20).at(f), std::exp(z));
  expect_near(function(Op::log, 20).at(f), std::log(z));
  expect_near(function(Op::log10, 20).at(f), std::log10(z));
  expect_near(function(Op::sin, 20).at(f), std::sin(z));
  expect_near(function(Op::cos, 20).at(f), std::cos(z));
  expect_near(function(Op::tan, 20).at(f), std::tan(z));
  expect_near(function(Op::sinh, 20).at(f), std::sinh(z));
  expect_near(function(Op::cosh, 20).at(f), std::cosh(z));
  expect_near(function(Op::tanh, 20).at(f), std::tanh(z));
  expect_near(function(Op::magnitude, 20).at(f), std::abs(z));
  expect_near(function(Op::negate, 20).at(f), -z);
}

TEST(TransferFunction, ADelayKeepsItsPhaseOverManyTurns) {
  const TransferFunction delay{{{Op::s}, {Op::number, 0, 0, -1.0}, {Op::multiply, 0, 1}, {Op::exp, 2}}};
  expect_near(delay.at(1e9 + 0.25), Complex(0, -1));
}

TEST(TransferFunction, APoleAndAZeroAtZeroHertzAreExact) {
  const TransferFunction integral{{{Op::number, 0, 0, 7}, {Op::s}, {Op::divide, 0, 1}}};
  EXPECT_TRUE(integral.at(0).value().is_infinite());
  EXPECT_TRUE(integral.at(0).parts().second.is_zero());
  EXPECT_FALSE(integral.at(0).parts().first.is_zero());
  EXPECT_TRUE(TransferFunction{{{Op::s}}}.at(0).value().is_zero());
  expect_near(integral.at(1e12), Complex(0, -7 / (per_turn * 1e12)));
}

TEST(TransferFunction, HighPowersOfLargeAndSmallNumbersAreNotLost) {
  for (const double corner : {1e-15, 1.0, 1e15}) {
    // (s / corner)^60 * (corner / s)^60 * 2
    const TransferFunction one{{{Op::s},
                                {Op::number, 0, 0, corner},
                                {Op::divide, 0, 1},
                                {Op::number, 0, 0, 60},
                                {Op::power, 2, 3},
                                {Op::number, 0, 0, -60},
                                {Op::power, 2, 5},
                                {Op::multiply, 4, 6},
                                {Op::number, 0, 0, 2},
                                {Op::multiply, 7, 8}}};
    for (const double f : {1e-3, 1.0, 1e12}) expect_near(one.at(f), 2.0);
  }
}

TEST(TransferFunction, WhatAFractionLeavesOpenAtZeroHertzItsPolynomialsTell) {
  TransferFunction quotient{{{Op::s}, {Op::divide, 0, 0}}};
  EXPECT_TRUE(quotient.at(0).is_undefined());
  quotient.polynomials = {{3, 1}, {6}};
  expect_near(quotient.at(0), 0.5);
  expect_near(quotient.at(1), 1.0);
}

TEST(TransferFunction, SumsOverOnePoleKeepIt) {
  const TransferFunction twice{{{Op::number, 0, 0, 1}, {Op::s}, {Op::divide, 0, 1}, {Op::add, 2, 2}}};
  EXPECT_TRUE(twice.at(0).value().is_infinite());
}

TEST(TransferFunction, ABrokenPowerIsThePrincipalValue) {
  const TransferFunction half{{{Op::s}, {Op::number, 0, 0, 0.5}, {Op::power, 0, 1}}};
  expect_near(half.at(2), std::sqrt(Complex(0, 2 * per_turn)));
}

// -------------------------------------------------------------------------------------------------- by points

const double tenth = 0.1;
const ResponseTable table({{0, 0, 0, 1},
                           {10, std::log(2.0), -4, std::polar(2.0, -4.0)},
                           {1000, std::log(tenth), -12, 5}});

TEST(ResponseTable, GivesItsPointsAsTheyAre) {
  EXPECT_EQ(table.at(0), 1.0);
  EXPECT_EQ(table.at(10), std::polar(2.0, -4.0));
  EXPECT_EQ(table.at(1000), 5.0);
}

TEST(ResponseTable, BetweenPointsTheBodePlotIsStraightAndADelayConstant) {
  const Complex found = table.at(100);
  EXPECT_NEAR(std::abs(found), std::sqrt(2 * tenth), 1e-14);
  EXPECT_NEAR(std::abs(found / std::polar(1.0, -4.0 - 8.0 * 90 / 990) - std::sqrt(2 * tenth)), 0, 1e-14);
}

TEST(ResponseTable, BesideZeroHertzTheLogarithmRunsOverTheFrequency) {
  EXPECT_NEAR(std::abs(table.at(5)), std::sqrt(2.0), 1e-14);
  EXPECT_NEAR(std::abs(table.at(5) - std::polar(std::sqrt(2.0), -2.0)), 0, 1e-14);
}

TEST(ResponseTable, BesideAMagnitudeOfZeroTheMagnitudeRunsStraight) {
  const ResponseTable notch({{10, 0, 0, 1}, {20, -std::numeric_limits<double>::infinity(), 0, 0}, {30, 0, 0, 1}});
  EXPECT_NEAR(std::abs(notch.at(15)), 0.5, 1e-15);
  EXPECT_EQ(notch.at(20), 0.0);
}

TEST(ResponseTable, RunsStraightAlsoToAMagnitudeBelowAllDoubles) {
  const ResponseTable steep({{1, -1000, 0, 0}, {10, 0, 0, 1}});
  EXPECT_NEAR(std::abs(steep.at(std::sqrt(10.0))) / std::exp(-500.0), 1, 1e-12);
}

TEST(ResponseTable, IsZeroOutsideOfItsPoints) {
  EXPECT_EQ(table.at(1001), 0.0);
  EXPECT_FALSE(table.covers(1001));
  EXPECT_TRUE(table.covers(1000));
}

TEST(TransferFunction, OfHugePowersOfSKeepsWhatIsBesideThem) {
  const auto with_power = [](double factor) {  // 1 + factor s^60
    return TransferFunction{{{Op::s},
                             {Op::number, 0, 0, 60},
                             {Op::power, 0, 1},
                             {Op::number, 0, 0, factor},
                             {Op::multiply, 2, 3},
                             {Op::number, 0, 0, 1},
                             {Op::add, 5, 4}}};
  };
  EXPECT_EQ(value(with_power(0).at(1e9)), Complex(1)) << "0 s^60 is 0, however large s is";
  EXPECT_EQ(value(with_power(0).at(1e-9)), Complex(1));
  const double w = per_turn;
  expect_near(with_power(1e-47).at(1), Complex(1 + std::pow(w, 60) * 1e-47));
}

TEST(TransferFunction, OfPowersOfPowersGrowsBeyondAllBounds) {
  TransferFunction tower{{{Op::s}, {Op::number, 0, 0, 1000}}};  // ((s^1000)^1000)…
  for (TransferFunction::Slot k = 0; k < 12; ++k) tower.steps.push_back({Op::power, k == 0 ? 0 : k + 1, 1});
  EXPECT_TRUE(tower.at(1e3).value().is_infinite());
  EXPECT_TRUE(tower.at(1e-3).value().is_zero());
}

TEST(Ratio, APolePlusANumberIsAPole) {
  const Ratio pole(1.0, 0.0);
  EXPECT_TRUE((pole + Ratio(1e300)).value().is_infinite());
  EXPECT_TRUE((pole + Ratio(0.0)).value().is_infinite());
  EXPECT_TRUE((pole + -pole).is_undefined());
  EXPECT_TRUE((Ratio(0.0, 0.0) + Ratio(1.0)).is_undefined());
  EXPECT_TRUE((Ratio(0.0) + Ratio(0.0, 0.0)).is_undefined());
}

}  // namespace
}  // namespace ohmscope

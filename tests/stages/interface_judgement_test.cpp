// What is said of the interface between two stages, against closed forms.

#include "stages/interface_judgement.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmscope {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using Impedances = std::vector<Impedance>;
using Complex = std::complex<double>;

InterfaceJudgement judge(const Impedances& source, const Impedances& load, const InterfaceRules& rules = {}) {
  std::vector<double> frequencies;
  for (std::size_t k = 0; k < source.size(); ++k) frequencies.push_back(100 * std::pow(10.0, static_cast<double>(k)));
  return judge_interface(frequencies, source, load, rules);
}

TEST(InterfaceJudgement, OfTwoResistancesIsTheVoltageDivider) {
  const InterfaceJudgement found = judge({Complex(10)}, {Complex(30)});
  EXPECT_DOUBLE_EQ(found.ratio[0], 3);
  EXPECT_DOUBLE_EQ(found.loss[0], 20 * std::log10(40.0 / 30));
  EXPECT_DOUBLE_EQ(found.transfer[0], 4 * 10 * 30 / 1600.0);
  EXPECT_DOUBLE_EQ(found.mismatch[0], -10 * std::log10(0.75));
  EXPECT_DOUBLE_EQ(found.ripple, 0);
  EXPECT_EQ(found.verdict, InterfaceVerdict::loaded);
}

TEST(InterfaceJudgement, TheRatioThatTheRuleAsksForIsStillBridged) {
  EXPECT_EQ(judge({Complex(10)}, {Complex(80)}).verdict, InterfaceVerdict::bridged);
  EXPECT_EQ(judge({Complex(10)}, {Complex(79.9)}).verdict, InterfaceVerdict::loaded);
  EXPECT_EQ(judge({Complex(10)}, {Complex(79.9)}, {.least_ratio = 7}).verdict, InterfaceVerdict::bridged);
  EXPECT_EQ(judge({Complex(10), Complex(10)}, {Complex(800), Complex(79)}).verdict, InterfaceVerdict::loaded);
}

TEST(InterfaceJudgement, ConjugatesAreMatchedAndLoseNoPower) {
  const InterfaceJudgement found = judge({Complex(50, 20)}, {Complex(50, -20)});
  EXPECT_DOUBLE_EQ(found.transfer[0], 1);
  EXPECT_DOUBLE_EQ(found.mismatch[0], 0);
  EXPECT_EQ(found.verdict, InterfaceVerdict::matched);
  EXPECT_EQ(judge({Complex(50)}, {Complex(75)}).verdict, InterfaceVerdict::loaded);  // 4*50*75/125^2 = 0.96
}

TEST(InterfaceJudgement, ZeroAndInfinityAreExact) {
  const InterfaceJudgement ideal = judge({Complex(0), Complex(50), Complex(50), Impedance::infinite()},
                                         {Complex(8), Impedance::infinite(), Complex(0), Complex(50)});
  EXPECT_EQ(ideal.ratio, (std::vector<double>{infinity, infinity, 0, 0}));
  EXPECT_EQ(ideal.loss, (std::vector<double>{0, 0, infinity, infinity}));
  EXPECT_EQ(ideal.transfer, (std::vector<double>{0, 0, 0, 0}));
  EXPECT_EQ(ideal.worst_loss.point, 2U);
}

TEST(InterfaceJudgement, WhatNothingFixesIsLeftOutAndCounted) {
  const InterfaceJudgement found = judge({Impedance(), Complex(0), Impedance::infinite(), Complex(1)},
                                         {Complex(8), Complex(0), Impedance::infinite(), Complex(9)});
  EXPECT_EQ(found.undetermined, 3U);
  EXPECT_DOUBLE_EQ(found.worst_ratio.value, 9);
  EXPECT_EQ(found.worst_ratio.point, 3U);
  EXPECT_EQ(found.verdict, InterfaceVerdict::bridged);
  EXPECT_EQ(judge({Impedance()}, {Complex(8)}).verdict, InterfaceVerdict::undetermined);
}

TEST(InterfaceJudgement, AnActiveImpedanceHasNoAvailablePower) {
  EXPECT_TRUE(std::isnan(judge({Complex(-50)}, {Complex(100)}).transfer[0]));
  EXPECT_EQ(judge({Complex(-50)}, {Complex(50)}).loss[0], -infinity);
}

// A headphone of 32 ohm with a peak of 64 ohm at a source of 32 ohm: 1/2 of the voltage, 2/3 at the peak.
TEST(InterfaceJudgement, ALoadThatVariesShowsInTheResponse) {
  const InterfaceJudgement found =
      judge({Complex(32), Complex(32), Complex(32)}, {Complex(64), Complex(32), Complex(16)});
  EXPECT_EQ(found.reference, 1U);  // 1 kHz
  EXPECT_DOUBLE_EQ(found.response[0], 20 * std::log10((64.0 / 96) / 0.5));
  EXPECT_DOUBLE_EQ(found.greatest_response.value, found.response[0]);
  EXPECT_DOUBLE_EQ(found.least_response.value, 20 * std::log10((16.0 / 48) / 0.5));
  EXPECT_DOUBLE_EQ(found.ripple, 20 * std::log10(2.0));
  EXPECT_DOUBLE_EQ(found.damping.value, 0.5);
}

}  // namespace
}  // namespace ohmscope

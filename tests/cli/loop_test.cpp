// `.loop` in `ohmscope run` and `expand`: loop gain and margins against closed forms.

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using Complex = std::complex<double>;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const double pi = std::acos(-1.0);

json loop_of(const std::string& deck) {
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return json::parse(outcome.out)["analyses"][0];
}

std::vector<Complex> gain_of(const json& loop) {
  std::vector<Complex> gain;
  for (const json& T : loop["signals"]["loop_gain"]) gain.emplace_back(T[0].get<double>(), T[1].get<double>());
  return gain;
}

std::vector<Complex> gain_of(const std::string& deck) { return gain_of(loop_of(deck)); }

void expect_near(const std::vector<Complex>& found, const std::vector<Complex>& expected, const std::string& deck) {
  ASSERT_EQ(found.size(), expected.size()) << deck;
  for (std::size_t k = 0; k < found.size(); ++k)
    EXPECT_LE(std::abs(found[k] - expected[k]), 1e-11 * std::abs(expected[k])) << found[k] << expected[k] << deck;
}

// ------------------------------------------------------------------------------------------------------- loop gain

/// Rout and a load behind the amplifier, Rf and Rg back, Rin across its inputs, the source's Rs at +.
const char* const amplifier_with_probe[] = {
    "Vp o1 o 0\nRf o m 9k\nRg m 0 1k\nRl o 0 2k\nX1 p m o1 OA\n",
    "Vp o o1 0\nRf o m 9k\nRg m 0 1k\nRl o 0 2k\nX1 p m o1 OA\n",
    "Vp m1 m 0\nRf o m 9k\nRg m 0 1k\nRl o 0 2k\nX1 p m1 o OA\n",
    "Vp f m 0\nRf o f 9k\nRg m 0 1k\nRl o 0 2k\nX1 p m o OA\n",
    "Vp f1 f2 0\nRf1 o f1 4k\nRf2 f2 m 5k\nRg m 0 1k\nRl o 0 2k\nX1 p m o OA\n",
};

TEST(Loop, GainOfALoadedAmplifierIsTheClosedFormWhereverTheProbeStands) {
  std::vector<Complex> expected;
  for (const double f : {0., 1e6, 2e6}) {
    const Complex A = 1.0 / Complex(1e-5, f / 3e6);
    const double back = 1e3 * (200e3 + 600) / (1e3 + 200e3 + 600);
    const double load = 2e3 * (9e3 + back) / (2e3 + 9e3 + back);
    expected.push_back(A * (load / (load + 75)) * (back / (back + 9e3)) * (200e3 / (200e3 + 600)));
  }
  for (const char* cards : amplifier_with_probe) {
    const std::string deck = std::string("Amplifier\nV1 in 0 AC 1\nRs in p 600\n") + cards +
                             ".model OA opamp (A0=100k GBW=3meg Rin=200k Rout=75)\n.loop Vp lin 3 0 2meg\n";
    expect_near(gain_of(deck), expected, deck);
  }
}

/// Also where the amplifier feeds back in itself and passes backwards.
TEST(Loop, GainOfABilateralLoopIsTheSameWhereverTheProbeStands) {
  const std::string amplifier = "G1 d 0 g 0 20m\nRd d 0 5k\nCgd g d 2p\nCgs g 0 8p\nRg g 0 1meg\n";
  const auto deck = [&](const std::string& around) {
    return "Bilateral\n" + amplifier + around + ".loop Vp dec 2 1k 100meg\n";
  };
  const std::string at_drain = deck("Vp d x 0\nL1 x y 1u\nC1 y 0 100p\nR1 y z 1k\nC2 z 0 3p\nR2 z g 10k\n");
  const std::string inside = deck("L1 d y1 1u\nC1 y1 0 100p\nVp y1 y 0\nR1 y z 1k\nC2 z 0 3p\nR2 z g 10k\n");
  const std::string at_gate = deck("L1 d y 1u\nC1 y 0 100p\nR1 y z 1k\nC2 z 0 3p\nR2 z h 10k\nVp g h 0\n");
  const std::vector<Complex> expected = gain_of(at_drain);
  expect_near(gain_of(inside), expected, inside);
  expect_near(gain_of(at_gate), expected, at_gate);
}

TEST(Loop, GainIsThatOfTheBrokenLoopWhereItPassesOneWayOnly) {
  const std::string cards =
      "Rl x 0 1k\nC1 x 0 1n\nR1 x m 10k\nC2 m 0 20p\nE1 e 0 0 i 1e4\nR2 e f 1k\nC3 f 0 10n\nE2 o 0 f 0 1\nR3 o x 50\n";
  const std::string closed = "Closed\n" + cards + "Vp m i 0\n.loop Vp dec 3 100 1meg\n";
  const json broken = loop_of("Broken\n" + cards + "V1 i 0 AC 1\n.ac dec 3 100 1meg\n.save v(m)\n")["signals"]["v(m)"];
  std::vector<Complex> expected;
  for (const json& v : broken) expected.emplace_back(-v[0].get<double>(), -v[1].get<double>());
  expect_near(gain_of(closed), expected, closed);
}

TEST(Loop, GainIsPositiveAtZeroHertzWhereFeedbackIsNegative) {
  const auto at_dc = [](const std::string& inputs) {
    return gain_of("Sign\nVp o f 0\nR1 f m 1k\nR2 m 0 1k\nE1 o 0 " + inputs + " 10\n.loop Vp lin 1 0 0\n")[0];
  };
  EXPECT_EQ(at_dc("0 m"), 5.0);
  EXPECT_EQ(at_dc("m 0"), -5.0);
}

TEST(Loop, GainOfAProbeInNoLoopIsZeroExactly) {
  for (const char* cards :
       {"V1 a 0 1\nR1 a b 1k\nVp b c 0\nR2 c 0 3k\nC1 c 0 1n\n", "E1 a 0 b 0 3\nVp a c 0\nR1 c 0 1\nR2 b 0 1\n",
        "R1 a 0 1\nVp a 0 0\n", "R1 a 0 1\nVp a open 0\n"}) {
    const json loop = loop_of(std::string("None\n") + cards + ".loop Vp lin 2 0 1k\n");
    EXPECT_EQ(loop["signals"]["loop_gain"], json::parse("[[0, 0], [0, 0]]")) << cards;
    EXPECT_EQ(loop["crossovers"], json::array());
    EXPECT_EQ(loop["phase_crossings"], json::array());
  }
}

TEST(Loop, GainOfAnIdealOpAmpIsInfinite) {
  const json loop =
      loop_of("Ideal\nVp o f 0\nR1 f m 1k\nR2 m 0 1k\nX1 0 m o OA\n.model OA opamp\n.loop Vp lin 1 1k 1k\n");
  EXPECT_EQ(loop["signals"]["loop_gain"], json::parse("[\"inf\"]"));
}

// --------------------------------------------------------------------------------------------------------- margins

/// T = gain / (1 + jf/fp)^3, from three buffered stages.
std::string three_poles(double gain, const std::string& loop) {
  return "Three\nE1 a 0 0 m " + std::to_string(gain) +
         "\nR1 a b 1k\nC1 b 0 1n\nE2 c 0 b 0 1\nR2 c d 1k\nC2 d 0 1n\nE3 e 0 d 0 1\nR3 e f 1k\nC3 f 0 1n\n"
         "E4 o 0 f 0 1\nVp o m 0\n" +
         loop;
}

TEST(Loop, MarginsAreExactBetweenThePointsOfACoarseSweep) {
  const double fp = 1 / (2 * pi * 1e-6);
  const double crossover = fp * std::sqrt(std::pow(5.0, 2.0 / 3) - 1);  // |1 + jf/fp|^3 = 5
  for (const char* sweep : {"dec 1 1k 10meg", "lin 12 0 2.2meg"}) {
    const json loop = loop_of(three_poles(5, std::string(".loop Vp ") + sweep + "\n"));
    ASSERT_EQ(loop["crossovers"].size(), 1U) << sweep;
    EXPECT_NEAR(loop["crossovers"][0]["frequency"].get<double>() / crossover, 1, 1e-12);
    EXPECT_NEAR(loop["crossovers"][0]["phase_margin"].get<double>(), 180 - 3 * std::atan(crossover / fp) * 180 / pi,
                1e-9);
    ASSERT_EQ(loop["phase_crossings"].size(), 1U) << sweep;
    EXPECT_NEAR(loop["phase_crossings"][0]["frequency"].get<double>() / (fp * std::sqrt(3.0)), 1, 1e-12);
    EXPECT_NEAR(loop["phase_crossings"][0]["gain_margin"].get<double>(), 20 * std::log10(8.0 / 5), 1e-9);
  }
}

TEST(Loop, AResonanceBetweenTwoPointsCrossesTwice) {
  // T = 2 / (1 + jQ (u - 1/u)), u = f / f0, Q = 100: |T| is 1 at u - 1/u = +-sqrt(3) / Q.
  const double f0 = 200e3;
  const double w0 = 2 * pi * f0;
  char cards[200];
  std::snprintf(cards, sizeof cards,
                "Peak\nE1 a 0 0 m 2\nR1 a b 10k\nL1 b 0 %.17g\nC1 b 0 %.17g\nE2 o 0 b 0 1\nVp o m 0\n", 100 / w0,
                0.01 / w0);
  for (const char* sweep : {"dec 1 1k 10meg", "lin 4 100k 700k"}) {
    const json found = loop_of(std::string(cards) + ".loop Vp " + sweep + "\n")["crossovers"];
    ASSERT_EQ(found.size(), 2U) << sweep;
    const double d = std::sqrt(3.0) / 100;
    for (std::size_t side = 0; side < 2; ++side) {
      const double u = ((side == 0 ? -d : d) + std::sqrt(d * d + 4)) / 2;
      EXPECT_NEAR(found[side]["frequency"].get<double>() / (u * f0), 1, 1e-10) << sweep;
    }
  }
}

TEST(Loop, MarginsOfAnUnstableLoopAreNegative) {
  const json loop = loop_of(three_poles(10, ".ac dec 5 1k 10meg\n.loop Vp\n"))["crossovers"];
  const json unstable = json::parse(
      run_program({"run", "-", "--json"}, three_poles(10, ".loop Vp\n.ac dec 5 1k 10meg\n")).out)["analyses"][0];
  EXPECT_LT(unstable["crossovers"][0]["phase_margin"], 0);
  EXPECT_NEAR(unstable["phase_crossings"][0]["gain_margin"].get<double>(), 20 * std::log10(0.8), 1e-9);
}

TEST(Loop, TableHasMarginsAndTheGainInDecibels) {
  const Outcome outcome = run_program({"run", "-"}, three_poles(5, ".loop Vp dec 1 1k 10meg\n"));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("loop gain at Vp"), HasSubstr("phase margin   17.37°  at 221 kHz"),
                                 HasSubstr("gain margin   4.08 dB  at 276 kHz"), HasSubstr("13.98 dB")));
}

TEST(Loop, TableSaysThatNothingIsCrossed) {
  const Outcome outcome = run_program({"run", "-"}, three_poles(0.5, ".loop Vp dec 1 1k 10k\n"));
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("phase margin  none  |T| crosses 1 nowhere"), HasSubstr("gain margin   none")));
}

TEST(Loop, CsvHasTheGainAndItsMargins) {
  const Outcome outcome = run_program({"run", "-", "--csv"}, three_poles(5, ".loop Vp dec 1 1k 10meg\n"));
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("1,loop,1000,loop_gain,,4.99"), HasSubstr("1,loop,,crossover_frequency,Hz,2"),
                    HasSubstr("1,loop,,phase_margin,deg,17."), HasSubstr("1,loop,,gain_margin,dB,4.08")));
}

TEST(Loop, TakesTheFrequenciesOfTheCommandLine) {
  const Outcome outcome = run_program({"run", "-", "--freq", "1k,2k", "--json"}, three_poles(5, ".loop Vp\n"));
  EXPECT_EQ(json::parse(outcome.out)["analyses"][0]["frequencies"], json::parse("[1000, 2000]")) << outcome.err;
}

TEST(Loop, ExpandLeavesItOutWithAWarning) {
  const Outcome outcome = run_program({"expand", "-"}, three_poles(5, ".loop Vp dec 1 1k 10meg\n"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("'.loop' is left out: ngspice has no such analysis"));
  EXPECT_THAT(outcome.out, Not(HasSubstr(".loop")));
}

}  // namespace
}  // namespace ohmscope::testing

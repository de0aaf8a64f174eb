#include <gtest/gtest.h>

#include "solver/analyses/driving_point.hpp"
#include "support/circuits.hpp"
#include "support/plain_nodal.hpp"
#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::agrees;
using test::capacitor;
using test::Cards;
using test::inductor;
using test::jw;
using test::Wide;
using test::WideComplex;

Impedance impedance(const Cards& c, std::string_view p, std::string_view n, double frequency) {
  return driving_point_impedances(c.circuit, {{"port", c.node(p), c.node(n)}}, {frequency})[0][0];
}

/// How far off plain nodal analysis in doubles is.
double plain_error(const Cards& c, std::string_view p, std::string_view n, double f, const WideComplex& expected) {
  return relative_error(test::plain_nodal(c.circuit, c.node(p), c.node(n), f), expected);
}

constexpr double promised = 1e-9;

TEST(Accuracy, OfAFiveOhm100PicofaradSourceAt10HertzWherePlainNodalAnalysisFails) {
  const Cards c = Cards().c("0", "a", 100e-12).r("a", "b", 5).r("b", "c", 10);
  const WideComplex expected = WideComplex(15.0) + capacitor(10, 100e-12);
  EXPECT_TRUE(agrees(impedance(c, "c", "0", 10), expected));
  EXPECT_GT(plain_error(c, "c", "0", 10, expected), promised);
}

TEST(Accuracy, OfAPiOfNanofaradsAndAnInductorAt1HertzWherePlainNodalAnalysisFails) {
  const Cards c = Cards().c("a", "0", 1e-9).r("a", "m", 5).l("m", "b", 10e-6).c("b", "0", 1e-9);
  const WideComplex cap = capacitor(1, 1e-9);
  const WideComplex middle = WideComplex(5.0) + inductor(1, 10e-6);
  const WideComplex expected = par(cap, middle + cap);
  EXPECT_TRUE(agrees(impedance(c, "a", "0", 1), expected));
  EXPECT_TRUE(agrees(impedance(c, "a", "b", 1), par(middle, cap + cap)));
  EXPECT_GT(plain_error(c, "a", "0", 1, expected), 1e-5);
}

TEST(Accuracy, OfATeraohmInputBehindOneOhmWherePlainNodalAnalysisFails) {
  const Cards c = Cards().r("a", "b", 1).r("b", "0", 1e12);
  const WideComplex expected = WideComplex(1.0) + 1e12;
  EXPECT_TRUE(agrees(impedance(c, "a", "0", 1), expected, 1e-15));
  EXPECT_GT(plain_error(c, "a", "0", 1, expected), promised);
}

TEST(Accuracy, OfMegohmsBehindPetaohmsWhereAFemtoohmTakesThePivotsDigits) {
  // The femtoohm leads nowhere; yet x loses its 18 Mohm to it, and each refinement step mends a millionth of that.
  const Cards c =
      Cards().r("a", "x", 853548560959183.9).r("x", "0", 18420802.16136535).r("x", "d", 1.6e-15).c("d", "0", 1);
  EXPECT_TRUE(agrees(impedance(c, "a", "0", 0), WideComplex(853548560959183.9) + 18420802.16136535));
}

TEST(Accuracy, OfFemtoohmsBesidePetaohmsWherePlainNodalAnalysisFails) {
  const Cards c = Cards().r("a", "b", 1e-15).r("b", "0", 1e15).r("a", "0", 3e15);
  const WideComplex to_ground = par(WideComplex(1e-15) + 1e15, 3e15);
  EXPECT_TRUE(agrees(impedance(c, "a", "0", 1), to_ground));
  EXPECT_TRUE(agrees(impedance(c, "a", "b", 1), par(1e-15, WideComplex(1e15) + 3e15)));
  const double off = plain_error(c, "a", "0", 1, to_ground);
  EXPECT_FALSE(off <= promised) << off;
}

TEST(Accuracy, OfAPairCoupledWithKOf1) {
  // Zin = s L1 R / (R + s L2) where k = 1: the leakage s L1 (1 - k^2) is 0, and must not come out as rounding.
  const Cards c = Cards().l("a", "0", 1e-3).named("L1").l("b", "0", 4e-3).named("L2").k("L1", "L2", 1).r("b", "0", 50);
  for (const double f : {1e-3, 1.0, 1e3, 1e9}) {
    const WideComplex expected = inductor(f, 1e-3) * 50.0 / (inductor(f, 4e-3) + 50.0);
    EXPECT_TRUE(agrees(impedance(c, "a", "0", f), expected)) << f;
  }
}

TEST(Accuracy, OfAShortedSecondaryWithKNearlyOne) {
  const double k = 0.999999999;
  const Cards c = Cards().l("a", "0", 1e-3).named("L1").l("b", "0", 7e-3).named("L2").k("L1", "L2", k).r("b", "0", 0);
  const WideComplex leakage = Wide((1 - Wide(k)) * (1 + Wide(k)));
  for (const double f : {1.0, 1e9}) EXPECT_TRUE(agrees(impedance(c, "a", "0", f), inductor(f, 1e-3) * leakage)) << f;
}

/// R in series with C parallel to the rest, `sections` times, ending open.
WideComplex ladder(double f, int sections, double R, double C) {
  WideComplex z = WideComplex(R) + capacitor(f, C);
  for (int k = 1; k < sections; ++k) z = WideComplex(R) + par(capacitor(f, C), z);
  return z;
}

TEST(Accuracy, OfALongLadderAtAllFrequencies) {
  Cards c;
  const int sections = 2000;
  for (int k = 0; k < sections; ++k) {
    const std::string left = "n" + std::to_string(k);
    const std::string right = "n" + std::to_string(k + 1);
    c.r(left, right, 10).c(right, "0", 1e-9);
  }
  for (const double f : {1e-6, 1.0, 1e3, 1e6, 1e9, 1e12}) {
    EXPECT_TRUE(agrees(impedance(c, "n0", "0", f), ladder(f, sections, 10, 1e-9))) << f;
  }
}

TEST(Accuracy, OfATankBesideItsResonance) {
  // 1 uH parallel 1 nF with 1e-9 ohm in the coil, within 1e-13 of resonance: all but a few digits cancel.
  const double f0 = 5032921.2104487036;
  const Cards c = Cards().r("a", "m", 1e-9).l("m", "0", 1e-6).c("a", "0", 1e-9);
  for (const double detuned : {1.0, 1.0 + 1e-13, 1.0 + 1e-9, 0.9}) {
    const double f = f0 * detuned;
    const WideComplex expected = par(WideComplex(1e-9) + inductor(f, 1e-6), capacitor(f, 1e-9));
    EXPECT_TRUE(agrees(impedance(c, "a", "0", f), expected)) << detuned;
  }
}

TEST(Accuracy, OfASeriesResonanceOneHairBesideIt) {
  const double f0 = 5032921.2104487036;
  const Cards c = Cards().l("a", "m", 1e-6).c("m", "0", 1e-9);
  for (const double f : {f0, f0 * (1 + 1e-14), f0 * 1.0001}) {
    EXPECT_TRUE(agrees(impedance(c, "a", "0", f), inductor(f, 1e-6) + capacitor(f, 1e-9))) << f;
  }
}

TEST(Accuracy, OfALowOhmPartThatFloatsBehindAttofarads) {
  // A bridge of milliohms tied to ground by 1 aF: its own impedance is that of the bridge, to ground it is the 1 aF.
  const Cards c = Cards().r("a", "b", 1e-3).r("b", "d", 2e-3).r("d", "a", 3e-3).c("d", "0", 1e-18);
  for (const double f : {1e-3, 1e3, 1e9}) {
    EXPECT_TRUE(agrees(impedance(c, "a", "b", f), par(1e-3, WideComplex(2e-3) + 3e-3))) << f;
    EXPECT_TRUE(agrees(impedance(c, "a", "0", f), capacitor(f, 1e-18) + par(3e-3, WideComplex(1e-3) + 2e-3))) << f;
  }
}

TEST(Accuracy, OfIdealOpampsWithExtremeFeedback) {
  // Inverting: Zin = Rg whatever Rf; generalised impedance converter: Zin = R1 R3 / (R2 R4) Z5 with two nullors.
  const Cards inverting = Cards().r("a", "m", 1e-6).r("m", "o", 1e15).opamp("0", "m", "o");
  EXPECT_TRUE(agrees(impedance(inverting, "a", "0", 0), 1e-6));
  const Cards gyrator = Cards()
                            .r("a", "x", 1e3)
                            .c("x", "b", 1e-9)
                            .r("b", "y", 1e6)
                            .r("y", "d", 10)
                            .r("d", "0", 7e9)
                            .opamp("a", "b", "y")
                            .opamp("d", "b", "x");
  for (const double f : {1e-3, 1e3, 1e12}) {
    const WideComplex expected = WideComplex(1e3) * 1e6 * 7e9 / (capacitor(f, 1e-9) * 10.0);
    EXPECT_TRUE(agrees(impedance(gyrator, "a", "0", f), expected)) << f;
  }
}

TEST(Accuracy, OfARealOpampsOutputBelowItsGain) {
  // A follower's output: Rout / (1 + G), G = A0 / (1 + jf A0 / GBW).
  const Cards c = Cards().v("i", "0", 0).opamp("i", "o", "o", 1e7, 1e6, test::inf, 0, 100);
  for (const double f : {0.0, 1e-3, 10.0, 1e6, 1e12}) {
    const WideComplex one(1.0);
    const WideComplex G = one / (one / 1e7 + WideComplex(0.0, Wide(f) / 1e6));
    EXPECT_TRUE(agrees(impedance(c, "o", "0", f), WideComplex(100.0) / (one + G))) << f;
  }
}

TEST(Accuracy, OfABootstrappedInputThatCancelsAlmostAll) {
  const double gain = 1 - 1e-12;
  const Cards c = Cards().r("a", "b", 1e3).e("b", "0", "a", "0", gain).r("a", "0", 1e15);
  const WideComplex bootstrapped = WideComplex(1e3) / WideComplex(Wide(1 - Wide(gain)));
  EXPECT_TRUE(agrees(impedance(c, "a", "0", 50), par(bootstrapped, 1e15)));
}

TEST(Accuracy, OfNegativeResistancesThatNearlyCancel) {
  const Cards parallel = Cards().r("a", "0", 1000).r("a", "0", -1000.000001);
  EXPECT_TRUE(agrees(impedance(parallel, "a", "0", 0), par(WideComplex(1000.0), -1000.000001)));
  const Cards series = Cards().r("a", "b", 1000).r("b", "0", -1000.000001);
  EXPECT_TRUE(agrees(impedance(series, "a", "0", 0), WideComplex(1000.0) - 1000.000001));
}

TEST(Accuracy, FromMillihertzToTerahertzOfOneCircuit) {
  const Cards c = Cards().r("a", "b", 50).l("b", "d", 1e-6).c("d", "0", 1e-12).r("d", "0", 1e9).c("a", "0", 1e-15);
  for (double f = 1e-3; f < 2e12; f *= 10) {
    const WideComplex tank = par(capacitor(f, 1e-12), 1e9);
    const WideComplex expected = par(capacitor(f, 1e-15), WideComplex(50.0) + inductor(f, 1e-6) + tank);
    EXPECT_TRUE(agrees(impedance(c, "a", "0", f), expected)) << f;
  }
}

TEST(Accuracy, OfValuesAtTheEndsOfWhatADoubleHolds) {
  for (const double tiny : {1e-95, 1e-110, 1e-200, 1e-305, 1e-310}) {
    const Cards c = Cards().r("a", "b", tiny).r("b", "0", 1);
    EXPECT_DOUBLE_EQ(impedance(c, "a", "0", 0).value().real(), 1.0) << tiny;
    EXPECT_DOUBLE_EQ(impedance(c, "a", "b", 0).value().real(), tiny) << tiny;
  }
  for (const double huge : {1e100, 1e120, 1e200, 1e300}) {
    const Cards c = Cards().r("a", "b", huge).r("b", "0", huge).r("a", "b", 1).c("a", "b", 1e-9);
    EXPECT_DOUBLE_EQ(impedance(c, "a", "0", 1e3).value().real(), huge) << huge;
  }
}

}  // namespace
}  // namespace ohmscope

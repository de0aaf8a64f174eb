#include <gtest/gtest.h>

#include "solver/analyses/driving_point.hpp"
#include "solver/analyses/small_signal.hpp"
#include "solver/circuit/impedance_table.hpp"
#include "support/circuits.hpp"
#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::agrees;
using test::Cards;
using test::inf;
using test::is_short;
using test::jw;
using test::relative_error;
using test::Wide;
using test::WideComplex;

const WideComplex one(1.0);
constexpr double audio[] = {1e-3, 50, 1e3, 1e6};

Impedance impedance(const Cards& c, std::string_view p, std::string_view n, double f) {
  return driving_point_impedances(c.circuit, {{"port", c.node(p), c.node(n)}}, {f})[0][0];
}

std::complex<double> volts(const Cards& c, std::string_view node, double f) {
  return ac_analysis(c.circuit, {f}).points[0].voltages[static_cast<std::size_t>(c.node(node))];
}

TEST(Resistor, IsItsValueAlsoNegativeZeroAndInfinite) {
  for (const double R : {1e-15, 50.0, -7.0, 1e15})
    EXPECT_TRUE(agrees(impedance(Cards().r("a", "0", R), "a", "0", 1), R));
  EXPECT_TRUE(is_short(impedance(Cards().r("a", "0", 0), "a", "0", 1)));
  EXPECT_TRUE(is_short(impedance(Cards().r("a", "0", -0.0), "a", "0", 1)));
  EXPECT_TRUE(impedance(Cards().r("a", "0", inf), "a", "0", 1).is_infinite());
}

TEST(Capacitor, IsOneOverSC) {
  for (const double f : audio) {
    EXPECT_TRUE(agrees(impedance(Cards().c("a", "0", 1e-9), "a", "0", f), test::capacitor(f, 1e-9)));
  }
  EXPECT_TRUE(impedance(Cards().c("a", "0", 1e-9), "a", "0", 0).is_infinite());
  EXPECT_TRUE(impedance(Cards().c("a", "0", 0), "a", "0", 1e3).is_infinite()) << "0 F is an open";
}

TEST(Inductor, IsSLAndAShortAtZeroHertz) {
  for (const double f : audio) {
    EXPECT_TRUE(agrees(impedance(Cards().l("a", "0", 1e-3), "a", "0", f), test::inductor(f, 1e-3)));
  }
  EXPECT_TRUE(is_short(impedance(Cards().l("a", "0", 1e-3), "a", "0", 0)));
  EXPECT_TRUE(is_short(impedance(Cards().l("a", "0", 0), "a", "0", 1e3))) << "0 H is a short";
}

TEST(Coupling, AidsOrOpposesInSeriesByItsSign) {
  for (const double k : {0.5, -0.5}) {
    const Cards c = Cards().l("a", "m", 1e-3).named("L1").l("m", "0", 4e-3).named("L2").k("L1", "L2", k);
    for (const double f : audio) {
      EXPECT_TRUE(agrees(impedance(c, "a", "0", f),
                         jw(f) * (WideComplex(1e-3) + 4e-3 + 2 * k * sqrt(Wide(1e-3) * Wide(4e-3)))));
    }
  }
}

TEST(Coupling, OfThreeCoilsJoinsEachPair) {
  const Cards c = Cards()
                      .l("a", "m", 1)
                      .named("L1")
                      .l("m", "n", 4)
                      .named("L2")
                      .l("n", "0", 9)
                      .named("L3")
                      .k("L1", "L2", 0.5)
                      .k("L2", "L3", 0.25)
                      .k("L3", "L1", -0.5);
  // 1 + 4 + 9 + 2 (0.5 * 2 + 0.25 * 6 - 0.5 * 3)
  EXPECT_TRUE(agrees(impedance(c, "a", "0", 50), jw(50) * 16.0));
}

TEST(Coupling, OfOneIsATransformerWhoseOpenSecondaryHasTheTurnsRatio) {
  const Cards c = Cards()
                      .v("a", "0", 0, 1)
                      .l("a", "0", 1e-3)
                      .named("L1")
                      .l("b", "0", 4e-3)
                      .named("L2")
                      .k("L1", "L2", 1)
                      .r("b", "0", 50);
  for (const double f : audio) EXPECT_LT(relative_error(volts(c, "b", f), 2.0), 1e-12) << f;
}

TEST(VoltageSource, HoldsItsNodesApart) {
  const Cards c = Cards().v("a", "b", 0, 5).r("a", "0", 2).r("b", "0", 3);
  EXPECT_LT(relative_error(volts(c, "a", 1), 2.0), 1e-15);
  EXPECT_LT(relative_error(volts(c, "b", 1), -3.0), 1e-15);
}

TEST(CurrentSource, FlowsFromItsFirstPinThroughItself) {
  EXPECT_LT(relative_error(volts(Cards().i("0", "a", 0, 2).r("a", "0", 5), "a", 1), 10.0), 1e-15);
  EXPECT_LT(relative_error(volts(Cards().i("a", "0", 0, 2).r("a", "0", 5), "a", 1), -10.0), 1e-15);
}

TEST(Vcvs, MultipliesAVoltageWithItsSign) {
  const Cards c = Cards().v("i", "0", 0, 2).e("o", "0", "0", "i", 10).r("o", "0", 50);
  EXPECT_EQ(volts(c, "o", 1), -20.0);
  const Cards feedback = Cards().r("a", "b", 10).e("b", "0", "a", "0", -4);
  EXPECT_TRUE(agrees(impedance(feedback, "a", "0", 1), 10.0 / 5));
}

TEST(Vccs, IsAConductanceWhereItSensesItself) {
  EXPECT_TRUE(agrees(impedance(Cards().g("a", "0", "a", "0", 0.02), "a", "0", 1), one / 0.02));
  const Cards c = Cards().v("i", "0", 0, 2).g("o", "0", "i", "0", 0.5).r("o", "0", 4);
  EXPECT_EQ(volts(c, "o", 1), -4.0) << "current flows from the first pin through the source";
}

TEST(Cccs, MirrorsTheCurrentThroughItsSource) {
  // Emitter follower: base current through the meter, beta of it more into the emitter.
  const Cards c = Cards().v("b", "e", 0).named("meter").f("0", "e", "meter", 99).r("e", "0", 50);
  EXPECT_TRUE(agrees(impedance(c, "b", "0", 1), WideComplex(100.0) * 50.0));
}

TEST(Ccvs, IsAResistanceWhereItSensesItself) {
  const Cards c = Cards().v("a", "b", 0).named("meter").h("b", "0", "meter", 75);
  EXPECT_TRUE(agrees(impedance(c, "a", "0", 1), 75.0));
  const Cards negative = Cards().v("a", "b", 0).named("meter").h("b", "m", "meter", -75).r("m", "0", 100);
  EXPECT_TRUE(agrees(impedance(negative, "a", "0", 1), 25.0));
}

Cards lossless(double Z0, double delay, double load) {
  return Cards().add(devices::transmission_line, {"a", "0", "b", "0"}, {Z0, delay}).r("b", "0", load);
}

TEST(TransmissionLine, TurnsALoadRoundTheSmithChart) {
  for (const double f : {1e3, 1e6, 1.23e7, 1e9}) {
    const WideComplex turn(0.0, tan(Wide(jw(f).im * 7e-9)));
    const WideComplex expected =
        WideComplex(50.0) * (WideComplex(130.0) + turn * 50.0) / (WideComplex(50.0) + turn * 130.0);
    EXPECT_TRUE(agrees(impedance(lossless(50, 7e-9, 130), "a", "0", f), expected)) << f;
    EXPECT_TRUE(agrees(impedance(lossless(50, 7e-9, 50), "a", "0", f), 50.0)) << f;
  }
}

TEST(TransmissionLine, IsTwoWiresAtZeroHertzAndWithoutDelay) {
  EXPECT_TRUE(agrees(impedance(lossless(50, 7e-9, 130), "a", "0", 0), 130.0));
  EXPECT_TRUE(agrees(impedance(lossless(50, 0, 130), "a", "0", 1e6), 130.0));
  EXPECT_TRUE(impedance(lossless(50, 7e-9, inf), "a", "0", 0).is_infinite());
  EXPECT_TRUE(is_short(impedance(lossless(50, 7e-9, 0), "a", "0", 0)));
}

TEST(TransmissionLine, HasPortsThatFloatAgainstEachOther) {
  Cards c;
  c.add(devices::transmission_line, {"a", "x", "b", "0"}, {50, 1e-9}).r("b", "0", 50);
  EXPECT_TRUE(agrees(impedance(c, "a", "x", 1e9), 50.0));
  EXPECT_TRUE(impedance(c, "a", "0", 1e9).is_infinite());
}

Cards lossy(double R, double L, double G, double C, double length, double load) {
  return Cards().add(devices::lossy_line, {"a", "0", "b", "0"}, {R, L, G, C, length}).r("b", "0", load);
}

TEST(LossyLine, FollowsTheTelegraphEquations) {
  const double R = 0.1;
  const double L = 250e-9;
  const double G = 1e-6;
  const double C = 100e-12;
  for (const double length : {1e-3, 1.0, 100.0, 1e4}) {
    for (const double f : {1.0, 1e3, 1e6, 1e8}) {
      const WideComplex z = (WideComplex(R) + jw(f) * L) * length;
      const WideComplex y = (WideComplex(G) + jw(f) * C) * length;
      const WideComplex t = sqrt(z * y);
      const WideComplex Z0 = z / t;
      const WideComplex expected =
          Z0 * (WideComplex(75.0) * cosh(t) + Z0 * sinh(t)) / (Z0 * cosh(t) + WideComplex(75.0) * sinh(t));
      EXPECT_TRUE(agrees(impedance(lossy(R, L, G, C, length, 75), "a", "0", f), expected)) << length << " m " << f;
    }
  }
}

TEST(LossyLine, AtZeroHertzIsItsResistanceAndConductance) {
  EXPECT_TRUE(agrees(impedance(lossy(0.1, 250e-9, 0, 100e-12, 30, 75), "a", "0", 0), WideComplex(0.1) * 30.0 + 75.0));
  EXPECT_TRUE(
      agrees(impedance(lossy(0, 250e-9, 1e-3, 100e-12, 30, inf), "a", "0", 0), one / (WideComplex(1e-3) * 30.0)));
  EXPECT_TRUE(agrees(impedance(lossy(5, 1e-9, 1e-3, 1e-12, 0, 75), "a", "0", 1e9), 75.0)) << "of no length";
}

TEST(LossyLine, OfThousandsOfNepersShowsItsCharacteristicImpedanceAndNothingOfItsEnd) {
  for (const double load : {0.0, 75.0, inf}) {
    const Cards c = lossy(1e3, 0, 1e-1, 0, 1e3, load);
    EXPECT_TRUE(agrees(impedance(c, "a", "0", 0), 100.0)) << load;
    EXPECT_TRUE(agrees(impedance(c, "a", "0", 1e6), 100.0)) << load;
  }
}

TEST(Opamp, FollowerHasGainOverGainPlusOne) {
  const Cards c = Cards().v("i", "0", 0, 1).opamp("i", "o", "o", 1e5, 1e6);
  for (const double f : {0.0, 1.0, 1e3, 1e6, 1e9}) {
    const WideComplex inverse_gain(Wide(1) / Wide(1e5), Wide(f) / Wide(1e6));
    EXPECT_LT(relative_error(volts(c, "o", f), one / (one + inverse_gain)), 1e-12) << f;
  }
}

TEST(Opamp, InputIsRinParallelCinMultipliedByTheLoopGain) {
  const Cards open_loop = Cards().opamp("i", "0", "o", 1e5, 1e6, 2e6, 3e-12);
  const Cards follower = Cards().opamp("i", "o", "o", 1e5, inf, 2e6, 0);
  for (const double f : audio) {
    EXPECT_TRUE(agrees(impedance(open_loop, "i", "0", f), par(WideComplex(2e6), test::capacitor(f, 3e-12)))) << f;
    EXPECT_TRUE(agrees(impedance(follower, "i", "0", f), WideComplex(2e6) * (1 + 1e5))) << f;
  }
}

TEST(Opamp, WithInfiniteA0AndFiniteGbwIsAnIntegratorAndIdealAtZeroHertz) {
  const Cards c = Cards().v("i", "0", 1, 1).opamp("i", "o", "o", inf, 1e6, inf, 0, 100);
  EXPECT_TRUE(is_short(impedance(c, "o", "0", 0)));
  for (const double f : audio) {
    const WideComplex G = one / WideComplex(0.0, Wide(f) / Wide(1e6));
    EXPECT_TRUE(agrees(impedance(c, "o", "0", f), WideComplex(100.0) / (one + G))) << f;
    EXPECT_LT(relative_error(volts(c, "o", f), G / (one + G)), 1e-12) << f;
  }
}

TEST(Opamp, OutputWithoutFeedbackIsRout) {
  const Cards c = Cards().v("i", "0", 0, 1e-5).opamp("i", "0", "o", 1e5, inf, inf, 0, 100).r("o", "0", 300);
  EXPECT_TRUE(agrees(impedance(c, "o", "0", 1), par(WideComplex(100.0), 300.0)));
  EXPECT_LT(relative_error(volts(c, "o", 1), WideComplex(1e-5) * 1e5 * 0.75), 1e-14);
}

TEST(IdealTransformer, TransformsByTheSquareOfItsTurnsAlsoAtZeroHertz) {
  for (const double n : {1.0, 10.0, -3.0, 0.1}) {
    const Cards c = Cards().transformer("a", "0", "b", "0", n).r("b", "0", 8);
    for (const double f : {0.0, 1e3}) EXPECT_TRUE(agrees(impedance(c, "a", "0", f), WideComplex(n) * n * 8.0)) << n;
    const Cards backwards = Cards().transformer("a", "0", "b", "0", n).r("a", "0", 8);
    EXPECT_TRUE(agrees(impedance(backwards, "b", "0", 0), WideComplex(8.0) / (WideComplex(n) * n))) << n;
  }
  const Cards voltage = Cards().v("a", "0", 0, 6).transformer("a", "0", "b", "0", 3).r("b", "0", 8);
  EXPECT_EQ(volts(voltage, "b", 0), 2.0);
}

TEST(IdealTransformer, OfNoTurnsIsAShortAndAnOpen) {
  const Cards c = Cards().transformer("a", "0", "b", "0", 0).r("b", "0", 8);
  EXPECT_TRUE(is_short(impedance(c, "a", "0", 1)));
  EXPECT_TRUE(agrees(impedance(c, "b", "0", 1), 8.0));
}

TEST(Measured, IsItsTableAtItsPoints) {
  Cards c = Cards().r("b", "0", 10);
  const NodeId pins[] = {c.circuit.node("a"), c.circuit.node("b")};
  const auto table = std::make_shared<const ImpedanceTable>(
      "speaker", std::vector<double>{0, 20, 1e3}, std::vector<std::complex<double>>{{6, 0}, {30, 12}, {7, -1}});
  c.circuit.add(devices::measured, "z", pins, {}, {}, 0, table);
  EXPECT_TRUE(agrees(impedance(c, "a", "0", 0), 16.0));
  EXPECT_TRUE(agrees(impedance(c, "a", "0", 20), {40, 12}));
  EXPECT_TRUE(agrees(impedance(c, "a", "b", 1e3), {7, -1}));
}

}  // namespace
}  // namespace ohmscope

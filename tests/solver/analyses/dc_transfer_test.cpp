// `.tf`: closed forms, and what driving-point impedances and operating points say of the same circuits.

#include "solver/analyses/dc_transfer.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "solver/analyses/driving_point.hpp"
#include "solver/analyses/small_signal.hpp"
#include "support/circuits.hpp"

namespace ohmscope {
namespace {

using test::Cards;
using test::inf;

TransferOutput voltage_of(Cards& c, std::string_view positive, std::string_view negative = "0") {
  return {c.circuit.node(positive), c.circuit.node(negative)};
}

TEST(DcTransfer, OfADividerIsTheTextbookOne) {
  Cards c = Cards().v("a", "0", 5).named("V1").r("a", "b", 1e3).r("b", "0", 3e3).c("b", "0", 1e-6);
  const DcTransfer found = dc_transfer(c.circuit, voltage_of(c, "b"), c.element("V1"));
  EXPECT_DOUBLE_EQ(found.transfer, 0.75);
  EXPECT_DOUBLE_EQ(found.input_resistance, 4e3);
  EXPECT_DOUBLE_EQ(found.output_resistance, 750);
}

TEST(DcTransfer, OfACurrentSourceIsATransresistance) {
  Cards c = Cards().i("a", "0", 1).named("I1").r("a", "0", 1e3).r("a", "b", 1e3).r("b", "0", 2e3);
  const DcTransfer found = dc_transfer(c.circuit, voltage_of(c, "0", "b"), c.element("I1"));
  EXPECT_DOUBLE_EQ(found.transfer, 500) << "1 A out of 'a', a quarter of it through 2 kohm";
  EXPECT_DOUBLE_EQ(found.input_resistance, 750);
  EXPECT_DOUBLE_EQ(found.output_resistance, 1e3);
}

TEST(DcTransfer, OfACurrentCountsFromTheFirstPinThroughTheSource) {
  Cards c = Cards().v("a", "0", 1).named("V1").r("a", "b", 1e3).v("b", "c", 7).named("V2").r("c", "0", 3e3);
  TransferOutput output;
  output.current_of = c.element("V2");
  const DcTransfer found = dc_transfer(c.circuit, output, c.element("V1"));
  EXPECT_DOUBLE_EQ(found.transfer, 0.25e-3);
  EXPECT_DOUBLE_EQ(found.output_resistance, 4e3) << "what V2 sees";
}

TEST(DcTransfer, FollowsTheCurrentThatTheSourceItselfControls) {
  // A current of 3 i is drawn at the source's node: its resistance is a quarter of R.
  Cards c = Cards().v("a", "0", 1).named("V1").r("a", "0", 1e3).f("0", "a", "V1", -3);
  EXPECT_DOUBLE_EQ(dc_transfer(c.circuit, voltage_of(c, "a"), c.element("V1")).input_resistance, 4e3);
}

TEST(DcTransfer, IsExactlyZeroOrInfiniteWhereTheCircuitIsSo) {
  // C1 blocks: nothing flows from V1, nothing reaches 'b', which 1 kohm holds; E2 drives 'c' from 'a' without a
  // resistance.
  Cards c = Cards().v("a", "0", 1).named("V1").c("a", "b", 1e-6).r("b", "0", 1e3).e("c", "0", "a", "0", 2);
  const DcTransfer blocked = dc_transfer(c.circuit, voltage_of(c, "b"), c.element("V1"));
  EXPECT_EQ(blocked.transfer, 0);
  EXPECT_EQ(blocked.input_resistance, inf);
  EXPECT_EQ(blocked.output_resistance, 1e3);
  const DcTransfer ideal = dc_transfer(c.circuit, voltage_of(c, "c"), c.element("V1"));
  EXPECT_EQ(ideal.transfer, 2);
  EXPECT_EQ(ideal.output_resistance, 0);
}

TEST(DcTransfer, IsInfiniteWhereASourceMeetsNoResistance) {
  Cards current = Cards().i("0", "a", 1).named("I1").c("a", "0", 1e-6);
  const DcTransfer charged = dc_transfer(current.circuit, voltage_of(current, "a"), current.element("I1"));
  EXPECT_EQ(charged.transfer, inf);
  EXPECT_EQ(charged.input_resistance, inf);
  EXPECT_EQ(charged.output_resistance, inf);
  Cards voltage = Cards().v("a", "0", 1).named("V1").l("a", "0", 1e-3);
  TransferOutput output;
  output.current_of = voltage.element("V1");
  const DcTransfer shorted = dc_transfer(voltage.circuit, output, voltage.element("V1"));
  EXPECT_EQ(shorted.transfer, inf);
  EXPECT_EQ(shorted.input_resistance, 0);
}

TEST(DcTransfer, IsUndefinedWhereSomethingElseLeavesTheOutputOpen) {
  Cards c = Cards().i("0", "a", 1).named("I1").c("a", "0", 1e-6).c("b", "0", 1e-6).v("d", "0", 1).named("V1");
  EXPECT_TRUE(std::isnan(dc_transfer(c.circuit, voltage_of(c, "b"), c.element("I1")).transfer)) << "not infinite";
  EXPECT_TRUE(std::isnan(dc_transfer(c.circuit, voltage_of(c, "b"), c.element("V1")).transfer)) << "not 0";
}

TEST(DcTransfer, IsUndefinedAtAnOpenOutputThatTheSourceReachesOneWayAlone) {
  // I1 charges 'a'; 'f' floats for itself. A source that looks at both joins them, but 'f' hears nothing of I1.
  Cards c =
      Cards().i("0", "a", 0).named("I1").c("a", "0", 1e-6).c("f", "0", 1e-6).e("d", "0", "a", "f", 1).r("d", "0", 1e3);
  EXPECT_TRUE(std::isnan(dc_transfer(c.circuit, voltage_of(c, "f"), c.element("I1")).transfer));
  EXPECT_EQ(dc_transfer(c.circuit, voltage_of(c, "a"), c.element("I1")).transfer, inf);
  EXPECT_EQ(dc_transfer(c.circuit, voltage_of(c, "d"), c.element("I1")).transfer, inf);
  // The other way round: what follows 'a' has no bound either.
  Cards driven =
      Cards().i("0", "a", 0).named("I1").c("a", "0", 1e-6).e("d", "0", "a", "0", 2).r("d", "e", 1e3).r("e", "0", 1e3);
  EXPECT_EQ(dc_transfer(driven.circuit, voltage_of(driven, "e"), driven.element("I1")).transfer, inf);
}

TEST(DcTransfer, KeepsWhatContradictionsElsewhereLeaveAlone) {
  // V1 is shorted; 'b' is another matter.
  Cards c = Cards().v("a", "0", 1).named("V1").l("a", "0", 1e-3).v("b", "0", 1).r("b", "e", 1e3).r("e", "0", 1e3);
  EXPECT_EQ(dc_transfer(c.circuit, voltage_of(c, "e"), c.element("V1")).transfer, 0);
  EXPECT_TRUE(std::isnan(dc_transfer(c.circuit, voltage_of(c, "a"), c.element("V1")).transfer));
}

TEST(DcTransfer, KeepsAllDigitsBesideLargeResistors) {
  Cards c = Cards().v("a", "0", 1).named("V1").r("a", "b", 1e-3).r("b", "0", 1e15).r("b", "d", 5);
  const DcTransfer found = dc_transfer(c.circuit, voltage_of(c, "a", "b"), c.element("V1"));
  EXPECT_NEAR(found.transfer, 1e-18, 1e-29);
  EXPECT_NEAR(found.input_resistance, 1e15, 1);
}

TEST(DcTransfer, OfAnIdealInvertingAmplifierIsTheRatioOfItsResistors) {
  Cards c = Cards().v("a", "0", 1).named("V1").r("a", "m", 1e3).r("m", "o", 10e3).opamp("0", "m", "o");
  const DcTransfer found = dc_transfer(c.circuit, voltage_of(c, "o"), c.element("V1"));
  EXPECT_DOUBLE_EQ(found.transfer, -10);
  EXPECT_DOUBLE_EQ(found.input_resistance, 1e3);
  EXPECT_EQ(found.output_resistance, 0);
}

TEST(DcTransfer, AgreesWithPortsAndOperatingPointsOnABridgeWithControlledSources) {
  Cards c = Cards()
                .v("in", "0", 1)
                .named("V1")
                .r("in", "a", 120)
                .r("a", "b", 470)
                .r("b", "0", 330)
                .g("b", "a", "in", "b", 2e-3)
                .e("x", "0", "a", "b", -4)
                .r("x", "b", 1e3)
                .f("a", "0", "V1", 0.3);
  const DcTransfer found = dc_transfer(c.circuit, voltage_of(c, "a", "b"), c.element("V1"));
  const SignalValues op = operating_point(c.circuit).points[0];
  const auto v = [&](std::string_view node) { return op.voltages[static_cast<std::size_t>(c.node(node))].real(); };
  EXPECT_NEAR(found.transfer, v("a") - v("b"), 1e-12);
  EXPECT_NEAR(found.input_resistance, -1 / op.currents[0].real(), 1e-9);
  const Port port{"out", c.node("a"), c.node("b")};
  EXPECT_NEAR(found.output_resistance, driving_point_impedances(c.circuit, {port}, {0})[0][0].value().real(), 1e-9);
}

}  // namespace
}  // namespace ohmscope

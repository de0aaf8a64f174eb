#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "solver/analyses/small_signal.hpp"
#include "support/circuits.hpp"

namespace ohmscope {
namespace {

using test::Cards;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

bool is_nan(const Cards& c, const SignalValues& values, std::string_view node) {
  return std::isnan(values.voltages[static_cast<std::size_t>(c.node(node))].real());
}
double volts(const Cards& c, const SignalValues& values, std::string_view node) {
  return values.voltages[static_cast<std::size_t>(c.node(node))].real();
}

TEST(Unsolvable, AFloatingPartIsNamedAndTheRestKeepsItsValues) {
  const Cards c = Cards().v("a", "0", 4).r("a", "b", 1).r("b", "0", 3).r("x", "y", 5).r("y", "z", 5);
  const SignalValues values = operating_point(c.circuit).points[0];
  EXPECT_TRUE(values.solvable) << "undetermined is not contradictory";
  EXPECT_THAT(values.undetermined.nodes, UnorderedElementsAre(c.node("x"), c.node("y"), c.node("z")));
  EXPECT_THAT(values.undetermined.elements, IsEmpty());
  EXPECT_TRUE(is_nan(c, values, "y"));
  EXPECT_EQ(volts(c, values, "b"), 3.0);
}

TEST(Unsolvable, ANodeBehindACapacitorIsUndeterminedAtTheOperatingPointOnly) {
  const Cards c = Cards().v("a", "0", 4, 1).c("a", "b", 1e-6).c("b", "0", 1e-6);
  EXPECT_THAT(operating_point(c.circuit).points[0].undetermined.nodes, ElementsAre(c.node("b")));
  const SignalValues ac = ac_analysis(c.circuit, {1e3}).points[0];
  EXPECT_THAT(ac.undetermined.nodes, IsEmpty());
  EXPECT_NEAR(volts(c, ac, "b"), 0.5, 1e-15);
}

TEST(Unsolvable, AVoltageLoopIsNamedByItsSources) {
  const Cards c = Cards()
                      .v("a", "0", 1)
                      .named("V1")
                      .v("a", "b", 2)
                      .named("V2")
                      .v("b", "0", 3)
                      .named("V3")
                      .r("b", "0", 50)
                      .v("g", "0", 7)
                      .named("V4")
                      .r("g", "h", 1)
                      .r("h", "0", 1);
  const SignalValues values = operating_point(c.circuit).points[0];
  EXPECT_FALSE(values.solvable);
  EXPECT_THAT(values.contradictions.at(0).elements,
              UnorderedElementsAre(c.element("V1"), c.element("V2"), c.element("V3")));
  EXPECT_THAT(values.contradictions.at(0).nodes, IsEmpty());
  EXPECT_TRUE(is_nan(c, values, "a"));
  EXPECT_EQ(volts(c, values, "h"), 3.5) << "the other part of the circuit is solved";
}

TEST(Unsolvable, EqualSourcesInParallelAreSolvedButForTheirCurrents) {
  const Cards c = Cards().v("a", "0", 2).named("V1").v("a", "0", 2).named("V2").r("a", "0", 1);
  const SmallSignalResult op = operating_point(c.circuit);
  EXPECT_TRUE(op.points[0].solvable);
  EXPECT_EQ(volts(c, op.points[0], "a"), 2.0);
  EXPECT_THAT(op.points[0].undetermined.elements, UnorderedElementsAre(c.element("V1"), c.element("V2")));
  EXPECT_THAT(op.points[0].undetermined.nodes, IsEmpty());
  EXPECT_TRUE(std::isnan(op.points[0].currents[0].real()));
}

TEST(Unsolvable, AnInductorAcrossASourceIsAVoltageLoopAtZeroHertz) {
  const Cards c = Cards().v("a", "0", 2, 2).named("V1").l("a", "0", 1e-3).named("L1");
  const SignalValues op = operating_point(c.circuit).points[0];
  EXPECT_FALSE(op.solvable);
  EXPECT_THAT(op.contradictions.at(0).elements, UnorderedElementsAre(c.element("V1"), c.element("L1")));
  EXPECT_TRUE(ac_analysis(c.circuit, {1}).points[0].solvable);
}

TEST(Unsolvable, ACurrentCutsetIsNamedByItsNodesAndWhatMeetsThere) {
  const Cards c = Cards()
                      .i("0", "a", 1)
                      .named("I1")
                      .r("a", "b", 5)
                      .named("R1")
                      .c("b", "0", 1e-9)
                      .named("C1")
                      .v("g", "0", 7)
                      .r("g", "h", 1)
                      .r("h", "0", 1);
  const SignalValues values = operating_point(c.circuit).points[0];
  EXPECT_FALSE(values.solvable);
  EXPECT_THAT(values.contradictions.at(0).nodes, UnorderedElementsAre(c.node("a"), c.node("b")));
  EXPECT_THAT(values.contradictions.at(0).elements,
              UnorderedElementsAre(c.element("I1"), c.element("R1"), c.element("C1")));
  EXPECT_TRUE(is_nan(c, values, "a"));
  EXPECT_EQ(volts(c, values, "h"), 3.5);
}

TEST(Unsolvable, CurrentSourcesInSeriesContradictOneAnotherOnlyIfUnequal) {
  const Cards unequal = Cards().i("0", "a", 1).i("a", "0", 2);
  EXPECT_FALSE(operating_point(unequal.circuit).points[0].solvable);
  const Cards equal = Cards().i("0", "a", 1).i("a", "0", 1);
  const SignalValues values = operating_point(equal.circuit).points[0];
  EXPECT_TRUE(values.solvable);
  EXPECT_THAT(values.undetermined.nodes, ElementsAre(equal.node("a")));
}

TEST(Unsolvable, AnOpampWithoutFeedbackIsNamed) {
  const Cards c = Cards().v("i", "0", 1).named("V1").opamp("i", "0", "o").named("U1").r("o", "0", 50);
  const SignalValues values = operating_point(c.circuit).points[0];
  EXPECT_FALSE(values.solvable) << "1 V between the inputs of an ideal op-amp";
  EXPECT_THAT(values.contradictions.at(0).elements, UnorderedElementsAre(c.element("V1"), c.element("U1")));
  EXPECT_THAT(values.undetermined.nodes, ElementsAre(c.node("o")));
}

TEST(Unsolvable, AnEmptyCircuitIsSolved) {
  const Circuit nothing;
  const SignalValues values = operating_point(nothing).points[0];
  EXPECT_TRUE(values.solvable);
  EXPECT_EQ(values.voltages.size(), 1U);
}

TEST(Unsolvable, IndependentContradictionsAreToldApart) {
  const Cards c =
      Cards().v("a", "0", 1).named("V1").v("a", "0", 2).named("V2").i("0", "x", 1).named("I1").r("b", "0", 1);
  const SignalValues values = operating_point(c.circuit).points[0];
  ASSERT_EQ(values.contradictions.size(), 2U);
  const bool loop_first = values.contradictions[0].nodes.empty();
  const Contradiction& loop = values.contradictions[loop_first ? 0 : 1];
  const Contradiction& cutset = values.contradictions[loop_first ? 1 : 0];
  EXPECT_THAT(loop.elements, UnorderedElementsAre(c.element("V1"), c.element("V2")));
  EXPECT_THAT(cutset.nodes, UnorderedElementsAre(c.node("x")));
  EXPECT_THAT(cutset.elements, UnorderedElementsAre(c.element("I1")));
}

}  // namespace
}  // namespace ohmscope

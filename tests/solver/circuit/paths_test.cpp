#include "solver/circuit/paths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/circuits.hpp"

namespace ohmscope {
namespace {

using test::Cards;

bool is_grounded(const Cards& c, std::string_view node, double frequency) {
  return Paths(c.circuit, frequency).lead_to_ground()[static_cast<std::size_t>(c.node(node))];
}

bool has_feedback(const Cards& c, std::string_view opamp, double frequency) {
  return Paths(c.circuit, frequency).act_back_on(c.element(opamp));
}

TEST(Paths, ACapacitorLeadsToGroundButNotAtZeroHertz) {
  const Cards c = Cards().v("a", "0", 1).c("a", "x", 1e-9).r("x", "y", 10).i("0", "y", 1);
  EXPECT_TRUE(is_grounded(c, "a", 0));
  EXPECT_FALSE(is_grounded(c, "x", 0));
  EXPECT_FALSE(is_grounded(c, "y", 0)) << "a current source is no path";
  EXPECT_TRUE(is_grounded(c, "y", 1));
}

TEST(Paths, EveryConductorLeadsToGround) {
  const Cards c = Cards()
                      .l("l", "0", 1e-3)
                      .r("short", "l", 0)
                      .e("e", "0", "l", "0", 2)
                      .opamp("l", "out", "out")
                      .transformer("p", "0", "s", "float", 2)
                      .r("s", "float", 1);
  for (const char* node : {"l", "short", "e", "out", "p"}) EXPECT_TRUE(is_grounded(c, node, 0)) << node;
  EXPECT_FALSE(is_grounded(c, "s", 0)) << "a transformer's secondary is not joined to its primary";
}

TEST(Paths, ALineLeadsFromEndToEndAtZeroHertzAndAcrossAtOthers) {
  const auto line = [](double shunt) {
    return Cards().add(devices::lossy_line, {"a", "0", "b", "0"}, {1, 1e-6, shunt, 1e-9, 2}).c("a", "0", 1e-9);
  };
  for (const char* node : {"a", "b"}) {
    EXPECT_FALSE(is_grounded(line(0), node, 0)) << node;
    EXPECT_TRUE(is_grounded(line(1e-9), node, 0)) << node << ": its conductance leads across";
    EXPECT_TRUE(is_grounded(line(0), node, 1)) << node;
    EXPECT_TRUE(is_grounded(line(0).r("b", "0", 1), node, 0)) << node;
  }
  const auto balanced = [] { return Cards().add(devices::transmission_line, {"a", "m", "b", "n"}, {50, 1e-9}); };
  EXPECT_FALSE(is_grounded(balanced().r("m", "0", 1), "a", 0)) << "the two wires do not touch";
  EXPECT_FALSE(is_grounded(balanced().r("n", "0", 1).r("b", "n", 1), "m", 0))
      << "what leaves by one wire comes back by the other";
  EXPECT_TRUE(is_grounded(balanced().r("n", "0", 1).r("m", "0", 1).r("b", "n", 1), "a", 0));
  EXPECT_FALSE(is_grounded(balanced().r("n", "0", 1).r("m", "0", 1), "a", 0));
  EXPECT_TRUE(is_grounded(balanced().r("a", "0", 1).r("b", "0", 1).r("n", "0", 1), "m", 0));
}

TEST(Paths, ControlIsNoPath) {
  const Cards c = Cards()
                      .v("a", "0", 1)
                      .named("v")
                      .r("a", "0", 1)
                      .g("g", "0", "a", "0", 1)
                      .f("f", "0", "v", 1)
                      .e("e", "0", "ctl", "0", 1);
  for (const char* node : {"g", "f", "ctl"}) EXPECT_FALSE(is_grounded(c, node, 1)) << node;
}

TEST(Paths, AResistorAndAtAcACapacitorAreFeedback) {
  const Cards r = Cards().v("a", "0", 1).r("a", "m", 1).r("m", "o", 1).opamp("0", "m", "o").named("u");
  EXPECT_TRUE(has_feedback(r, "u", 0));
  const Cards c = Cards().v("a", "0", 1).r("a", "m", 1).c("m", "o", 1).opamp("0", "m", "o").named("u");
  EXPECT_FALSE(has_feedback(c, "u", 0));
  EXPECT_TRUE(has_feedback(c, "u", 1));
}

TEST(Paths, FeedbackMayGoThroughOtherAmplifiersAndCurrentsSensed) {
  const Cards two = Cards().v("a", "0", 1).opamp("a", "q", "o").named("u").opamp("o", "q", "q");
  EXPECT_TRUE(has_feedback(two, "u", 0));
  const Cards sensed = Cards()
                           .v("a", "0", 1)
                           .opamp("a", "m", "o")
                           .named("u")
                           .r("o", "x", 1)
                           .v("x", "0", 0)
                           .named("s")
                           .f("m", "0", "s", 1)
                           .r("m", "0", 1);
  EXPECT_TRUE(has_feedback(sensed, "u", 0));
}

TEST(Paths, NeitherASupplyNorTheNextStageIsFeedback) {
  const Cards supply =
      Cards().v("p", "0", 5).r("p", "o", 1).r("p", "m", 1).r("m", "0", 1).opamp("0", "m", "o").named("u");
  EXPECT_FALSE(has_feedback(supply, "u", 0));
  const Cards next =
      Cards().v("a", "0", 1).opamp("a", "0", "o").named("u").r("o", "m", 1).r("m", "q", 1).opamp("0", "m", "q");
  EXPECT_FALSE(has_feedback(next, "u", 0));
}

TEST(Paths, SourcesAndShortsInARowFixAVoltage) {
  const Cards c = Cards().r("a", "b", 0).v("b", "0", 1).l("c", "a", 1e-3).r("c", "d", 1).opamp("d", "c", "d");
  const Paths at_dc(c.circuit, 0);
  for (const char* node : {"0", "a", "b", "c"}) EXPECT_TRUE(at_dc.fix(c.node(node))) << node;
  EXPECT_FALSE(at_dc.fix(c.node("d"))) << "an op-amp's output is what its inputs make of it";
  EXPECT_FALSE(Paths(c.circuit, 1).fix(c.node("c"))) << "an inductor is a short at 0 Hz alone";
}

}  // namespace
}  // namespace ohmscope

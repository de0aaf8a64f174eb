#include <gtest/gtest.h>

#include "solver/analyses/driving_point.hpp"
#include "support/circuits.hpp"
#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::agrees;
using test::Cards;

enum Kind { zero, infinite, undefined };
constexpr double always[] = {0, 1e-3, 1e3, 1e12};
constexpr double dc[] = {0};

/// A port whose impedance is exactly 0, infinite or undefined, whatever the values of the elements are.
struct Case {
  const char* name;
  Kind kind;
  std::span<const double> frequencies;
  const char* positive;
  const char* negative;
  Cards cards;
};

bool is(const Impedance& z, Kind kind) {
  if (kind == zero) return static_cast<bool>(test::is_short(z));
  return kind == infinite ? z.is_infinite() : z.is_undefined();
}

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const Port port{"x", c.cards.node(c.positive), c.cards.node(c.negative)};
    const Port reversed{"y", port.negative, port.positive};
    for (const double f : c.frequencies) {
      for (const auto& z : driving_point_impedances(c.cards.circuit, {port, reversed}, {f})) {
        EXPECT_TRUE(is(z[0], c.kind)) << c.name << " at " << f << " Hz: " << test::text(z[0]);
      }
    }
  }
}

TEST(ExactZero, IsFoundWhereverStructureShortsThePort) {
  check({
      {"a source across the port", zero, always, "a", "0", Cards().v("a", "0", 1).r("a", "0", 50)},
      {"a source between two nodes", zero, always, "a", "b", Cards().v("a", "b", 1).r("a", "0", 50).r("b", "0", 3)},
      {"two parallel sources", zero, always, "a", "0", Cards().v("a", "0", 1).v("a", "0", 1)},
      {"two sources that contradict are both zeroed", zero, always, "a", "0", Cards().v("a", "0", 1).v("a", "0", 2)},
      {"a loop of three sources", zero, always, "a", "b",
       Cards().v("a", "0", 1).v("a", "b", 2).v("b", "0", 3).r("b", "0", 1)},
      {"0 ohm", zero, always, "a", "0", Cards().r("a", "b", 0).r("b", "0", 0).r("a", "0", 1e3)},
      {"a ring of 0 ohm", zero, always, "a", "b", Cards().r("a", "b", 0).r("b", "d", 0).r("d", "a", 0)},
      {"an inductor", zero, dc, "a", "0", Cards().l("a", "0", 1e-3).r("a", "0", 50)},
      {"two parallel inductors", zero, dc, "a", "0", Cards().l("a", "0", 1e-3).l("a", "0", 1e-3)},
      {"N+ = N-", zero, always, "a", "a", Cards().r("a", "0", 50)},
      {"N+ = N- of a floating node", zero, always, "a", "a", Cards().r("a", "b", 50)},
      {"ground against itself", zero, always, "0", "0", Cards().r("a", "0", 50)},
      {"a follower's output", zero, always, "o", "0", Cards().v("i", "0", 1).opamp("i", "o", "o").r("o", "0", 50)},
      {"a virtual ground", zero, always, "m", "0", Cards().r("i", "m", 1e3).r("m", "o", 1e4).opamp("0", "m", "o")},
      {"an ideal amplifier's output", zero, always, "o", "0",
       Cards().v("i", "0", 1).opamp("i", "m", "o").r("o", "m", 9e3).r("m", "0", 1e3)},
      {"a controlled source's output", zero, always, "o", "0", Cards().r("i", "0", 5).e("o", "0", "i", "0", 10)},
      {"a transformer with a shorted secondary", zero, always, "a", "0",
       Cards().transformer("a", "0", "b", "0", 3).r("b", "0", 0).r("a", "0", 5)},
      {"a transresistance without input", zero, always, "o", "0",
       Cards().v("i", "0", 0).named("vs").h("o", "0", "vs", 100).r("i", "0", 5)},
      {"R against -R in series", zero, always, "a", "0", Cards().r("a", "b", 1000).r("b", "0", -1000)},
  });
}

TEST(ExactInfinity, IsFoundWhereverNoCurrentCanFlow) {
  check({
      {"a lone series resistor", infinite, always, "a", "0", Cards().r("a", "b", 10)},
      {"a capacitor", infinite, dc, "a", "0", Cards().c("a", "0", 1e-6)},
      {"a floating ring", infinite, always, "a", "0", Cards().r("a", "b", 10).r("b", "d", 20).r("d", "a", 30)},
      {"between two rings", infinite, always, "a", "x",
       Cards().r("a", "b", 1).r("b", "d", 2).r("d", "a", 3).l("x", "y", 1).r("y", "x", 5).r("0", "g", 1)},
      {"a floating ring of 0 ohm", infinite, always, "a", "0", Cards().r("a", "b", 0).r("b", "d", 0).r("d", "a", 0)},
      {"behind a capacitor", infinite, dc, "a", "b", Cards().r("a", "0", 50).c("a", "b", 1e-9).r("b", "d", 10)},
      {"a controlling input", infinite, always, "i", "0", Cards().e("o", "0", "i", "0", 10).r("o", "0", 5)},
      {"a controlling input of a current", infinite, always, "i", "0", Cards().g("o", "0", "i", "0", 1).r("o", "0", 5)},
      {"an ideal opamp's input with feedback", infinite, always, "i", "0",
       Cards().opamp("i", "m", "o").r("o", "m", 9e3).r("m", "0", 1e3)},
      {"a follower's input", infinite, always, "i", "0", Cards().opamp("i", "o", "o").r("o", "0", 50)},
      {"a real opamp's input without Rin", infinite, always, "i", "0",
       Cards().opamp("i", "o", "o", 1e5, 1e6, test::inf, 0, 50)},
      {"a zeroed current source", infinite, always, "a", "0", Cards().i("a", "0", 1, 1)},
      {"an unloaded transformer", infinite, always, "a", "0", Cards().transformer("a", "0", "b", "0", 3)},
      {"R that is inf", infinite, always, "a", "0", Cards().r("a", "0", test::inf)},
      {"R parallel to -R", infinite, always, "a", "0", Cards().r("a", "0", 1000).r("a", "0", -1000)},
      {"a bootstrap of gain 1", infinite, always, "a", "0", Cards().r("a", "b", 12.34).e("b", "0", "a", "0", 1)},
      {"a node that nothing touches", infinite, always, "x", "0",
       Cards().r("a", "0", 50).add(devices::vccs, {"a", "0", "x", "0"}, {0.0})},
  });
}

TEST(Undefined, IsFoundWhereverTheEquationsDoNotFixTheRatio) {
  const Cards integrator = Cards().r("i", "m", 1e3).c("m", "o", 1e-9).opamp("0", "m", "o");
  check({
      {"an ideal integrator's input at 0 Hz", undefined, dc, "i", "0", integrator},
      {"an ideal integrator's output at 0 Hz", undefined, dc, "o", "0", integrator},
      {"an ideal amplifier whose input floats", undefined, always, "o", "0", Cards().opamp("i", "o", "o")},
      {"a nullor's input", undefined, always, "i", "0", Cards().opamp("i", "0", "o").r("o", "0", 50)},
      {"a nullor's output", undefined, always, "o", "0", Cards().opamp("i", "0", "o").r("i", "0", 50)},
      {"an amplifier between floating nodes", undefined, always, "o", "0", Cards().e("o", "0", "x", "0", 5)},
  });
}

TEST(Exactness, WhatIsOpenOrShortAtZeroHertzIsOrdinaryAbove) {
  const Cards c = Cards().c("a", "0", 1e-9).l("b", "0", 1e-3);
  const auto z = driving_point_impedances(c.circuit, {{"a", c.node("a"), ground}, {"b", c.node("b"), ground}},
                                          {0, 1e-3, 1e3, 1e12, 0});
  for (const std::size_t k : {0U, 4U}) {
    EXPECT_TRUE(z[0][k].is_infinite());
    EXPECT_TRUE(test::is_short(z[1][k]));
  }
  EXPECT_TRUE(agrees(z[0][1], test::capacitor(1e-3, 1e-9)));
  EXPECT_TRUE(agrees(z[1][3], test::inductor(1e12, 1e-3)));
}

TEST(Exactness, AnUndeterminedPartElsewhereLeavesThePortItsValue) {
  const Cards c =
      Cards().r("a", "0", 50).r("x", "y", 1).v("p", "0", 1).v("p", "0", 2).opamp("q", "0", "w").i("0", "u", 1);
  EXPECT_TRUE(agrees(driving_point_impedances(c.circuit, {{"a", c.node("a"), ground}}, {1e3})[0][0], 50.0));
}

TEST(Exactness, SourcesAreZeroedWhateverTheirValues) {
  const Cards c = Cards().v("s", "0", 1e6, 1e6).r("s", "a", 50).i("a", "0", 1e6, 1e6).r("a", "0", 50);
  for (const double f : always) {
    EXPECT_TRUE(agrees(driving_point_impedances(c.circuit, {{"a", c.node("a"), ground}}, {f})[0][0], 25.0));
  }
}

TEST(Exactness, ACircuitWithoutElementsHasNothingToShow) {
  Circuit circuit;
  const NodeId a = circuit.node("a");
  EXPECT_TRUE(driving_point_impedances(circuit, {{"a", a, ground}}, {1})[0][0].is_infinite());
  EXPECT_TRUE(driving_point_impedances(circuit, {}, {1}).empty());
  EXPECT_TRUE(driving_point_impedances(circuit, {{"a", a, ground}}, {})[0].empty());
}

}  // namespace
}  // namespace ohmscope

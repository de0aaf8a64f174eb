// What a few lines can ask for without end is stopped early, by name.

#include "netlist/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Limits at_most_elements(std::size_t count) { return {.elements = count}; }

/// `levels` definitions, each with two instances of the one below; the innermost holds `inside`.
std::string doubling_deck(int levels, std::string_view inside) {
  std::string deck = fmt::format(".subckt s0 a\n{}.ends\n", inside);
  for (int k = 1; k <= levels; ++k) deck += fmt::format(".subckt s{} a\nX1 a s{}\nX2 a s{}\n.ends\n", k, k - 1, k - 1);
  return deck + fmt::format("R1 n 0 1\nXtop n s{}\nR2 n 0 1\n", levels);
}

TEST(Limits, SubcircuitsThatDoubleFortyTimesAreRefusedBeforeAnyIsOpened) {
  for (const char* inside : {"R1 a 0 1\n", ""}) {
    const Loaded loaded(doubling_deck(40, inside));
    ASSERT_EQ(loaded.messages().size(), 1U);
    EXPECT_THAT(loaded.messages().front(),
                ::testing::HasSubstr("error: the circuit has more than 10000000 elements | "));
    EXPECT_THAT(loaded.messages().front(), ::testing::HasSubstr("--max-elements raises the limit"));
    EXPECT_EQ(loaded.netlist().circuit.element_count(), 1U);
  }
}

TEST(Limits, ElementsAndInstancesCountAlike) {
  // 1 + 2 + 4 instances, 4 elements inside, 2 outside.
  const std::string deck = doubling_deck(2, "R1 a 0 1\n");
  EXPECT_THAT(Loaded(deck, at_most_elements(13)).messages(), IsEmpty());
  EXPECT_EQ(Loaded(deck, at_most_elements(12)).messages().size(), 1U);
}

TEST(Limits, TheLastElementAllowedIsRead) {
  const std::string deck = "R1 a 0 1\nR2 a 0 1\nR3 a 0 1\n";
  EXPECT_THAT(Loaded(deck, at_most_elements(3)).messages(), IsEmpty());
  EXPECT_THAT(Loaded(deck, at_most_elements(2)).messages(),
              ElementsAre("4:1: error: the circuit has more than 2 elements | subcircuits that contain others twice or "
                          "more grow fast; --max-elements raises the limit"));
}

TEST(Limits, ManyInductorsCoupledInPairsCount) {
  std::string deck;
  std::string coupling = "K1";
  for (int k = 0; k < 100; ++k) {
    deck += fmt::format("L{} n{} 0 1\n", k, k);
    coupling += fmt::format(" L{}", k);
  }
  const Loaded loaded(deck + coupling + " 0.1\n", at_most_elements(1000));
  ASSERT_EQ(loaded.messages().size(), 1U);
  EXPECT_EQ(loaded.netlist().circuit.element_count(), 100U);
}

TEST(Limits, DefinitionsThatCallOneAnotherInALongLineAreCounted) {
  std::string deck = ".subckt s0 a\nR1 a 0 1\n.ends\n";
  for (int k = 1; k < 100'000; ++k) deck += fmt::format(".subckt s{} a\nX1 a s{}\n.ends\n", k, k - 1);
  EXPECT_THAT(Loaded(deck + "X1 a s99\n").messages(), IsEmpty());
  EXPECT_EQ(Loaded(deck + "X1 a s99999\n").messages().size(), 1U);  // nests too deep
}

TEST(Limits, ASubcircuitThatContainsItselfIsSaidToDoSo) {
  const Loaded loaded(".subckt a p\nX1 p b\nX2 p b\n.ends\n.subckt b p\nX1 p a\n.ends\nX1 n a\n");
  ASSERT_FALSE(loaded.messages().empty());
  EXPECT_THAT(loaded.messages().front(), ::testing::HasSubstr("subcircuit 'a' contains itself"));
}

TEST(Limits, ExpressionsMayNestAsDeepAsAllowed) {
  const std::string deck = "R1 a 0 {((((1))))}\n";
  EXPECT_THAT(Loaded(deck, {.expression_depth = 5}).messages(), IsEmpty());
  EXPECT_THAT(Loaded(deck, {.expression_depth = 4}).messages(),
              ElementsAre("2:12: error: the expression nests deeper than 4 | --max-expression-depth raises the limit"));
}

}  // namespace
}  // namespace ohmscope::testing

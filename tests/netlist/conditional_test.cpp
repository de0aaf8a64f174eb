// `.if` and its branches.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string choice(std::string_view p) {
  return ".param p=" + std::string(p) +
         "\n.if (p==1)\nR1 a 0 1\n.elseif p > 1 && p < 3\nR1 a 0 2\n.elseif 'p == 3'\nR1 a 0 3\n.else\nR1 a 0 "
         "4\n.endif\n";
}

TEST(Conditional, TheFirstBranchThatHoldsCounts) {
  for (const int p : {1, 2, 3, 4}) {
    const Loaded loaded(choice(std::to_string(p)));
    EXPECT_THAT(loaded.messages(), IsEmpty());
    EXPECT_EQ(loaded.value("R1"), p);
  }
}

TEST(Conditional, EachInstanceChoosesAnew) {
  const Loaded loaded(
      ".subckt s a p=1\n.if (p < 2)\n.param r=10\n.model m opamp (Rin=5)\n.else\n.param r={20*p}\n"
      ".model m opamp (Rin=6)\n.endif\nR1 a 0 {r}\nX1 a 0 b m\n.ends\nX1 a s\nX2 a s p=3\nX3 a s p=4\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("X1.R1"), 10);
  EXPECT_EQ(loaded.value("X2.R1"), 60);
  EXPECT_EQ(loaded.value("X3.R1"), 80);
  EXPECT_EQ(loaded.element("X1.X1"), "opamp a 0 X1.b = inf inf 5 0 0 0 0");
  EXPECT_EQ(loaded.element("X3.X1"), "opamp a 0 X3.b = inf inf 6 0 0 0 0");
}

TEST(Conditional, ParametersMayComeLaterOrFromABranch) {
  const Loaded loaded(
      ".param q=7\n.if (late)\n.param q=5\n.endif\nR1 a 0 {q}\n.param late=1\n.if (q==5)\nR2 a 0 2\n.endif\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("R1"), 5);
  EXPECT_EQ(loaded.value("R2"), 2);
}

TEST(Conditional, BranchesNestAndHoldDefinitions) {
  const Loaded loaded(
      ".param a=1 b=0\n.if (a)\n.if (b)\n.subckt s p\nR1 p 0 1\n.ends\n.else\n.subckt s p\n.if (a)\nR1 p 0 2\n.endif\n"
      "X1 p t\n.subckt t q\nR3 q 0 {a}\n.ends\n.ends\n.endif\n.else\nR2 a 0 1\n.endif\nX1 n s\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("X1.R1"), 2);
  EXPECT_EQ(loaded.value("X1.X1.R3"), 1);
  EXPECT_FALSE(loaded.netlist().circuit.find_element("R2"));
}

TEST(Conditional, CardsOfTheDeckCountOnlyInTheBranchThatHolds) {
  const Loaded loaded(
      ".if (0)\n.ac dec 1 1 10\n.port p a\n.chain c\ns series Z=1\n.endchain\n.temp 99\n.tran 1 2\n.else\n.op\n"
      ".port q a\n.chain d\nu series Z=2\n.endchain\n.global g\n.endif\nR1 a 0 {temper}\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  ASSERT_EQ(loaded.deck().analyses.size(), 1U);
  EXPECT_EQ(loaded.text(loaded.deck().analyses[0].words[0]), ".op");
  ASSERT_EQ(loaded.deck().ports.size(), 1U);
  EXPECT_EQ(loaded.text(loaded.deck().ports[0].name), "q");
  ASSERT_EQ(loaded.deck().chains.size(), 1U);
  EXPECT_EQ(loaded.text(loaded.deck().chains[0].lines.at(0).name), "u");
  EXPECT_EQ(loaded.deck().globals.size(), 1U);
  EXPECT_EQ(loaded.value("R1"), 27);
}

TEST(Conditional, MistakesInABranchThatDoesNotHoldAreNone) {
  const std::string branch = "R1 a 0 {1+\n.foo\n.subckt\n.ends\n";
  EXPECT_THAT(Loaded(".if (0)\n" + branch + ".endif\nR9 a 0 1\n").messages(), IsEmpty());
  EXPECT_THAT(Loaded(".if (1)\n" + branch + ".endif\nR9 a 0 1\n").messages(), ::testing::SizeIs(3));
}

struct Bad {
  std::string text;
  std::vector<std::string> messages;
};
class BadConditional : public ::testing::TestWithParam<Bad> {};
TEST_P(BadConditional, IsReported) {
  EXPECT_THAT(Loaded(GetParam().text).messages(), ::testing::ElementsAreArray(GetParam().messages)) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(
    Conditional, BadConditional,
    ::testing::Values(Bad{".if (1)\nR1 a 0 1\n", {"2:1: error: '.if (1)' is not closed, expected '.endif'"}},
                      Bad{"R1 a 0 1\n.endif\n", {"3:1: error: '.endif' without '.if'"}},
                      Bad{"R1 a 0 1\n.else\n.elseif (1)\n",
                          {"3:1: error: '.else' without '.if'", "4:1: error: '.elseif' without '.if'"}},
                      Bad{".if\nR1 a 0 1\n.endif\nR2 a 0 1\n",
                          {"2:1: error: '.if' has no condition, expected '.if (expression)'"}},
                      Bad{".if (1)\n.else\n.else\n.endif\nR1 a 0 1\n",
                          {"4:1: error: '.else' behind '.else', expected '.endif' | 3: '.else' is here"}},
                      Bad{".if (x==1)\nR1 a 0 1\n.endif\nR2 a 0 1\n", {"2:6: error: unknown parameter 'x'"}},
                      Bad{".subckt s a\n.if (1)\nR1 a 0 1\n.ends\nX1 a s\nX2 a s\n",
                          {"3:1: error: '.if (1)' is not closed, expected '.endif' | 6: in this instance"}},
                      Bad{".subckt s a\n.if (y)\nR1 a 0 1\n.endif\n.ends\nX1 a s\n",
                          {"3:6: error: unknown parameter 'y' | 7: in this instance"}},
                      Bad{".chain c\ns series Z=1\n.if (1)\n.endif\n",
                          {"4:1: error: '.if' inside chain 'c' | 2: opened here | '.endchain' closes a chain"}},
                      Bad{".if (1)\n.chain c\ns series Z=1\n.endif\n",
                          {"3:1: error: chain 'c' is not closed, expected '.endchain'"}}));

TEST(Conditional, NestedWithoutEndIsAnErrorNotACrash) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += ".if (1)\n";
  EXPECT_FALSE(Loaded(text).messages().empty());
}

}  // namespace
}  // namespace ohmscope

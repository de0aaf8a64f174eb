// Parameters that an instance finds among those of its callers. Expected values: ngspice 39.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view inner = ".subckt inner a\nR1 a 0 {foo}\n.ends\n";

TEST(CallersParameter, CountsThoughTheDefinitionStandsElsewhere) {
  const Loaded loaded(std::string(inner) +
                      ".subckt outer a params: foo=7\nX1 a inner\n.ends\nX1 a outer\nX2 a outer foo=9\n"
                      ".subckt other a\nX1 a inner\n.param foo={bar*2} bar=5.5\n.ends\nX3 a other\n");
  EXPECT_EQ(loaded.value("X1.X1.R1"), 7);
  EXPECT_EQ(loaded.value("X2.X1.R1"), 9);
  EXPECT_EQ(loaded.value("X3.X1.R1"), 11);
}

TEST(CallersParameter, HidesThatOfTheDeck) {
  const Loaded loaded(".param foo=3\n" + std::string(inner) +
                      ".subckt outer a params: foo=7\nX1 a inner\n.ends\nX1 a outer\nX2 a inner\n");
  EXPECT_EQ(loaded.value("X1.X1.R1"), 7);
  EXPECT_EQ(loaded.value("X2.R1"), 3);
}

TEST(CallersParameter, HidesThatOfTheDefinitionAroundIt) {
  const Loaded loaded(".param foo=3\n.subckt outer a params: foo=7\n" + std::string(inner) +
                      ".subckt mid a params: foo=5\nX1 a inner\n.ends\nX1 a mid\nX2 a inner\n.ends\nX1 a outer\n");
  EXPECT_EQ(loaded.value("X1.X1.X1.R1"), 5);
  EXPECT_EQ(loaded.value("X1.X2.R1"), 7);
  EXPECT_THAT(loaded.messages(), ElementsAre(HasSubstr("'foo' is 5, as the caller 'mid' has it, and not 7, as 'outer' "
                                                       "around it has it")));
}

TEST(CallersParameter, IsThereForDefaultsBranchesAndFunctions) {
  const Loaded loaded(
      ".param foo=3\n.func f(x) {x*foo}\n.subckt inner a params: q={foo*2}\n.param r={foo+100}\nR1 a 0 {q}\n"
      "R2 a 0 {r}\nR3 a 0 {f(2)}\nR4 a 0 foo\n.if (foo > 5)\nR5 a 0 1\n.endif\n.ends\n"
      ".subckt outer a params: foo=7\nX1 a inner\nX2 a inner q={foo}\n.ends\nX1 a outer\n");
  EXPECT_EQ(loaded.value("X1.X1.R1"), 14);
  EXPECT_EQ(loaded.value("X1.X2.R1"), 7);
  EXPECT_EQ(loaded.value("X1.X1.R2"), 107);
  EXPECT_EQ(loaded.value("X1.X1.R3"), 14);
  EXPECT_EQ(loaded.value("X1.X1.R4"), 7);
  EXPECT_EQ(loaded.element("X1.X1.R5"), "R a 0 = 1");
}

TEST(CallersParameter, DoesNotReachTheModelsOfTheDeck) {
  const Loaded loaded(
      ".param foo=3\n.model rm r(rsh={foo} defw=1u)\n.subckt inner a\nR1 a 0 rm l=1u w=1u\n.ends\n"
      ".subckt outer a params: foo=7\nX1 a inner\n.ends\nX1 a outer\n");
  EXPECT_DOUBLE_EQ(loaded.value("X1.X1.R1"), 3);
  EXPECT_THAT(loaded.messages(), IsEmpty());
}

TEST(CallersParameter, IsWarnedOfOnceWhereTheReadingMatters) {
  const Loaded loaded(".param foo=3\n" + std::string(inner) +
                      ".subckt outer a params: foo=7\nX1 a inner\nX2 a inner\n.ends\nX1 a outer\nX2 a outer foo=9\n");
  EXPECT_THAT(loaded.messages(),
              ElementsAre("4:9: warning: 'foo' is 7, as the caller 'outer' has it, and not 3, as the deck has it | 6: "
                          "defined here | 7: in this instance | 10: in this instance | make 'foo' a parameter of "
                          "'inner', and write foo={foo} on its instance"));
}

TEST(CallersParameter, IsWarnedOfWhereNothingElseHasTheName) {
  const Loaded loaded(std::string(inner) + ".subckt outer a params: foo=7\nX1 a inner\n.ends\nX1 a outer\n");
  EXPECT_THAT(loaded.messages(), ElementsAre(HasSubstr("3:9: warning: 'foo' is 7, as the caller 'outer' has it: other "
                                                       "simulators may not look there")));
}

TEST(CallersParameter, IsNotSpokenOfWhereEveryReadingIsTheSame) {
  EXPECT_THAT(Loaded(".param foo=3\n" + std::string(inner) +
                     ".subckt outer a params: foo={1+2}\nX1 a inner\n.ends\nX1 a outer\n")
                  .messages(),
              IsEmpty());
  EXPECT_THAT(Loaded(".param foo=3\n.subckt inner a params: foo=1\nR1 a 0 {foo}\n.ends\n"
                     ".subckt outer a params: foo=7\nX1 a inner foo={foo}\n.ends\nX1 a outer\n")
                  .messages(),
              IsEmpty());
}

TEST(CallersParameter, IsNotThatOfABystander) {
  const Loaded loaded(std::string(inner) +
                      ".subckt outer a params: foo=7\nR1 a 0 {foo}\n.ends\nX1 a outer\nX2 a inner\n");
  EXPECT_THAT(loaded.messages(), ElementsAre("3:9: error: unknown parameter 'foo' | 9: in this instance"));
}

TEST(CallersParameter, ThatIsWrongIsToldAsItsOwnMistake) {
  EXPECT_THAT(Loaded(".param foo=3\n" + std::string(inner) +
                     ".subckt outer a params: foo={1/0}\nX1 a inner\n.ends\nX1 a outer\n")
                  .messages(),
              ElementsAre(HasSubstr("6:31: error: division by zero")));
}

TEST(CallersParameter, IsSuggestedForAMisspeltName) {
  EXPECT_THAT(
      Loaded(".subckt inner a\nR1 a 0 {fooo}\n.ends\n.subckt outer a params: foo1=7\nX1 a inner\n.ends\n"
             "X1 a outer\n")
          .messages(),
      ElementsAre(HasSubstr("unknown parameter 'fooo' | 6: in this instance | 8: in this instance | did you mean "
                            "'foo1'?")));
}

/// A definition around one that is hidden is evaluated for the comparison alone: what is wrong there is told.
TEST(CallersParameter, IsComparedWithoutGoingRound) {
  const Loaded loaded(
      ".subckt outer a params: foo=1\n.param foo={bar} bar={foo}\n.subckt inner a\nR1 a 0 {foo}\n.ends\n"
      ".subckt mid a params: foo=5\nX1 a inner\n.ends\nX1 a mid\n.ends\nX1 a outer\n");
  EXPECT_THAT(loaded.messages(), SizeIs(1));
  EXPECT_THAT(loaded.messages().front(), HasSubstr("depends on itself"));
}

TEST(HiddenParameter, IsWarnedOfInEveryOrderOfCards) {
  const std::string subcircuit = ".subckt s a w=1 q=1\nR1 a 0 {q}\n.ends\n";
  const std::string warning = "'w' is here the parameter of subcircuit 's', which is 1, and not that of its caller, 5";
  for (const char* body : {"X1 a s q={w}\nR1 a 0 {w}\n.param w=5\n", "R1 a 0 {w}\nX1 a s q={w}\n.param w=5\n",
                           ".param w=5\nX1 a s q={w}\n"}) {
    const Loaded loaded(subcircuit + ".subckt c a\n" + body + ".ends\nX1 a c\n");
    EXPECT_THAT(loaded.messages(), ElementsAre(HasSubstr(warning))) << body;
    EXPECT_EQ(loaded.value("X1.X1.R1"), 1) << body;
  }
}

}  // namespace
}  // namespace ohmscope

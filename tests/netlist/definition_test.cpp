// Definitions as people write them: pins, nesting, and what is wrong with those that nothing uses.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view faulty =
    ".subckt bad a b\nR1 a b {1+\nR2 a\n.foo\n.model m\n.param\nQ1 a b 0 none\nE1 a b {\n.ends bda\n";

TEST(UnusedDefinition, MayHoldAnyMistake) {
  EXPECT_THAT(Loaded(std::string(faulty) + "R9 a 0 1\n").messages(), IsEmpty());
}

TEST(UnusedDefinition, IsReportedOnceItIsUsed) {
  const Loaded loaded(std::string(faulty) + "X1 a b bad\nX2 a b bad\n");
  EXPECT_THAT(loaded.messages(), SizeIs(8));
  EXPECT_THAT(loaded.messages(), ::testing::Each(HasSubstr("11: in this instance")));
}

TEST(UnusedDefinition, HidesNoMissingFileAndNoMissingEnd) {
  EXPECT_THAT(Loaded("R9 a 0 1\n.subckt bad a\n.include nosuch.inc\nR1 a b {\n").messages(),
              ElementsAre(HasSubstr("cannot read 'nosuch.inc'"), HasSubstr("'bad' is not closed")));
}

TEST(UnusedDefinition, WithMistakesIsNoted) {
  Loaded loaded(std::string(faulty) + ".subckt fine a\n.ends\nR9 a 0 1\n");
  loaded.elaborator().note_unused();
  EXPECT_THAT(loaded.messages(),
              ElementsAre("2:9: note: subcircuit 'bad' has mistakes, but nothing uses it: 6 not reported"));
}

TEST(Definition, TheSameTwiceIsOne) {
  const Loaded loaded(
      ".subckt s a\nR1 a 0 1\n.ends\n.model m opamp\n.subckt s a\nR1 a 0 1\n.ends\n.model m opamp\n"
      "X1 a s\nX2 a b c m\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("X1.R1"), 1.0);
}

TEST(Definition, TwoOfOneNameThatNothingUsesAreFine) {
  EXPECT_THAT(Loaded(".subckt s a\n.ends\n.subckt s b\n.ends\n.model d d\n.model d d(is=1)\nR1 a 0 1\n").messages(),
              IsEmpty());
}

TEST(Definition, NamesMayHoldAnything) {
  const Loaded loaded(".subckt 74/a.b+c-d#e n+ n-\nR1 n+ n- 1\n.ends\nXu/1 $N_0001 x.y#2 74/A.b+C-d#e\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("Xu/1.R1"), "R $N_0001 x.y#2 = 1");
}

TEST(Definition, APinCalledGndIsNotTheGround) {
  const Loaded loaded(".subckt s in gnd\nR1 in gnd 1\nX1 in t\n.subckt t a\nR2 a gnd 2\n.ends\n.ends\nX1 a b s\n");
  EXPECT_EQ(loaded.element("X1.R1"), "R a b = 1");
  EXPECT_EQ(loaded.element("X1.X1.R2"), "R a 0 = 2");
}

TEST(Definition, APinCalled0IsTheGround) {
  const Loaded loaded(".subckt s in 0\nR1 in 0 1\n.ends\nX1 a b s\n");
  EXPECT_EQ(loaded.element("X1.R1"), "R a 0 = 1");
  EXPECT_THAT(loaded.messages(), ElementsAre(HasSubstr("2:14: warning: a pin called '0' is the ground")));
}

constexpr std::string_view gate =
    ".subckt gate a y optional: vcc=$G_VCC gnd=0 params: r=5 text: t=\"x\"\nR1 a y {r}\nR2 vcc gnd 1\n.ends\n";

TEST(OptionalPins, ThatAreLeftOutAreGlobalNodes) {
  const Loaded loaded(std::string(gate) +
                      ".subckt s p q\nX1 p q gate params: r=7\n.ends\nX1 a b s\nX2 a b c gate\n"
                      "X3 a b c d gate\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.element("X1.X1.R1"), "R a b = 7");
  EXPECT_EQ(loaded.element("X1.X1.R2"), "R $G_VCC 0 = 1");
  EXPECT_EQ(loaded.element("X2.R2"), "R c 0 = 1");
  EXPECT_EQ(loaded.element("X3.R2"), "R c d = 1");
}

TEST(OptionalPins, DoNotExcuseTheOthers) {
  EXPECT_THAT(
      Loaded(std::string(gate) + "X1 a gate\nX2 a b c d e gate\n").messages(),
      ElementsAre("6:1: error: 'X1' connects 1 node, expected 2 to 4: 'Xname a y vcc gnd gate' | 2: defined here",
                  "7:1: error: 'X2' connects 5 nodes, expected 2 to 4: 'Xname a y vcc gnd gate' | 2: defined here"));
}

/// Expected values: ngspice 39.
TEST(Argument, SeesTheOtherParametersOfTheSubcircuitBeforeThoseOfTheCaller) {
  const Loaded loaded(
      ".param w=5 k=3\nX1 a s w={2*w} q={w}\nX2 a s q={w} w={2*w}\nX3 a s q={w}\nX4 a s p={n} n=3 q={k}\n"
      ".subckt s a w=1 q=1 n=9 p=4\nRw a 0 {w}\nRq a 0 {q}\nRp a 0 {p}\n.ends\n");
  EXPECT_EQ(loaded.value("X1.Rw"), 10);
  EXPECT_EQ(loaded.value("X1.Rq"), 10);
  EXPECT_EQ(loaded.value("X2.Rq"), 10);
  EXPECT_EQ(loaded.value("X3.Rq"), 1);
  EXPECT_EQ(loaded.value("X4.Rp"), 3);
  EXPECT_EQ(loaded.value("X4.Rq"), 3);
  EXPECT_THAT(loaded.messages(), ::testing::SizeIs(3));
  EXPECT_THAT(
      loaded.messages().back(),
      HasSubstr(
          "5:10: warning: 'w' is here the parameter of subcircuit 's', which is 1, and not that of its caller, 5"));
}

TEST(Argument, MayBeAParamOfTheBody) {
  const Loaded loaded("X1 a s r=2\nX2 a s\n.subckt s a\n.param r=10 t={2*r}\nR1 a 0 {t}\n.ends\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_EQ(loaded.value("X1.R1"), 4);
  EXPECT_EQ(loaded.value("X2.R1"), 20);
}

/// Two resistances of a subcircuit whose parameters are `formals` and whose instance gives `arguments`.
std::vector<double> given(const std::string& formals, const std::string& arguments) {
  const Loaded loaded(".param rl=300 rin=7\nX1 a s " + arguments + "\n.subckt s p " + formals +
                      "\nR1 p 0 {rin}\nR2 p 0 {rl}\n.ends\n");
  return {loaded.value("X1.R1"), loaded.value("X1.R2")};
}

/// Expected values: ngspice 39, which evaluates plain numbers first, then by the depth of the definitions, then in the
/// order of the .subckt card.
TEST(Argument, MeansTheCallersParameterWhereThatOfTheSubcircuitIsNotKnownYet) {
  EXPECT_THAT(given("rin=10 rl={2*rin}", "rin={rl/3}"), ElementsAre(100, 200));
  EXPECT_THAT(given("rl={2*rin} rin=10", "rin={rl/3}"), ElementsAre(100, 200));
  EXPECT_THAT(given("rin=10 rl=60", "rin={rl/3} rl={-(-90)}"), ElementsAre(100, 90));
  EXPECT_THAT(given("rl=60 rin=10", "rin={rl/3} rl={-(-90)}"), ElementsAre(30, 90));
  EXPECT_THAT(given("rl={20*3} rin=10", "rin={rl/3}"), ElementsAre(20, 60));
  for (const char* number : {"90", "{90}", "'90'"})
    EXPECT_THAT(given("rin=10 rl=60", std::string("rin={rl/3} rl=") + number), ElementsAre(30, 90)) << number;
}

TEST(Argument, IsReadInTheOrderOfTheDefinitionAndNotOfTheCard) {
  EXPECT_THAT(given("rin=10 rl=5", "rin={rl/3} rl={rin}"), ElementsAre(100, 100));
  EXPECT_THAT(given("rin=10 rl=5", "rl={rin} rin={rl/3}"), ElementsAre(100, 100));
  EXPECT_EQ(
      Loaded(".param rl=300\nX1 a s rin={rl/3} rl={rin}\n.subckt s p rin=10 rl=5\nR1 p 0 {rl}\n.ends\n").value("X1.R1"),
      100);
}

TEST(Argument, MeansTheCallersParameterAndNotAnExpressionOfTheBody) {
  const std::string tap = ".subckt tap in out R=1k\n.param w={R*2}\nR1 in out {R}\nR2 out 0 {w}\n.ends\n";
  const Loaded loaded(".param w=300\nX1 a b tap R={w}\n" + tap);
  EXPECT_EQ(loaded.value("X1.R1"), 300);
  EXPECT_EQ(loaded.value("X1.R2"), 600);
  EXPECT_THAT(loaded.messages(), IsEmpty());
  EXPECT_THAT(Loaded("X1 a b tap R={w}\n" + tap).messages(), Contains(HasSubstr("unknown parameter 'w'")));
}

TEST(Argument, ThatDependsOnItselfMeansTheCallersOrIsAnError) {
  const std::string subcircuit = ".subckt s n a=1 b=1\nR1 n 0 {b}\n.ends\n";
  EXPECT_EQ(Loaded(".param a=2 b=7\nX1 n s a={b} b={a}\n" + subcircuit).value("X1.R1"), 7);
  EXPECT_THAT(Loaded(".param a=2\nX1 n s a={b} b={a}\n" + subcircuit).messages(),
              ElementsAre(HasSubstr("unknown parameter 'b'")));
}

TEST(Argument, OfASubcircuitWhoseParametersGoInACircleIsAnError) {
  EXPECT_THAT(Loaded("X1 n s c={a}\n.subckt s n a={b} b={a} c=1\nR1 n 0 {c}\n.ends\n").messages(),
              ElementsAre(HasSubstr("the parameters of subcircuit 's' depend on one another in a circle")));
}

/// Expected values: ngspice 39.
TEST(Definition, ThatNamesItselfMeansTheCallersParameter) {
  EXPECT_EQ(Loaded(".param a=2\nX1 n s\n.subckt s n a={a*3}\nR1 n 0 {a}\n.ends\n").value("X1.R1"), 6);
  EXPECT_EQ(Loaded(".param a=2\nX1 n s\n.subckt s n\n.param a={a*3}\nR1 n 0 {a}\n.ends\n").value("X1.R1"), 6);
  EXPECT_EQ(Loaded(".param a=2\nX1 n t a=5\n.subckt t n a=1\nX2 n s\n.ends\n"
                   ".subckt s n a={a*3}\nR1 n 0 {a}\n.ends\n")
                .value("X1.X2.R1"),
            15);
  EXPECT_THAT(Loaded("X1 n s\n.subckt s n a={a*3}\nR1 n 0 {a}\n.ends\n").messages(),
              ElementsAre(HasSubstr("parameter 'a' depends on itself")));
}

TEST(Argument, ALongChainOfThemIsNoCrash) {
  std::string formals;
  std::string givens;
  for (int i = 0; i < 20000; ++i) {
    formals += " p" + std::to_string(i) + "=1";
    givens += " p" + std::to_string(i) + "={p" + std::to_string(i + 1) + "}";
  }
  EXPECT_FALSE(Loaded("X1 n s" + givens + "\n.subckt s n" + formals + " p20000=1\nR1 n 0 {p0}\n.ends\n")
                   .deck()
                   .top.elements.empty());
}

TEST(Definition, AParameterWithoutAValueIsAnError) {
  EXPECT_THAT(Loaded(".subckt s a params: r\nR1 a 0 1\n.ends\nX1 a s\n").messages(),
              ElementsAre("2:21: error: 'r' has no value, expected 'name=value' | 5: in this instance"));
}

}  // namespace
}  // namespace ohmscope

#include "netlist/lint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"
#include "netlist/files_fixture.hpp"

// What is allowed but rarely meant: told once, at the right word; and not told where it may well be meant.

namespace ohmscope::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Code and text of each warning; cards begin on line 2.
std::vector<std::string> warnings(std::string_view text, std::vector<std::string> watched = {}) {
  Loaded loaded(text);
  EXPECT_THAT(loaded.messages(), IsEmpty());
  lint({loaded.sources(), loaded.deck(), loaded.elaborator(), &loaded.netlist(), std::move(watched)},
       loaded.diagnostics());
  std::vector<std::string> told = loaded.messages();
  for (std::size_t k = 0; k < told.size(); ++k) {
    EXPECT_FALSE(loaded.diagnostics().all()[k].hint.empty());
    told[k] = fmt::format("{} {}", loaded.diagnostics().all()[k].code->id, told[k].substr(0, told[k].find(" | ")));
  }
  return told;
}

// A node with one connection.

TEST(LintNode, WithOneConnectionIsNamedAtItsPlace) {
  EXPECT_THAT(warnings("V1 a 0 1\nR1 a out 1k\nC1 otu 0 1n\nC2 out 0 1n\n"),
              ElementsAre("W0401 4:4: warning: node 'otu' has one connection: only 'C1' leads to it"));
}

TEST(LintNode, OfASubcircuitIsToldOnceForAllItsInstances) {
  const std::string once = "W0401 6:6: warning: node 'X1.mid' has one connection: only 'X1.R1' leads to it";
  std::string text = "V1 a 0 1\nX1 a S\nX2 a S\n.subckt S p\nR1 p mid 1\nR2 p 0 1\n.ends\n";
  EXPECT_THAT(warnings(text), ElementsAre(once));
  for (int k = 3; k < 1000; ++k) text += fmt::format("X{} a S\n", k);
  EXPECT_THAT(warnings(text), ElementsAre(once));
}

TEST(LintNode, ThatIsLookedAtFromOutsideIsMeantSo) {
  for (const char* card : {".port p x", ".port p 0 X", ".print ac v(x)", ".save v(a,x)", ".probe x",
                           ".meas ac m find v(x)", ".ic v(x)=1"}) {
    Loaded loaded(fmt::format("V1 a 0 1\nR1 a x 1k\n{}\n", card));
    lint({loaded.sources(), loaded.deck(), loaded.elaborator(), &loaded.netlist(), {}}, loaded.diagnostics());
    EXPECT_THAT(fmt::format("{}", fmt::join(loaded.messages(), "\n")), ::testing::Not(HasSubstr("connection"))) << card;
  }
  EXPECT_THAT(warnings("V1 a 0 1\nR1 a x 1k\n", {"X"}), IsEmpty());
  EXPECT_THAT(warnings("V1 a 0 1\nR1 a x 1k\n", {"y"}), SizeIs(1));
}

TEST(LintNode, AtAPinOfAnInstanceIsMeantSo) {
  EXPECT_THAT(warnings("V1 a 0 1\nX1 a nc S\n.subckt S p q\nR1 p q 1\n.ends\n"), IsEmpty());
}

TEST(LintNode, GroundIsNoLooseEnd) { EXPECT_THAT(warnings("V1 a 0 1\nR1 a gnd 1k\n"), IsEmpty()); }

TEST(LintNode, OfABehaviouralSourceWithinIsNotTheUsers) {
  EXPECT_THAT(warnings("V1 a 0 1\nR1 a 0 1\nB1 b 0 V=2*v(a)+3\nR2 b 0 1\n"), IsEmpty());
}

// An element across one node.

TEST(LintElement, WithBothEndsAtOneNodeIsNamed) {
  EXPECT_THAT(warnings("V1 a 0 1\nR1 a 0 1k\nR2 a A 1k\nC1 gnd 0 1n\n"),
              ElementsAre("W0402 4:6: warning: 'R2' joins node 'a' to itself",
                          "W0402 5:8: warning: 'C1' joins node 'gnd' to itself"));
}

TEST(LintElement, AtAPinCalledGndIsNotAtGround) {
  EXPECT_THAT(warnings("V1 a 0 1\nX1 a a s\n.subckt s in gnd\nR1 in gnd 1k\nR2 gnd 0 1k\n.ends\n"), IsEmpty());
  EXPECT_THAT(warnings("V1 a 0 1\nX1 a s\n.subckt s in\nR1 in gnd 1k\nR2 gnd 0 1k\n.ends\n"),
              ElementsAre("W0402 6:8: warning: 'R2' joins node 'gnd' to itself"));
}

TEST(LintElement, WhoseNodesAnInstanceJoinsIsMeantSo) {
  EXPECT_THAT(warnings("V1 a 0 1\nX1 a a S\n.subckt S p q\nR1 p q 1\n.ends\n"), IsEmpty());
}

TEST(LintElement, ThatControlsItselfIsMeantSo) {
  EXPECT_THAT(warnings("V1 a 0 1\nG1 a 0 a 0 1m\nR1 a 0 1\n"), IsEmpty());
}

// Slips of the unit.

TEST(LintValue, MegaInUpperCaseAndFaradsAreNamed) {
  EXPECT_THAT(
      warnings("V1 a 0 1\nR1 a 0 10M\nR2 a 0 R=2MOhm\nC1 a 0 1F\nC2 a 0 2.2Farad\n"),
      ElementsAre("W0306 3:8: warning: '10M' is 10 milliohm: 'M' is milli, as 'm' is",
                  "W0306 4:10: warning: '2MOhm' is 2 milliohm: 'M' is milli, as 'm' is",
                  "W0306 5:8: warning: '1F' is 1 femtofarad: 'F' is a scale letter here, not the unit",
                  "W0306 6:8: warning: '2.2Farad' is 2.2 femtofarad: 'F' is a scale letter here, not the unit"));
}

TEST(LintValue, OfALinesFrequencyAndOfSmallSignalsIsLookedAtToo) {
  EXPECT_THAT(warnings("V1 a 0 1\nT1 a 0 b 0 Z0=50 F=10M\nR1 b 0 1k ac=10M\n"),
              ElementsAre("W0306 3:20: warning: '10M' is 10 millihertz: 'M' is milli, as 'm' is",
                          "W0306 4:14: warning: '10M' is 10 milliohm: 'M' is milli, as 'm' is"));
}

TEST(LintValue, OfAnOpampModelIsLookedAtToo) {
  EXPECT_THAT(warnings("V1 a 0 1\nX1 a b b OA\nR1 b 0 1\n.model OA opamp (A0=100k GBW=10M Rin=1meg)\n"),
              ElementsAre("W0306 5:30: warning: '10M' is 10 millihertz: 'M' is milli, as 'm' is"));
}

TEST(LintValue, OfAModelThatIsAKindOfAnotherDoesNoHarm) {
  EXPECT_THAT(warnings("V1 a 0 1\nX1 a b b P\nR1 b 0 1\n.model O opamp (A0=100k)\n.model P ako:O (Rin=1meg)\n"),
              IsEmpty());
}

TEST(LintValue, ThatSaysWhatItMeansIsLeftAlone) {
  EXPECT_THAT(
      warnings("V1 a 0 1M\nR1 a 0 10m\nR2 a 0 10MEG\nR3 a 0 5Mil\nR4 a 0 1k\nC1 a 0 1f\nC2 a 0 1FF\nC3 a 0 10uF\n"
               "C4 a 0 1M\nL1 a b 1M\nR5 b 0 {1*10M}\nR6 b 0 1e3\nR7 b 0 {10m}\nC5 b 0 '2f'\n"),
      IsEmpty());
}

TEST(LintValue, IsFoundInBracesAndUnderEachNameOfItsParameter) {
  EXPECT_THAT(warnings("V1 a 0 1\nR1 a 0 { 10M }\nR2 a 0 resistance=2M\nC1 a 0 '1F'\nC2 a 0 cap={2F}\n"),
              ElementsAre("W0306 3:10: warning: '10M' is 10 milliohm: 'M' is milli, as 'm' is",
                          HasSubstr("4:19: warning: '2M' is 2 milliohm"), HasSubstr("5:9: warning: '1F' is 1 femto"),
                          HasSubstr("6:13: warning: '2F' is 2 femto")));
}

TEST(LintValue, OfAParameterIsTheElementsThatTakesIt) {
  EXPECT_THAT(warnings(".param rbig=10M c0={1F}\n.param again={rbig}\nV1 a 0 1\nR1 a 0 {again}\nC1 a 0 c0\n"),
              ::testing::UnorderedElementsAre("W0306 2:13: warning: '10M' is 10 milliohm: 'M' is milli, as 'm' is",
                                              HasSubstr("2:21: warning: '1F' is 1 femtofarad")));
  EXPECT_THAT(warnings(".param x=10M y=1F\nV1 a 0 {x}\nR1 a 0 {x*1k}\nL1 a 0 {y}\n"), IsEmpty());
}

TEST(LintValue, OfAnInstanceIsTheElementsThatTakesIt) {
  const std::string subcircuits =
      ".subckt s p r=1M c=1n q=1\nR1 p 0 {r}\nC1 p 0 c\nV9 p q9 {q}\nR9 q9 0 1\n.ends\n"
      ".subckt t p c=2F r=3\nX1 p s r=1k c={c}\nR2 p 0 {r}\n.ends\n";
  EXPECT_THAT(warnings(subcircuits + "X1 a s r=10M q=1M params: c={5F}\nX2 a t r='4M'\nV1 a 0 1\n"),
              ::testing::UnorderedElementsAre(
                  HasSubstr("2:15: warning: '1M' is 1 milliohm"), HasSubstr("8:15: warning: '2F' is 2 femtofarad"),
                  HasSubstr("12:10: warning: '10M' is 10 milliohm"), HasSubstr("12:30: warning: '5F' is 5 femtofarad"),
                  HasSubstr("13:11: warning: '4M' is 4 milliohm")));
}

TEST(LintValue, OfAnInstanceIsTakenByTheDefinitionItMeans) {
  EXPECT_THAT(warnings(".subckt s p r=1\nL1 p 0 {r}\n.ends\n.subckt t p\n.subckt s p r=1\nR1 p 0 {r}\n.ends\n"
                       "X1 p s r=2M\n.ends\nX1 a s r=3M\nX2 a t\nV1 a 0 1\n"),
              ElementsAre(HasSubstr("9:10: warning: '2M' is 2 milliohm")));
}

TEST(LintValue, OfAModelIsLookedAtWhateverItsType) {
  EXPECT_THAT(
      warnings("V1 a 0 1\nR1 a 0 m\nC1 a 0 n\n.model m res (r=10M tc1=1M)\n.model n c (cap={1F})\n"),
      ElementsAre(HasSubstr("5:17: warning: '10M' is 10 milliohm"), HasSubstr("6:18: warning: '1F' is 1 femto")));
}

TEST(LintValue, ThatGoesRoundEndsWithoutAWarning) {
  Loaded loaded(".subckt s p r=1k\nR1 p 0 {r}\n.ends\n.subckt t p r=2k\nX1 p s r={r}\n.ends\nX1 a t r=3k\nV1 a 0 1\n");
  lint({loaded.sources(), loaded.deck(), loaded.elaborator(), &loaded.netlist(), {}}, loaded.diagnostics());
  EXPECT_THAT(loaded.messages(), IsEmpty());
}

// Letters that are a scale to another simulator.

TEST(LintScale, OfHspiceIsNamedWhereverANumberStands) {
  EXPECT_THAT(
      warnings("V1 a 0 DC 3x AC 1\nR1 a 0 {q*2x}\n.param q=5x\nC1 a 0 C=4a\nX1 a s v=6X\n"
               ".subckt s p v=7a w={1+8a}\nR1 p 0 {v+w}\nE1 p q p 0 VALUE={v(p)*f(1)}\nR2 q 0 1\n.ends\n"
               ".func f(x) {x*9a}\nR3 a 0 m\n.model m r (r=1.5xohm)\n"),
      ::testing::UnorderedElementsAre(
          "W0305 2:11: warning: '3x' is read as 3: 'x' is ignored, as in ngspice", HasSubstr("3:11: warning: '2x'"),
          HasSubstr("4:10: warning: '5x'"), HasSubstr("5:10: warning: '4a'"), HasSubstr("6:10: warning: '6X'"),
          HasSubstr("7:15: warning: '7a'"), HasSubstr("7:23: warning: '8a'"), HasSubstr("12:15: warning: '9a'"),
          HasSubstr("14:15: warning: '1.5xohm' is read as 1.5: 'xohm' is ignored")));
}

TEST(LintScale, IsNoneInNamesUnitsAndAmperes) {
  EXPECT_THAT(warnings("V1 3x 0 3V\nR1 3x 4a 3\nR2 4a 0 {r3x+2*2.2k}\n.param r3x=3A\nI1 0 4a 3a\nI2 0 4a DC=2A\n"
                       "E1 5a 0 POLY(1) 3x 0 1 2\nR3 5a 0 1max\nE2 6x 0 VALUE={v(4a)+v(3x)}\nR4 6x 0 1\n"),
              IsEmpty());
}

TEST(LintValue, OfAStageIsLookedAtToo) {
  EXPECT_THAT(
      warnings(".chain c\ns sensor Z=C(1n)|R(1M)\na noninverting Rf=10M Rg=1k\nt lowpass R=1k C=1F\n.endchain\n"),
      ElementsAre(HasSubstr("3:20: warning: '1M' is 1 milliohm"), HasSubstr("4:19: warning: '10M' is 10 milliohm"),
                  HasSubstr("5:18: warning: '1F' is 1 femtofarad")));
  EXPECT_THAT(warnings(".param rs=1M\n.chain c\ns sensor Z=R({rs})|C(1n)\nl load Z={2M}\n.endchain\n"),
              ::testing::UnorderedElementsAre(HasSubstr("2:11: warning: '1M'"), HasSubstr("5:11: warning: '2M'")));
  EXPECT_THAT(warnings(".chain c\ns sensor Z=L(1M) AC=1M\nl load Z=C(1M)+R(1m)+10meg\n.endchain\n"), IsEmpty());
}

// Parameters that nothing uses.

TEST(LintParameter, ThatNothingUsesIsNamed) {
  EXPECT_THAT(warnings(".param rload=1k rlaod=2k\nV1 a 0 1\nR1 a 0 {rload}\n* rlaod is a comment\n"),
              ElementsAre("W0307 2:17: warning: nothing uses the parameter 'rlaod'"));
}

TEST(LintParameter, OfASubcircuitInUseIsLookedAtToo) {
  EXPECT_THAT(warnings("V1 a 0 1\nX1 a S\n.subckt S p\n.param x=1 y=2\nR1 p 0 {Y}\n.ends\n"),
              ElementsAre("W0307 5:8: warning: nothing uses the parameter 'x'"));
  EXPECT_THAT(warnings("V1 a 0 1\nR1 a 0 1\n.subckt S p\n.param x=1\nR1 p 0 1\n.ends\n"), IsEmpty());
}

TEST(LintParameter, IsUsedWhereverItsNameStands) {
  EXPECT_THAT(
      warnings(
          ".param a=1 b={a} c=2 d=3 e=4 f=1\nV1 n 0 'B'\nR1 n 0 c\n.func g(x) {x*d}\n.if (f==2)\nR2 n 0 {e}\n.endif\n"),
      IsEmpty());
}

// Pins that nothing uses.

TEST(LintPin, ThatNothingUsesIsNamed) {
  EXPECT_THAT(warnings("V1 a 0 1\nX1 a 0 a S\n.subckt S p q r\nR1 p q 1\n.ends\n"),
              ElementsAre("W0403 4:15: warning: nothing in subcircuit 'S' uses its pin 'r'"));
}

TEST(LintPin, IsUsedByInstancesExpressionsAndBranches) {
  EXPECT_THAT(
      warnings("V1 a 0 1\nX1 a a a a S\n.subckt S p q r s\nR1 p 0 1\nX2 q T\nB1 x 0 V={2*v(r,0)}\nR2 x 0 1\n.if (0)\n"
               "R3 s 0 1\n.endif\n.ends\n.subckt T p\nR1 p 0 1\n.ends\n"),
      IsEmpty());
}

TEST(LintPin, OfADefinitionThatNothingUsesIsLeftAlone) {
  EXPECT_THAT(warnings("V1 a 0 1\nR1 a 0 1\n.subckt S p q r\nR1 p q 1\n.ends\n"), IsEmpty());
}

// Libraries.

class LintLibrary : public Files {};

TEST_F(LintLibrary, HasReasonsForWhatItSays) {
  write("vendor.lib", ".param spare=1\n.subckt V p nc\nR1 p mid 1\nR2 p p 1\nR3 p 0 1M\nR4 p 0 {used}\n.ends\n");
  write("main.cir", "t\n.include vendor.lib\n.param used=1\nV1 a 0 1\nX1 a 0 V\n");
  const Span main = sources_.read((directory_ / "main.cir").string());
  deck_ = parse_deck(sources_, main, diagnostics_);
  Elaborator elaborator(sources_, deck_, diagnostics_);
  elaborator.add_top(netlist_);
  lint({sources_, deck_, elaborator, &netlist_, {}}, diagnostics_);
  EXPECT_THAT(messages(), IsEmpty());
}

}  // namespace
}  // namespace ohmscope::testing

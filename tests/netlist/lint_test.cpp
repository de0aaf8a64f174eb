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
               "C4 a 0 1M\nL1 a b 1M\nR5 b 0 {10M}\nR6 b 0 1e3\n"),
      IsEmpty());
}

TEST(LintValue, OfAStageIsLookedAtToo) {
  EXPECT_THAT(
      warnings(".chain c\ns sensor Z=C(1n)|R(1M)\na noninverting Rf=10M Rg=1k\nt lowpass R=1k C=1F\n.endchain\n"),
      ElementsAre(HasSubstr("3:20: warning: '1M' is 1 milliohm"), HasSubstr("4:19: warning: '10M' is 10 milliohm"),
                  HasSubstr("5:18: warning: '1F' is 1 femtofarad")));
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

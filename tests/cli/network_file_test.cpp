// N-ports from Touchstone files as elements and as stages.

#include <gmock/gmock.h>

#include <complex>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using Complex = std::complex<double>;

/// A deck beside files, and what a run of it gives.
class NetworkFile : public ::testing::Test {
 protected:
  Outcome run(const std::string& command, const std::string& deck) {
    return run_program({command, scratch_.write("deck.cir", deck), "--json"});
  }
  Complex impedance(const std::string& deck) {
    const Outcome outcome = run("port", deck);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    const json z = json::parse(outcome.out)["ports"][0]["z"][0];
    return {z[0], z[1]};
  }
  std::string failure(const std::string& deck) {
    const Outcome outcome = run("port", deck);
    EXPECT_EQ(outcome.status, 2) << outcome.out;
    return outcome.err;
  }
  ScratchDirectory scratch_;
  const std::string through_ = scratch_.write("through.s2p", "# Hz S RI R 50\n1 0 0 1 0 1 0 0 0\n1k 0 0 1 0 1 0 0 0\n");
  const std::string thru_ = scratch_.write("thru.s2p", "# Hz S RI R 50\n1 0 0 1 0 1 0 0 0\n1000 0 0 1 0 1 0 0 0\n");
  const std::string load_ = scratch_.write("load.s1p", "# Hz Z RI R 1\n0 30 0\n1000 150 0\n");
};

const std::string at_1k = ".port in a\n.ac lin 1 1k 1k\n";

TEST_F(NetworkFile, IsAnElementAsInHspice) {
  EXPECT_NEAR(impedance("H\nS1 a b 0 mname=thru\nR1 b 0 75\n.model thru s tstonefile='thru.s2p'\n" + at_1k).real(), 75,
              1e-9);
  EXPECT_NEAR(impedance("H\nS1 a b thru\nR1 b 0 75\n.model thru s n=2 tstonefile=thru.s2p\n" + at_1k).real(), 75, 1e-9);
  EXPECT_NEAR(impedance("H\nS1 a b tstonefile='thru.s2p'\nR1 b 0 75\n" + at_1k).real(), 75, 1e-9);
}

TEST_F(NetworkFile, IsAnElementAsInXyce) {
  EXPECT_NEAR(impedance("X\nYLIN YLIN1 a 0 b 0 M1\nR1 b 0 75\n.MODEL M1 LIN TSTONEFILE=thru.s2p\n" + at_1k).real(), 75,
              1e-9);
}

TEST_F(NetworkFile, HasAReferenceThatIsNotGround) {
  EXPECT_NEAR(impedance("R\nS1 a r mname=load\nR1 r 0 7\n.model load s tstonefile='load.s1p'\n" + at_1k).real(), 157,
              1e-9);
}

TEST_F(NetworkFile, IsInterpolatedAndHasZeroHertzIfTheFileHasIt) {
  const std::string deck = "I\nS1 a load\n.model load s tstonefile='load.s1p'\n.port in a\n";
  EXPECT_NEAR(impedance(deck + ".ac lin 1 500 500\n").real(), 90, 1e-9);
  EXPECT_NEAR(impedance(deck + ".ac lin 1 0 0\n").real(), 30, 1e-9);
  EXPECT_NEAR(
      impedance("I\nS1 a load\n.model load s tstonefile='load.s1p' interpolation=step\n.port in a\n.ac lin 1 500 500\n")
          .real(),
      30, 1e-9);
}

TEST_F(NetworkFile, IsAStageWithinASubcircuit) {
  const Outcome outcome =
      run("check",
          "S\n.subckt filter in out\nS1 in out mname=thru\n.model thru s tstonefile='thru.s2p'\n.ends\n"
          ".chain c\nmic sensor Z=50\nf filter\nin load Z=75\n.endchain\n.ac lin 1 1k 1k\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["passed"], true);
}

TEST_F(NetworkFile, OutsideOfItsPointsIsRefusedUnlessItIsExtrapolated) {
  const std::string rest = ".port in a\n.ac lin 1 2k 2k\n";
  EXPECT_THAT(failure("O\nS1 a load\n.model load s tstonefile='load.s1p'\n" + rest),
              HasSubstr(":2:1: error: frequency 2 kHz lies outside 'load.s1p' (0 Hz to 1 kHz) [E0709]"));
  EXPECT_NEAR(impedance("O\nS1 a load\n.model load s tstonefile='load.s1p' extrapolate=1\n" + rest).real(), 150, 1e-9);
}

TEST_F(NetworkFile, WhatIsWrongWithItHasAPlaceAndALine) {
  const auto with = [&](const std::string& element, const std::string& model) {
    return failure("W\nR1 a b 1\n" + element + "\n.model m " + model + "\n" + at_1k);
  };
  EXPECT_THAT(with("S1 a b mname=m", "s tstonefile='none.s2p'"), HasSubstr(":4:24: error: cannot read 'none.s2p'"));
  EXPECT_THAT(with("S1 a b mname=m", "s tstonefile='through.s2p'"),
              HasSubstr("error: 'through.s2p', line 3: '1k' is no number [E0215]"));
  EXPECT_THAT(with("S1 a b mname=m", "s tstonefile='deck.cir'"), HasSubstr("expected .sNp or .ts [E0215]"));
  EXPECT_THAT(with("S1 a b c d mname=m", "s tstonefile='thru.s2p'"),
              HasSubstr(":3:1: error: 'S1' connects 4 nodes, expected 2 and a reference [E0407]"));
  EXPECT_THAT(with("YLIN y a b m", "lin tstonefile='thru.s2p'"),
              HasSubstr("'y' connects 2 nodes, expected 4, two a port"));
  EXPECT_THAT(with("S1 a b mname=m", "s"), HasSubstr("error: model 'm' has no 'tstonefile' [E0309]"));
  EXPECT_THAT(with("S1 a b mname=m", "s n=3 tstonefile='thru.s2p'"), HasSubstr("'n' is 3, and 'thru.s2p' has 2 ports"));
  EXPECT_THAT(with("S1 a b mname=m", "sw tstonefile='thru.s2p'"), HasSubstr("is of type 'sw', expected 's' or 'lin'"));
  EXPECT_THAT(with("S1 a b mname=x", "s tstonefile='thru.s2p'"), HasSubstr("error: unknown model 'x' [E0404]"));
  EXPECT_THAT(with("S1 a b mname=m gain=3", "s tstonefile='thru.s2p'"), HasSubstr("unknown parameter 'gain'"));
  EXPECT_THAT(with("S1 a b mname=m", "s tstonefile='thru.s2p' intdattyp=x"),
              HasSubstr("is 'x', expected one of ri, ma"));
}

TEST_F(NetworkFile, ASwitchIsStillASwitch) {
  const std::string deck = "S\nV1 a 0 1\nR1 a b 1\nS1 b 0 a 0 sw\n.model sw sw vt=0.5\n.end\n";
  const Outcome outcome = run_program({"port", "-", "--port", "b", "--freq", "1k", "--csv"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("0.5"));
}

TEST_F(NetworkFile, ExpandSaysThatPlainSpiceHasNone) {
  const Outcome outcome =
      run_program({"expand", scratch_.write("deck.cir", "E\nS1 a load\n.model load s tstonefile='load.s1p'\n")});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("'S1' (network) has no exact form in plain SPICE [E0411]"));
}

}  // namespace
}  // namespace ohmscope::testing

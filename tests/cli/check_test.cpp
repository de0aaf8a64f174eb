// `ohmscope check`: agreement passes, a wrong formula is refuted in full.

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string good =
    "Good\n.chain c\ns sensor Z=50\nd divider Za=1k Zb=C(1n)\na noninverting opamp=OA Rf=9k Rg=1k\nl load Z=8\n"
    ".endchain\n.model OA opamp (A0=100k GBW=1meg Rin=2meg Rout=75)\n.ac dec 5 10 1meg\n";

// The output impedance of an L section R1, R2 is R2 | (R1 + ZS); `zout` says what its author believes.
std::string user_stage(const std::string& rule) {
  return "User\n.subckt ell in out r1=1k r2=3k\nR1 in out {r1}\nR2 out 0 {r2}\n" + rule +
         ".ends\n.chain c\ns sensor Z=50\nu ell\nl load Z=600\n.endchain\n";
}

TEST(Check, PassesABuiltInChain) {
  const Outcome outcome = run_program({"check", "-"}, good);
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("chain c"), HasSubstr("noninverting"), HasSubstr("passed: "),
                                 HasSubstr("tolerance 1e-09\n")));
}

TEST(Check, JsonHasTheLayoutOfTheContract) {
  const Outcome outcome = run_program({"check", "-", "--json"}, good);
  EXPECT_EQ(outcome.status, 0);
  const json result = json::parse(outcome.out);
  EXPECT_EQ(result.at("passed"), true);
  EXPECT_EQ(result.at("tolerance"), 1e-9);
  EXPECT_LE(result.at("max_relative_error"), 1e-9);
  const json& stage = result.at("chains")[0].at("stages")[2];
  EXPECT_EQ(result["chains"][0].at("name"), "c");
  EXPECT_EQ(stage.at("name"), "a");
  EXPECT_EQ(stage.at("type"), "noninverting");
  for (const char* key : {"local.zin", "local.zout", "overall.zin", "overall.zout"}) {
    EXPECT_LE(stage.at("errors").at(key), 1e-9) << key;
  }
}

TEST(Check, PassesARightRule) {
  const Outcome outcome =
      run_program({"check", "-", "--freq", "1k"}, user_stage(".rule zin={r1+par(r2,ZL)} zout={par(r2,r1+ZS)}\n"));
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(".rule"));
}

TEST(Check, RefutesAWrongRuleWithBothValues) {
  const Outcome outcome =
      run_program({"check", "-", "--freq", "1k"}, user_stage(".rule zin={r1+par(r2,ZL)} zout={par(r2,r1)}\n"));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("FAILED"));
  // Alone its source is 0 ohm, so the slip only shows in the chain: 750 against 3000 | 1050.
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:5:"), HasSubstr("overall.zout of stage 'u'"), HasSubstr("750 ohm"),
                                 HasSubstr("777.777777"), HasSubstr("at 1 kHz"), HasSubstr("zout={par(r2,r1)}")));
  EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("local.zout of stage 'u'")));
}

TEST(Check, JsonOfAFailureSaysSo) {
  const Outcome outcome =
      run_program({"check", "-", "--freq", "1k", "--json"}, user_stage(".rule zin={r1+par(r2,ZL)} zout={inf}\n"));
  EXPECT_EQ(outcome.status, 1);
  const json result = json::parse(outcome.out);
  EXPECT_EQ(result["passed"], false);
  EXPECT_EQ(result["max_relative_error"], "inf");
}

TEST(Check, HoldsAStageWithoutARuleAgainstTheFlatNetlistAndSaysSo) {
  const Outcome outcome = run_program({"check", "-", "--freq", "1k"}, user_stage(""));
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("flat netlist"), HasSubstr("1 stage without a .rule")));
}

TEST(Check, ToleranceDecides) {
  // zout is off by 1e-4 of itself.
  const std::string text = user_stage(".rule zin={r1+par(r2,ZL)} zout={par(r2,r1+ZS)*1.0001}\n");
  EXPECT_EQ(run_program({"check", "-", "--freq", "1k"}, text).status, 1);
  EXPECT_EQ(run_program({"check", "-", "--freq", "1k", "--tol", "1m"}, text).status, 0);
}

TEST(Check, CountsPointsItSkips) {
  const Outcome outcome = run_program({"check", "-", "--freq", "1k"}, good);
  EXPECT_THAT(outcome.out, HasSubstr("skipped"));  // a sensor's InZ
}

TEST(Check, JsonTellsAQuantityNeverComparedFromOneThatAgrees) {
  const Outcome outcome =
      run_program({"check", "-", "--freq", "1k", "--json"}, "T\n.chain c\nmic sensor Z=50\nout load Z=8\n.endchain\n");
  const json errors = json::parse(outcome.out)["chains"][0]["stages"][0]["errors"];
  EXPECT_TRUE(errors["local.zin"].is_null());
  EXPECT_EQ(errors["local.zout"], 0);
}

TEST(Check, CsvHasARowPerQuantity) {
  const Outcome outcome = run_program({"check", "-", "--csv", "--freq", "1k", "--stage", "l"}, good);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 5);
  EXPECT_THAT(outcome.out, HasSubstr("\nc,l,load,rule,local.zin,"));
}

TEST(Check, TellsHowManyStagesItCouldNotCompare) {
  std::string deck = user_stage("");
  deck.replace(deck.find("u ell"), 5, "u[103] ell");
  const Outcome all = run_program({"check", "-", "--freq", "1k", "-q"}, deck);
  EXPECT_EQ(all.status, 0) << all.out << all.err;
  // 105 stages, four quantities each, but for three overall pairs and the sensor's two undefined ones.
  EXPECT_THAT(all.out, AllOf(HasSubstr("103 stages without a .rule"), HasSubstr("\n3 of these compared alone only"),
                             HasSubstr("2 points skipped"), HasSubstr("passed: 412 values")));
  EXPECT_THAT(run_program({"check", "-", "--freq", "1k"}, deck).err,
              AllOf(HasSubstr("warning: overall InZ and OutZ of 3 stages of chain 'c' without a rule are not compared"),
                    HasSubstr("--stage NAME")));
  const json result = json::parse(run_program({"check", "-", "--freq", "1k", "--json"}, deck).out);
  EXPECT_EQ(result.at("stages_not_compared"), 3);
  const json& last = result["chains"][0]["stages"][103]["errors"];
  EXPECT_EQ(last["local.zin"], 0);
  EXPECT_TRUE(last["overall.zin"].is_null());
  EXPECT_FALSE(
      json::parse(run_program({"check", "-", "--freq", "1k", "--json"}, good).out).contains("stages_not_compared"));
  const Outcome one = run_program({"check", "-", "--freq", "1k", "--stage", "u103"}, deck);
  EXPECT_EQ(one.status, 0) << one.out << one.err;
  EXPECT_EQ(one.err, "");
  EXPECT_THAT(one.out, AllOf(HasSubstr("u103"), HasSubstr("flat netlist"), HasSubstr("passed: 4 values")));
}

TEST(Check, FailsWhereNothingCouldBeCompared) {
  const Outcome outcome =
      run_program({"check", "-", "--freq", "0", "--stage", "u"}, user_stage(".rule zin={inf/inf} zout={inf/inf}\n"));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("FAILED: nothing could be compared"));
  EXPECT_THAT(outcome.err, HasSubstr("error: nothing could be compared"));
}

TEST(Check, TakesElementsThatReferToTheChain) {
  const std::string deck =
      "Ref\n.chain c\na series Z=5\nl load Z=10\n.endchain\nF1 x 0 c.source 2\nR1 x 0 1\nR2 c.l 0 1k\n";
  for (const char* command : {"check", "chain"}) {
    const Outcome outcome = run_program({command, "-", "--freq", "1k"}, deck);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("look at the chain alone; R2 at 'c.a' takes part"));
  }
}

TEST(Check, RefusesABadTolerance) {
  for (const char* tolerance : {"x", "0", "-1e-9"}) {
    const Outcome outcome = run_program({"check", "-", "--freq", "1k", std::string("--tol=") + tolerance}, good);
    EXPECT_EQ(outcome.status, 2) << tolerance;
    EXPECT_THAT(outcome.err, HasSubstr("is no positive number")) << tolerance;
  }
}

TEST(Check, RefusesADeckWithoutAChain) {
  EXPECT_EQ(run_program({"check", "-", "--freq", "1"}, "Plain\nR1 a 0 1\n").status, 2);
}

const std::string with_ports =
    "Ports\nR1 a 0 1k\nC1 a b 1u\nR2 b 0 3k\nR3 x y 50\n.port across a b\n.port a a\n.port off x\n";

TEST(Check, HoldsThePortsOfADeckWithoutChainsAgainstEachOther) {
  const Outcome outcome = run_program({"check", "-", "--freq", "0,1k"}, with_ports);
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("across"), HasSubstr("passed: 6 values compared")));
}

TEST(Check, JsonNamesThePorts) {
  const Outcome outcome = run_program({"check", "-", "--freq", "0,1k", "--json"}, with_ports);
  EXPECT_EQ(outcome.status, 0);
  const json result = json::parse(outcome.out);
  EXPECT_EQ(result.at("passed"), true);
  EXPECT_TRUE(result.at("chains").empty());
  ASSERT_EQ(result.at("ports").size(), 3U);
  EXPECT_EQ(result["ports"][0]["name"], "across");
  EXPECT_LE(result["ports"][0]["error"], 1e-9);
}

TEST(Check, CsvNamesThePorts) {
  const Outcome outcome = run_program({"check", "-", "--freq", "0,1k", "--csv"}, with_ports);
  EXPECT_THAT(outcome.out, HasSubstr(",off,port,port relation,z,0,0,2,0\n"));
}

TEST(Check, ComparesChainsAndPortsOfOneDeck) {
  const Outcome outcome = run_program({"check", "-"}, good + "R9 c.a 0 1k\n.port at c.a\n");
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("chain c"), HasSubstr("\nat ")));
}

TEST(Check, LeavesPortsOutWhereAChainIsAskedFor) {
  const Outcome outcome = run_program({"check", "-", "--chain", "c", "--json"}, good + ".port at c.a\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_FALSE(json::parse(outcome.out).contains("ports"));
}

TEST(Check, SaysThatAPortAsksForANodeThatIsNotThere) {
  const Outcome outcome = run_program({"check", "-", "--freq", "1k"}, with_ports + ".port bad nowhere\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("no node is called 'nowhere'"));
}

}  // namespace
}  // namespace ohmscope::testing

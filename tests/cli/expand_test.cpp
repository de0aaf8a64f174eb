// `ohmscope expand`: a flat deck that plain SPICE reads.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string chain_deck =
    "A chain\n.param n=20\n.chain c\ns sensor Z=50\nrc[3] divider Za=10 Zb=C(1n)\na follower opamp=OA\n.endchain\n"
    ".model OA opamp (A0=100k GBW=1meg Rin=2meg Rout=75)\n.ac dec {n} 10 100k\n.end\n";
const std::string ideal_deck = "Ideal\n.chain c\ns sensor\na follower\n.endchain\n.ac dec 1 1 10\n";

TEST(Expand, KeepsTitleSweepAndEnd) {
  const Outcome outcome = run_program({"expand", "-"}, chain_deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(StartsWith("* A chain\n"), HasSubstr("\n.ac dec 20 10 100k\n.print ac v("),
                                 EndsWith(")\n.save all\n.end\n")));
}

TEST(Expand, KeepsSweepsOfWhatTheFlatNetlistHas) {
  const Outcome outcome = run_program(
      {"expand", "-"},
      "D\nX1 a s\n.subckt s p\nV1 p 0 1\nR1 p 0 1\n.ends\n.OP\n.dc x1.v1 0 top {1*1}\n.dc temp 0 10 5\n.param top=2\n");
  EXPECT_THAT(outcome.out, HasSubstr("\n.op\n.dc V.X1.V1 0 2 1\n.print dc v(a)\n.print op v(a)\n.save all\n"));
  EXPECT_THAT(outcome.err,
              HasSubstr("9:5: warning: '.dc' is left out: the flat netlist has no element 'temp' to vary"));
}

TEST(Expand, LeavesNothingOfChainsAndModels) {
  const Outcome outcome = run_program({"expand", "-"}, chain_deck);
  EXPECT_THAT(outcome.out, AllOf(Not(HasSubstr(".chain")), Not(HasSubstr("[")), Not(HasSubstr("opamp ("))));
}

TEST(Expand, CanBeReadBackAndGivesTheSameVoltages) {
  const json before = json::parse(run_program({"chain", "-", "--json", "--freq", "10k"}, chain_deck).out);
  const std::string flat = run_program({"expand", "-"}, chain_deck).out;
  const Outcome outcome = run_program({"run", "-", "--json", "--freq", "10k"}, flat);
  ASSERT_EQ(outcome.status, 0) << outcome.err << flat;
  const json expected = before["chains"][0]["stages"].back()["voltage"][0];
  const json signals = json::parse(outcome.out)["analyses"][0]["signals"];
  bool found = false;
  for (const auto& [name, values] : signals.items()) {
    if (!name.starts_with("v(c")) continue;
    const double error = std::abs(values[0][0].get<double>() - expected[0].get<double>()) +
                         std::abs(values[0][1].get<double>() - expected[1].get<double>());
    found = found || error < 1e-9;
  }
  EXPECT_TRUE(found) << outcome.out << expected;
}

TEST(Expand, RefusesWhatPlainSpiceCannotSay) {
  const Outcome outcome = run_program({"expand", "-"}, ideal_deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:4:1: error:"), HasSubstr("--ideal-gain")));
}

TEST(Expand, ApproximatesAnIdealOpampWhenAsked) {
  const Outcome outcome = run_program({"expand", "-", "--ideal-gain", "1e9"}, ideal_deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\n*"));
}

TEST(Expand, RefusesALineThatPlainSpiceDoesNotSolve) {
  for (const char* values : {"R=1 L=1u", "L=1u", "C=1n", "G=1m", "G=1m C=1n", "R=1 L=1u G=1m C=1n"}) {
    const Outcome outcome =
        run_program({"expand", "-"}, "Line\n.chain c\ns sensor\nw line " + std::string(values) + " len=3\n.endchain\n");
    EXPECT_EQ(outcome.status, 2) << values;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("<stdin>:4:1: error:"), HasSubstr("has no exact form in plain SPICE"),
                                   HasSubstr("hint: --ideal-gain 1e9 writes sections of R, L, G and C")));
  }
}

TEST(Expand, TakesItsSweepFromTheCommandLine) {
  EXPECT_THAT(run_program({"expand", "-", "--ac", "lin:5:1k:2k"}, chain_deck).out,
              HasSubstr("\n.ac lin 5 1k 2k\n.print ac v("));
  EXPECT_THAT(run_program({"expand", "-", "--freq", "1k,2k"}, chain_deck).out,
              HasSubstr("\n.ac lin 1 1000 1000\n.ac lin 1 2000 2000\n.print ac v("));
}

TEST(Expand, NarrowsToAChain) {
  const std::string two = "Two\n.chain one\na series Z=1\nb shunt Z=2\n.endchain\n.chain two\nc shunt Z=4\n.endchain\n";
  const Outcome outcome = run_program({"expand", "-", "--chain", "two"}, two);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("two"), Not(HasSubstr("one"))));
}

TEST(Expand, RefusesABadIdealGain) {
  const Outcome outcome = run_program({"expand", "-", "--ideal-gain", "much"}, ideal_deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--ideal-gain:1:1: error: 'much' is no positive number"));
}

}  // namespace
}  // namespace ohmscope::testing

// `ohmscope chain`: the table, JSON and CSV, and how the command is told what to compute.

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// 50 ohm into a divider 1k, 1k, then 1 nF across: the third stage has an InZ of 1/(jw 1n).
const std::string deck =
    "Three stages\n"
    ".chain main\n"
    "src sensor Z=50 AC=2\n"
    "Half divider Za=1k Zb=1k\n"
    "cap shunt Z=C(1n)\n"
    ".endchain\n"
    ".ac dec 10 10 100k\n"
    ".end\n";

json chain_json(const std::string& text, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"chain", "-", "--json"});
  const Outcome outcome = run_program(arguments, text);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return json::parse(outcome.out);
}

TEST(ChainJson, HasTheLayoutOfTheContract) {
  const json result = chain_json(deck, {"--freq", "0"});
  EXPECT_EQ(result.at("title"), "Three stages");
  ASSERT_EQ(result.at("chains").size(), 1U);
  const json& chain = result["chains"][0];
  EXPECT_EQ(chain.at("name"), "main");
  EXPECT_EQ(chain.at("frequencies"), json::parse("[0]"));
  ASSERT_EQ(chain.at("stages").size(), 3U);
  const json& half = chain["stages"][1];
  EXPECT_EQ(half.at("name"), "Half");
  EXPECT_EQ(half.at("type"), "divider");
  EXPECT_EQ(half.at("local").at("zin"), json::parse("[[2000, 0]]"));
  EXPECT_EQ(half.at("local").at("zout"), json::parse("[[500, 0]]"));
  EXPECT_EQ(half.at("overall").at("zin"), json::parse("[[2000, 0]]"));
  EXPECT_NEAR(half.at("overall").at("zout")[0][0].get<double>(), 1050.0 * 1000 / 2050, 1e-9);
  EXPECT_NEAR(half.at("voltage")[0][0].get<double>(), 2 * 1000.0 / 2050, 1e-12);
}

TEST(ChainJson, TellsInfiniteFromUndefined) {
  const json stages = chain_json(deck, {"--freq", "0"})["chains"][0]["stages"];
  EXPECT_TRUE(stages[0]["local"]["zin"][0].is_null());
  EXPECT_EQ(stages[2]["local"]["zin"][0], "inf");
  EXPECT_EQ(stages[2]["overall"]["zin"][0], "inf");
}

TEST(ChainJson, HasOneValueAFrequencyInTheDecksSweep) {
  const json chain = chain_json(deck, {})["chains"][0];
  EXPECT_EQ(chain["frequencies"].size(), 41U);
  EXPECT_EQ(chain["frequencies"].front(), 10);
  EXPECT_EQ(chain["frequencies"].back(), 100000);
  for (const json& stage : chain["stages"]) {
    EXPECT_EQ(stage["overall"]["zin"].size(), 41U);
    EXPECT_EQ(stage["voltage"].size(), 41U);
  }
}

TEST(ChainJson, KeepsTheOrderOfTheFrequenciesGiven) {
  const json chain = chain_json(deck, {"--freq", "1k,0", "--freq", "1.5meg"})["chains"][0];
  EXPECT_EQ(chain["frequencies"], json::parse("[1000, 0, 1500000]"));
  EXPECT_EQ(chain["stages"][2]["local"]["zin"][1], "inf");
}

TEST(ChainJson, TakesASweepFromTheCommandLine) {
  const json chain = chain_json(deck, {"--ac", "lin:3:1k:3k"})["chains"][0];
  EXPECT_EQ(chain["frequencies"], json::parse("[1000, 2000, 3000]"));
}

TEST(ChainJson, NarrowsToTheStagesAskedForInSignalOrder) {
  const json stages = chain_json(deck, {"--freq", "1k", "--stage", "CAP,src"})["chains"][0]["stages"];
  ASSERT_EQ(stages.size(), 2U);
  EXPECT_EQ(stages[0]["name"], "src");
  EXPECT_EQ(stages[1]["name"], "cap");
}

TEST(ChainJson, EscapesWhatTheUserWrote) {
  const json result = chain_json("A \"title\" \\ with\ttab\n.chain c\na series Z=1\n.endchain\n", {"--freq", "1"});
  EXPECT_EQ(result["title"], "A \"title\" \\ with\ttab");
}

TEST(ChainJson, SurvivesATitleThatIsNoUtf8) {
  const json result = chain_json("caf\xe9\n.chain c\na series Z=1\n.endchain\n", {"--freq", "1"});
  EXPECT_THAT(result["title"].get<std::string>(), StartsWith("caf"));
}

const std::string two_chains =
    "Two\n.chain one\na series Z=1\nb shunt Z=2\n.endchain\n.chain two\na series Z=3\nc shunt Z=4\n.endchain\n";

TEST(ChainJson, HasEveryChainOfTheDeck) {
  const json chains = chain_json(two_chains, {"--freq", "1"})["chains"];
  ASSERT_EQ(chains.size(), 2U);
  EXPECT_EQ(chains[1]["stages"][0]["overall"]["zin"], json::parse("[[7, 0]]"));
}

TEST(ChainJson, NarrowsToAChain) {
  const json chains = chain_json(two_chains, {"--freq", "1", "--chain", "TWO"})["chains"];
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_EQ(chains[0]["name"], "two");
}

TEST(ChainJson, LeavesOutChainsWithoutTheStageAskedFor) {
  const json chains = chain_json(two_chains, {"--freq", "1", "--stage", "c"})["chains"];
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_EQ(chains[0]["name"], "two");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(ChainTable, ReadsStageByStageInEngineeringUnits) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "0"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, StartsWith("Three stages\n"));
  EXPECT_THAT(outcome.out, HasSubstr("chain main: src (sensor) → Half (divider) → cap (shunt)"));
  EXPECT_THAT(outcome.out, HasSubstr("at 0 Hz"));
  EXPECT_THAT(outcome.out, HasSubstr("2 kohm"));
  EXPECT_THAT(outcome.out, HasSubstr("∞"));
  EXPECT_THAT(outcome.out, HasSubstr("–"));
}

TEST(ChainTable, KeepsTo80ColumnsAndOneWidth) {
  const Outcome outcome = run_program({"chain", "-"}, deck);
  EXPECT_LE(widest_line(outcome.out), 80U) << outcome.out;
  EXPECT_THAT(outcome.out, Not(HasSubstr(" \n")));
}

TEST(ChainTable, SummarisesASweepAtItsDecades) {
  const Outcome outcome = run_program({"chain", "-"}, deck);
  EXPECT_THAT(outcome.out, HasSubstr("41 frequencies from 10 Hz to 100 kHz, 5 of them shown"));
  for (const char* spot : {"at 10 Hz\n", "at 100 Hz\n", "at 1 kHz\n", "at 10 kHz\n", "at 100 kHz\n"}) {
    EXPECT_THAT(outcome.out, HasSubstr(spot));
  }
  EXPECT_THAT(outcome.out, Not(HasSubstr("at 12.59 Hz")));
}

TEST(ChainTable, ShowsAllOfAShortSweep) {
  const Outcome outcome = run_program({"chain", "-", "--ac", "dec:2:1k:100k"}, "T\n.chain c\na shunt Z=1\n.endchain\n");
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("3.162 kHz"), HasSubstr("31.62 kHz")));
}

TEST(ChainTable, ShowsEveryFrequencyGivenByHand) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1,2,3,4,5,6,7"}, deck);
  for (const char* spot : {"at 1 Hz\n", "at 4 Hz\n", "at 7 Hz\n"}) EXPECT_THAT(outcome.out, HasSubstr(spot));
}

TEST(ChainTable, AbridgesManyStagesAndSaysHowToSeeThem) {
  const std::string ladder = "Ladder\n.chain l\ns sensor\nrc[1000] divider Za=10 Zb=C(1n)\n.endchain\n";
  const Outcome outcome = run_program({"chain", "-", "--freq", "1k"}, ladder);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_LT(lines_of(outcome.out).size(), 80U);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("rc1 "), HasSubstr("rc1000 "), Not(HasSubstr("rc500 "))));
  EXPECT_THAT(outcome.out, HasSubstr("981 stages left out here (--stage NAME"));
}

TEST(ChainCsv, HasARowPerStageAndFrequency) {
  const Outcome outcome = run_program({"chain", "-", "--csv", "--freq", "0"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(lines_of(outcome.out),
              ElementsAre("chain,stage,type,frequency (Hz),local.zin.re (ohm),local.zin.im (ohm),local.zout.re (ohm),"
                          "local.zout.im (ohm),overall.zin.re (ohm),overall.zin.im (ohm),overall.zout.re (ohm),"
                          "overall.zout.im (ohm),voltage.re (V),voltage.im (V)",
                          StartsWith("main,src,sensor,0,,,50,0,,,50,0,"),
                          StartsWith("main,Half,divider,0,2000,0,500,0,2000,0,"),
                          StartsWith("main,cap,shunt,0,inf,0,0,0,inf,0,")));
}

TEST(Chain, WarnsOfElementsThatHangOnItsNodes) {
  const std::string text = "Loaded\n.chain c\na series Z=1\nb shunt Z=2\n.endchain\nRx c.a 0 5\n";
  const Outcome outcome = run_program({"chain", "-", "--freq", "1"}, text);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr(":6:1: warning: "), HasSubstr("Rx at 'c.a'")));
  EXPECT_EQ(run_program({"chain", "-", "--freq", "1", "-q"}, text).err, "");
}

TEST(Chain, WarnsOfAnInputThatFloatsAtZeroHertz) {
  const std::string mic = "M\n.chain mic\ncapsule sensor Z=C(100p)\namp follower\nout load Z=1k\n.endchain\n";
  EXPECT_THAT(
      run_program({"chain", "-", "--freq", "1k"}, mic).err,
      AllOf(HasSubstr("<stdin>:3:1: warning: node 'mic.capsule' between stages 'capsule' and 'amp' floats at 0 Hz"),
            HasSubstr("[W0506]"), HasSubstr("'bias shunt Z=10meg'")));
}

TEST(Chain, WarnsOfWhatFloatsBetweenTheEqualStagesOfALongArray) {
  const std::string text = "M\n.chain c\ns sensor Z=50\na[200000] series Z=C(1n)\nb[2] series Z=1\n.endchain\n";
  const std::string told = run_program({"chain", "-", "--freq", "1k", "--stage", "a1"}, text).err;
  EXPECT_THAT(told, AllOf(HasSubstr("node 'c.a1' between stages 'a1' and 'a2' floats"), Not(HasSubstr("'c.a2'"))));
}

TEST(Chain, AnInputWithABiasPathIsMetWithSilence) {
  for (const char* stages :
       {"b shunt Z=10meg\na follower\n", "a inverting Rf=1k Rg=C(1n)|R(10k)\n", "t transformer n=2\na follower\n",
        "a amplifier Zin=1meg\n", "l line Z0=50 td=1n\nz load Z=50\n"}) {
    const std::string text = std::string("M\n.chain mic\ns sensor Z=C(1n)\n") + stages + ".endchain\n";
    const Outcome outcome = run_program({"chain", "-", "--freq", "1k"}, text);
    EXPECT_EQ(outcome.err, "") << stages;
  }
  const std::string biased = "M\n.chain mic\ns sensor Z=C(1n)\na follower\n.endchain\nRb mic.s 0 1meg\n";
  EXPECT_THAT(run_program({"chain", "-", "--freq", "1k"}, biased).err, Not(HasSubstr("W0506")));
}

TEST(Chain, RefusesADeckWithoutAChain) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1"}, "Plain\nR1 a 0 1\n.end\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("error: the deck has no .chain"), HasSubstr("hint: ")));
}

TEST(Chain, AsksForFrequenciesWhereThereAreNone) {
  const Outcome outcome = run_program({"chain", "-"}, two_chains);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("error: no frequencies"), HasSubstr("--freq 1k,10k")));
}

TEST(Chain, SuggestsTheStageMeant) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1", "--stage", "src,hlaf"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "--stage:1:5: error: no stage is called 'hlaf' [E0605]\nsrc,hlaf\n    ^~~~\nhint: did you mean 'Half'?\n");
}

TEST(Chain, SuggestsTheChainMeant) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1", "--chain", "mian"}, deck);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("no chain is called 'mian'"), HasSubstr("did you mean 'main'?")));
}

TEST(Chain, TellsOfMistakesElsewhereInTheDeck) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1"}, two_chains + "R1 a b\n.port p nowhere\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr(":10:"));
}

TEST(Chain, AVoltageThatOverflowsIsToldOf) {
  const Outcome outcome =
      run_program({"chain", "-", "--json", "--freq", "1"},
                  "O\n.chain c\nm sensor Z=1 AC=1e200\na amplifier gain=1e200\nl load Z=1\n.endchain\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("v(c.a) is larger than any number that a double holds, 1.8e308 [W0706]"));
  EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("v(c.m) is")));
}

}  // namespace
}  // namespace ohmscope::testing

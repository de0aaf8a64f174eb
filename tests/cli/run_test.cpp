// `ohmscope run`: the deck's analyses, what .save and its kin choose, and circuits without a unique solution.

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Divider 1:1 at DC, low-pass of 500 ohm and 1 uF at AC.
const std::string lowpass =
    "Low-pass\n"
    "V1 In 0 3 AC 1\n"
    "R1 In out 1k\n"
    "R2 out 0 1k\n"
    "C1 out 0 1u\n";

json run_json(const std::string& text, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"run", "-", "--json"});
  const Outcome outcome = run_program(arguments, text);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return json::parse(outcome.out);
}

std::vector<std::string> signals_of(const json& analysis) {
  std::vector<std::string> names;
  for (const auto& [name, value] : analysis.at("signals").items()) names.push_back(name);
  return names;
}

TEST(RunJson, HasEveryAnalysisInDeckOrder) {
  const json result = run_json(lowpass + ".op\n.ac lin 1 1k 1k\n.op\n");
  EXPECT_EQ(result.at("title"), "Low-pass");
  const json& analyses = result.at("analyses");
  ASSERT_EQ(analyses.size(), 3U);
  EXPECT_EQ(analyses[0].at("type"), "op");
  EXPECT_EQ(analyses[1].at("type"), "ac");
  EXPECT_EQ(analyses[2].at("type"), "op");
  EXPECT_EQ(analyses[1].at("frequencies"), json::parse("[1000]"));
  EXPECT_FALSE(analyses[0].contains("frequencies"));
}

TEST(RunJson, HasEveryNodeAndEverySource) {
  const json op = run_json(lowpass + ".op\n")["analyses"][0];
  EXPECT_THAT(signals_of(op), ElementsAre("i(V1)", "v(In)", "v(out)"));
  EXPECT_EQ(op["signals"]["v(out)"], 1.5);
  EXPECT_EQ(op["signals"]["i(V1)"], -0.0015);
}

TEST(RunJson, QuarterTurnsOfACurrentSourceAreExact) {
  const json result = run_json("Phase\nI1 0 a AC 2 90\nR1 a 0 1\n.ac lin 1 1k 1k\n");
  EXPECT_EQ(result["analyses"][0]["signals"]["i(I1)"], json::parse("[[0, 2]]"));
}

TEST(RunJson, HasComplexValuesAtEachFrequency) {
  const json signals = run_json(lowpass, {"--freq", "1k,0"})["analyses"][0]["signals"];
  const std::complex<double> expected = 0.5 / std::complex<double>(1, 2 * M_PI * 1000 * 500 * 1e-6);
  EXPECT_NEAR(signals["v(out)"][0][0].get<double>(), expected.real(), 1e-12);
  EXPECT_NEAR(signals["v(out)"][0][1].get<double>(), expected.imag(), 1e-12);
  EXPECT_EQ(signals["v(out)"][1], json::parse("[0.5, 0]"));
}

TEST(RunJson, HasNodesInsideSubcircuits) {
  const json op = run_json("S\nV1 a 0 2\nX1 a half\n.subckt half p\nR1 p mid 1\nR2 mid 0 1\n.ends\n.op\n");
  EXPECT_EQ(op["analyses"][0]["signals"].at("v(X1.mid)"), 1);
}

TEST(RunJson, HasTheCurrentOfACurrentSource) {
  const json op = run_json("I\nI1 0 a 2m\nR1 a 0 1k\n.op\n")["analyses"][0]["signals"];
  EXPECT_EQ(op["i(I1)"], 0.002);
  EXPECT_EQ(op["v(a)"], 2);
}

TEST(RunJson, DrivesAChainFromItsSensor) {
  const json signals =
      run_json("C\n.chain c\ns sensor Z=1k AC=2\nl load Z=1k\n.endchain\n", {"--freq", "1"})["analyses"][0]["signals"];
  EXPECT_NEAR(signals["v(c.l)"][0][0].get<double>(), 1, 1e-12);
}

TEST(RunSave, NarrowsToWhatItNames) {
  const json op = run_json(lowpass + ".save v(OUT) i(v1)\n.op\n")["analyses"][0];
  EXPECT_THAT(signals_of(op), ElementsAre("i(V1)", "v(out)"));
}

TEST(RunSave, TakesBareNodesDifferencesAndBranches) {
  const json op = run_json(lowpass + ".save out v1#branch v(in, out)\n.op\n")["analyses"][0];
  EXPECT_THAT(signals_of(op), ElementsAre("i(V1)", "v(In,out)", "v(out)"));
  EXPECT_EQ(op["signals"]["v(In,out)"], 1.5);
}

TEST(RunSave, TakesAllBesidesOthers) {
  EXPECT_EQ(run_json(lowpass + ".save all v(in,out)\n.op\n")["analyses"][0]["signals"].size(), 4U);
}

TEST(RunPrint, BelongsToItsAnalysis) {
  const json analyses = run_json(lowpass + ".print ac vdb(out)\n.op\n.ac lin 1 1 1\n")["analyses"];
  EXPECT_EQ(analyses[0]["signals"].size(), 3U);
  EXPECT_THAT(signals_of(analyses[1]), ElementsAre("v(out)"));
}

TEST(RunSave, TakesTheCurrentOfAnInductor) {
  const json op = run_json("L\nV1 a 0 1\nR1 a b 2\nL1 b 0 1m\n.save i(L1)\n.op\n")["analyses"][0];
  EXPECT_EQ(op["signals"].dump(), "{\"i(L1)\":0.5}");
}

TEST(RunSave, SuggestsTheNodeMeant) {
  const Outcome outcome = run_program({"run", "-"}, lowpass + ".save v(uot)\n.op\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(
      outcome.err,
      "<stdin>:6:9: error: no node is called 'uot' [E0605]\n.save v(uot)\n        ^~~\nhint: did you mean 'out'?\n");
}

TEST(RunSave, LeavesOutWhatIsNotThereAndSaysSo) {
  const Outcome outcome =
      run_program({"run", "-", "--json"}, lowpass + ".save v(uot) i(v2) {v(out)} w(r1) v(1,2,3) v(out)\n.op\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("6:9: warning: no node is called 'uot' [W0601]"),
                                 HasSubstr("did you mean 'out'?"), HasSubstr("warning: no element is called 'v2'"),
                                 HasSubstr("warning: expressions are not supported"),
                                 HasSubstr("warning: unknown output 'w'"), HasSubstr("warning: unknown output 'v'")));
  EXPECT_THAT(signals_of(json::parse(outcome.out)["analyses"][0]), ElementsAre("v(out)"));
}

TEST(RunSave, MayLeaveWhatIsThereToAnotherCard) {
  for (const char* other : {".save v(out)", ".save all", ".print ac v(out)"}) {
    const Outcome outcome = run_program({"run", "-"}, lowpass + ".save v(uot)\n.ac lin 1 1k 1k\n" + other + "\n");
    EXPECT_EQ(outcome.status, 0) << other;
    EXPECT_THAT(outcome.err, HasSubstr("6:9: warning: no node is called 'uot'")) << other;
  }
  EXPECT_EQ(run_program({"run", "-"}, lowpass + ".save v(uot)\n.op\n.print op v(x)\n").status, 2);
}

TEST(RunSave, SuggestsTheSourceMeant) {
  const Outcome outcome = run_program({"run", "-"}, lowpass + ".save i(v2)\n.op\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("no element is called 'v2'"), HasSubstr("did you mean 'V1'?")));
}

TEST(RunSave, TakesTheCurrentOfAnyElementFromItsFirstPin) {
  const json signals = run_json(lowpass + "R3 0 out 1k\nG1 0 out In out 1m\n.save i(r1) @r2[i] i(R3) i(c1) i(G1)\n",
                                {"--freq", "0,1k"})["analyses"][0]["signals"];
  const json all =
      run_json(lowpass + "R3 0 out 1k\nG1 0 out In out 1m\n", {"--freq", "0,1k"})["analyses"][0]["signals"];
  for (const std::size_t k : {0U, 1U}) {
    const auto value = [&](const json& row) {
      return std::complex<double>(row[k][0].get<double>(), row[k][1].get<double>());
    };
    const std::complex<double> in = value(all["v(In)"]);
    const std::complex<double> out = value(all["v(out)"]);
    const std::complex<double> s(0, k == 0 ? 0 : 2 * M_PI * 1000);
    EXPECT_LT(std::abs(value(signals["i(R1)"]) - (in - out) / 1e3), 1e-15);
    EXPECT_LT(std::abs(value(signals["i(R2)"]) - out / 1e3), 1e-15);
    EXPECT_LT(std::abs(value(signals["i(R3)"]) + out / 1e3), 1e-15);
    EXPECT_LT(std::abs(value(signals["i(C1)"]) - s * 1e-6 * out), 1e-15);
    EXPECT_LT(std::abs(value(signals["i(G1)"]) - (in - out) * 1e-3), 1e-15);
  }
}

TEST(RunSave, ACurrentBesideNearlyEqualVoltagesKeepsItsDigits) {
  const json op = run_json("D\nV1 a 0 1\nR1 a b 1u\nR2 b 0 1g\n.save i(R1)\n.op\n")["analyses"][0];
  EXPECT_NEAR(op["signals"]["i(R1)"].get<double>(), 1e-9 / (1 + 1e-15), 1e-22);
}

TEST(RunSave, SaysThatACouplingHasNoCurrent) {
  const Outcome outcome =
      run_program({"run", "-"}, "K\nI1 0 a 1\nL1 a 0 1\nL2 b 0 1\nR1 b 0 1\nK1 L1 L2 0.5\n.save i(k1)\n.op\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("error: 'k1' has no current"));
}

TEST(RunSave, RefusesAFunctionItDoesNotKnow) {
  const Outcome outcome = run_program({"run", "-"}, lowpass + ".save p(r1)\n.op\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr(":6:7: error: unknown output 'p' of 1 name, expected v(node)"));
}

TEST(RunPrint, LeavesOutWhatItCannotGiveAndSaysSo) {
  const Outcome outcome =
      run_program({"run", "-", "--json"}, lowpass + ".print op v(out) v(x) {v(out)/2} w(r1)\n.op\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("warning: no node is called 'x'"),
                                 HasSubstr("warning: expressions are not supported here yet, found '{v(out)/2}'"),
                                 HasSubstr("warning: unknown output 'w' of 1 name")));
  EXPECT_THAT(signals_of(json::parse(outcome.out)["analyses"][0]), ElementsAre("v(out)"));
}

TEST(RunPrint, InVainLeavesEverything) {
  EXPECT_EQ(run_json(lowpass + ".print op v(x)\n.op\n")["analyses"][0]["signals"].size(), 3U);
}

TEST(Run, AllTakesWhatTheDeckLeavesOutToo) {
  const json op = run_json(lowpass + ".save i(r1)\n.op\n", {"--all"})["analyses"][0];
  EXPECT_THAT(signals_of(op), ElementsAre("i(R1)", "i(V1)", "v(In)", "v(out)"));
}

TEST(RunTable, ShowsTheOperatingPointAndTheSweep) {
  const Outcome outcome = run_program({"run", "-"}, lowpass + ".op\n.ac dec 5 1 100k\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("operating point\n"), HasSubstr("v(out)    1.5 V"), HasSubstr("-1.5 mA"),
                                 HasSubstr("152 mV  -72°"), HasSubstr("small signals"), Not(HasSubstr(" \n"))));
}

TEST(RunCsv, HasARowPerSignalAndFrequency) {
  const Outcome outcome = run_program({"run", "-", "--csv"}, lowpass + ".save v(out)\n.op\n.ac lin 1 0 0\n");
  EXPECT_EQ(outcome.out,
            "analysis,type,frequency (Hz),signal,unit,re,im\n1,op,0,v(out),V,1.5,0\n2,ac,0,v(out),V,0.5,0\n");
}

TEST(Run, CommandLineFrequenciesTakeThePlaceOfTheDecks) {
  const json analyses = run_json(lowpass + ".ac dec 10 1 1k\n.op\n", {"--freq", "5"})["analyses"];
  ASSERT_EQ(analyses.size(), 2U);
  EXPECT_EQ(analyses[0]["frequencies"], json::parse("[5]"));
  EXPECT_EQ(analyses[1]["type"], "op");
}

TEST(Run, DoesTheAnalysesOfAControlBlock) {
  const json analyses = run_json(lowpass + ".control\nop\nac lin 1 1k 1k\n.endc\n")["analyses"];
  ASSERT_EQ(analyses.size(), 2U);
  EXPECT_EQ(analyses[0]["signals"]["v(out)"], 1.5);
  EXPECT_EQ(analyses[1]["frequencies"], json::parse("[1000]"));
}

TEST(Run, AsksForAnAnalysisWhereThereIsNone) {
  const Outcome outcome = run_program({"run", "-"}, lowpass);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("error: nothing to run"), HasSubstr("hint: ")));
}

TEST(RunDc, HasTheValuesOfTheSweepAndOfTheSignals) {
  const json dc = run_json(lowpass + ".dc v1 0 3 1.5\n")["analyses"][0];
  EXPECT_EQ(dc["type"], "dc");
  EXPECT_EQ(dc["sweep"], json::parse(R"({"name": "V1", "values": [0, 1.5, 3]})"));
  EXPECT_FALSE(dc.contains("outer"));
  EXPECT_EQ(dc["signals"]["v(out)"], json::parse("[0, 0.75, 1.5]"));
  EXPECT_EQ(dc["signals"]["i(V1)"], json::parse("[0, -0.00075, -0.0015]"));
}

TEST(RunDc, NestsTheSecondSourceAroundTheFirst) {
  const json dc = run_json("N\nV1 a 0 9\nR1 a b 1k\nI1 0 b 9\n.dc I1 0 2m 1m V1 1 2 1\n")["analyses"][0];
  EXPECT_EQ(dc["sweep"]["values"], json::parse("[0, 0.001, 0.002, 0, 0.001, 0.002]"));
  EXPECT_EQ(dc["outer"], json::parse(R"({"name": "V1", "values": [1, 1, 1, 2, 2, 2]})"));
  EXPECT_EQ(dc["signals"]["v(b)"], json::parse("[1, 2, 3, 2, 3, 4]"));
  EXPECT_EQ(dc["signals"]["i(I1)"], dc["sweep"]["values"]);
}

TEST(RunDc, SweepsAResistorBesideASource) {
  const json dc = run_json("R\nV1 a 0 6\nR1 a b 1\nR2 b 0 1\n.dc R2 1 2 1 V1 6 12 6\n")["analyses"][0];
  EXPECT_EQ(dc["signals"]["v(b)"], json::parse("[3, 4, 6, 8]"));
  EXPECT_EQ(dc["signals"]["v(a)"], dc["outer"]["values"]);
}

TEST(RunDc, SweepsASourceInsideASubcircuit) {
  const json dc = run_json("S\nX1 a s\n.subckt s p\nV1 p 0 1\nR1 p 0 1\n.ends\n.dc x1.v1 1 2 1\n")["analyses"][0];
  EXPECT_EQ(dc["sweep"]["name"], "X1.V1");
  EXPECT_EQ(dc["signals"]["v(a)"], json::parse("[1, 2]"));
}

TEST(RunDc, SweepsTheTemperatureOfAllThatDependsOnIt) {
  const std::string deck =
      "T\nV1 a 0 6\nR1 a b {temper}\nR2 b 0 10 tc1=0.1\n.chain c\nz sensor Z={temp} AC=0\n.endchain\nR3 c.z 0 20\n"
      "I3 0 c.z 3\n.temp 27\n.dc temp 20 30 10 V1 6 12 6\n";
  const json dc = run_json(deck + ".options tnom=20\n")["analyses"][0];
  EXPECT_EQ(dc["sweep"], json::parse(R"({"name": "temp", "values": [20, 30, 20, 30]})"));
  EXPECT_EQ(dc["signals"]["v(b)"], json::parse("[2, 2.4, 4, 4.8]"));
  EXPECT_EQ(dc["signals"]["v(c.z)"], json::parse("[30, 36, 30, 36]"));
}

TEST(RunDc, SaysWhatGoesWrongAtATemperature) {
  const Outcome outcome = run_program({"run", "-", "--json"}, "T\nV1 a 0 6\nR1 a 0 {1/temp}\n.dc temp -10 10 10\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("3:10: error: division by zero"));
  EXPECT_EQ(json::parse(outcome.out)["analyses"][0]["signals"]["v(a)"], json::parse("[6, null, null]"));
  const Outcome other =
      run_program({"run", "-"},
                  "T\nV1 a 0 6\nX1 a s\n.subckt s a\nR1 a 0 1\n.if (temp>0)\nR2 a 0 1\n.endif\n.ends\n"
                  ".dc temp -10 10 20\n");
  EXPECT_EQ(other.status, 1);
  EXPECT_THAT(other.err, HasSubstr("at temp = -10 °C the deck may have other elements, by its .if cards"));
}

TEST(RunDc, RefusesATemperatureThatMayTurnBranches) {
  for (const std::string cards : {".if (temp>20)\nR1 a 0 1\n.else\nR1 a 0 2\n.endif\n",
                                  "X1 a s\n.subckt s a\n.if (temp>20)\nR1 a m 1\nR2 m 0 2\n.else\nR2 m 0 2\nR1 a m "
                                  "1\n.endif\n.ends\n"}) {
    const Outcome outcome = run_program({"run", "-"}, "T\nV1 a 0 1\n" + cards + ".dc temp 10 30 20\n");
    EXPECT_EQ(outcome.status, 1) << cards;
    EXPECT_THAT(outcome.err, HasSubstr("the deck may have other elements, by its .if cards")) << cards;
  }
}

TEST(RunDc, TakesLinBeforeTheName) {
  EXPECT_EQ(run_json(lowpass + ".dc lin V1 1 2 1\n")["analyses"][0]["sweep"]["values"], json::parse("[1, 2]"));
}

TEST(RunDc, IsLeftAloneByFrequenciesOnTheCommandLine) {
  const json analyses = run_json(lowpass + ".dc V1 1 2 1\n", {"--freq", "5"})["analyses"];
  ASSERT_EQ(analyses.size(), 2U);
  EXPECT_EQ(analyses[0]["type"], "dc");
}

TEST(RunDc, HasAColumnOfItsOwnInCsv) {
  const Outcome outcome = run_program({"run", "-", "--csv"}, lowpass + ".save v(out)\n.op\n.dc V1 1 2 1\n");
  EXPECT_EQ(outcome.out,
            "analysis,type,frequency (Hz),V1 (V),signal,unit,re,im\n"
            "1,op,0,,v(out),V,1.5,0\n2,dc,,1,v(out),V,0.5,0\n2,dc,,2,v(out),V,1,0\n");
}

TEST(RunDc, ShowsABlockForEachOuterValue) {
  const Outcome outcome =
      run_program({"run", "-"}, "T\nV1 a 0 1\nR1 a b 1k\nR2 b 0 1k\n.save v(b)\n.dc V1 0 10 5 R2 1k 3k 2k\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "T\n\nsweep of V1\nR2 = 1 kohm\nsignal  0 V    5 V  10 V\nv(b)    0 V  2.5 V   5 V\n"
            "R2 = 3 kohm\nsignal  0 V     5 V   10 V\nv(b)    0 V  3.75 V  7.5 V\n");
}

TEST(RunDc, NamesANodeThatNothingTiesDownOnce) {
  const Outcome outcome = run_program({"run", "-"}, "F\nV1 a 0 1\nR1 a 0 1\nC1 a x 1u\n.dc V1 1 3 1\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("nothing determines the voltage of node 'x' at 0 Hz: it has no DC path to ground [E0703]\n"));
  EXPECT_EQ(outcome.err.find("error:"), outcome.err.rfind("error:"));
}

TEST(Run, AResistanceForSmallSignalsCountsInThemAlone) {
  const json result = run_json("R\nV1 a 0 1 AC 1\nR1 a 0 1k ac=4k\n.op\n.ac lin 1 1 1\n");
  EXPECT_EQ(result["analyses"][0]["signals"]["i(V1)"], -1e-3);
  EXPECT_EQ(result["analyses"][1]["signals"]["i(V1)"][0][0], -0.25e-3);
  const json port =
      json::parse(run_program({"port", "-", "--json", "--freq", "0,1", "--port", "a"}, "R\nR1 a 0 1k ac=0\n").out);
  EXPECT_EQ(port["ports"][0]["z"][0][0], 1000.0);
  EXPECT_EQ(port["ports"][0]["z"][1][0], 0.0);
}

TEST(RunDc, VariesWhatAResistorIsAtZeroHertz) {
  const json result = run_json("R\nV1 a 0 6 AC 6\nR1 a 0 1 ac=3\n.dc R1 1 2 1\n.ac lin 1 1 1\n");
  EXPECT_EQ(result["analyses"][0]["sweep"]["name"], "R1");
  EXPECT_EQ(result["analyses"][0]["signals"]["i(V1)"], json({-6.0, -3.0}));
  EXPECT_EQ(result["analyses"][1]["signals"]["i(V1)"][0][0], -2.0) << "the value for small signals stays";
}

TEST(Run, WhatIsNotDeterminedIsNoNumberAndTheRestKeepsItsValues) {
  const Outcome outcome = run_program({"run", "-", "--json"}, "I\nI1 0 a 1m\nC1 a 0 1n\nV1 b 0 1\nR1 b 0 1\n.op\n");
  EXPECT_EQ(outcome.status, 1);
  const json signals = json::parse(outcome.out)["analyses"][0]["signals"];
  EXPECT_TRUE(signals["v(a)"].is_null());
  EXPECT_EQ(signals["v(b)"], 1.0);
}

TEST(Run, ANumberThatOverflowsIsToldOf) {
  const Outcome outcome =
      run_program({"run", "-", "--json"}, "O\nV1 b 0 1e308\nE1 c 0 b 0 1e10\nR1 c 0 1\n.op\n.print op v(b) v(c)\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("v(c) is larger than any number that a double holds, 1.8e308 [W0706]"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("v(b) is")));
  EXPECT_TRUE(json::parse(outcome.out)["analyses"][0]["signals"]["v(c)"] == "inf");
}

TEST(RunSave, ThousandsOfMisspeltNamesDoNotTakeTheirProductWithTheDecksNames) {
  std::string deck = "Misspelt\nV1 node0 0 1\nR1 node0 0 1\n.op\n";
  for (int k = 2; k < 152; ++k) deck += ".save v(nude" + std::to_string(k % 10) + ") i(R" + std::to_string(k) + ")\n";
  const std::string told = run_program({"run", "-"}, deck).err;
  std::size_t meant = 0;
  for (std::size_t at = told.find("did you mean"); at != std::string::npos; at = told.find("did you mean", at + 1)) {
    ++meant;
  }
  EXPECT_GT(meant, 0U);
  EXPECT_LE(meant, 100U);
}

}  // namespace
}  // namespace ohmscope::testing

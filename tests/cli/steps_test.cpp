// `.step` over every analysis and command, the kinds of `.dc` and `.ac` sweeps.

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

json answer(const std::string& command, const std::string& deck, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {command, "-", "--json"});
  const Outcome outcome = run_program(arguments, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return outcome.status == 0 ? json::parse(outcome.out) : json::object();
}

json analyses_of(const std::string& deck) { return answer("run", deck)["analyses"]; }

// What v(out) is in each entry.
std::vector<double> outputs(const std::string& deck) {
  std::vector<double> all;
  for (const json& entry : analyses_of(deck)) all.push_back(entry["signals"]["v(out)"].get<double>());
  return all;
}

// v(out) = R2 / (R1 + R2) V1.
const std::string divider = "Divider\nV1 in 0 6\nR1 in out {X}\nR2 out 0 1k\n.op\n";

TEST(Step, HasAnEntryForEachValue) {
  const json all = analyses_of(divider + ".step param X list 1k 2k 5k\n");
  ASSERT_EQ(all.size(), 3U);
  const double expected[] = {3, 2, 1};
  const double values[] = {1000, 2000, 5000};
  for (std::size_t k = 0; k < all.size(); ++k) {
    EXPECT_EQ(all[k]["type"], "op");
    EXPECT_EQ(all[k]["step"], json({{"X", values[k]}}));
    EXPECT_NEAR(all[k]["signals"]["v(out)"].get<double>(), expected[k], 1e-12);
  }
}

TEST(Step, TakesEverySpelling) {
  const std::string fixed = "D\nV1 in 0 6\nR1 in out 1k\nR2 out 0 1k\n.param X=1\n.op\n";
  struct {
    std::string deck;
    std::vector<double> expected;
  } const all[] = {
      {divider + ".step param X 1k 2k 1k\n", {3, 2}},
      {divider + ".step lin param X 1k 2k 1k\n", {3, 2}},
      {divider + ".step param X lin 1k 2k 1k\n", {3, 2}},
      {divider + ".param X=7\n.step X 1k 2k 1k\n", {3, 2}},
      {divider + ".step dec param X 1k 100k 1\n", {3, 6. / 11, 6. / 101}},
      {divider + ".step oct param X 1k 4k 1\n", {3, 2, 6. / 5}},
      {divider + ".step param X list {1k} '2k'\n", {3, 2}},
      {divider + ".step param X 2k 1k -1k\n", {2, 3}},
      {fixed + ".step V1 2 6 4\n", {1, 3}},
      {fixed + ".step V1 list 2 6\n", {1, 3}},
      {fixed + ".step R1 list 1k 2k\n", {3, 2}},
      {fixed + ".step R1:R list 1k 2k\n", {3, 2}},
      {fixed + ".step lin R1:r 1k 2k 1k\n", {3, 2}},
      {fixed + ".step R1(R) list 1k 2k\n", {3, 2}},
      {"T\nV1 in 0 6\nR1 in out 1k tc1=10m\nR2 out 0 1k\n.op\n.step temp 27 127 100\n", {3, 2}},
      {"M\nV1 in 0 6\nR1 in out RM\nR2 out 0 1k\n.model RM r (r=1k)\n.op\n.step res RM(R) list 1k 2k\n", {}},
      {"M\nV1 in 0 6\nR1 in out RM\nR2 out 0 1k\n.model RM res (r=1k)\n.op\n.step res RM(R) list 1k 2k\n", {3, 2}},
      {"M\nV1 in 0 6\nR1 in out RM\nR2 out 0 1k\n.model RM r (r=3)\n.op\n.step RM(r) list 1k 2k\n", {3, 2}},
      {"M\nV1 in 0 6\nR1 in out RN\nR2 out 0 1k\n.model RM r (r=3)\n.model RN ako:RM\n.op\n.step RM(r) list 1k 2k\n",
       {3, 2}},
      {"S\nV1 in 0 6\nX1 in out half\nR2 out 0 1k\n.subckt half a b\nR a b 500\nR3 a b 2k\n.ends\n.op\n"
       ".step X1.R list 2k 100g\n",
       {3, 2}},
  };
  for (const auto& [deck, expected] : all) {
    if (expected.empty()) {
      EXPECT_EQ(run_program({"run", "-"}, deck).status, 2) << deck;  // of another type of model
      continue;
    }
    const std::vector<double> found = outputs(deck);
    ASSERT_EQ(found.size(), expected.size()) << deck;
    for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-7) << deck;
  }
}

TEST(Step, OfAnInstanceLeavesTheOthersAlone) {
  const json all = analyses_of(
      "Two\nV1 in 0 6\nX1 in a half\nX2 in b half\n.subckt half p q\nR1 p q 1k\nR2 q 0 1k\n.ends\n.op\n"
      ".step X1.R2 list 1k 2k\n");
  EXPECT_NEAR(all[1]["signals"]["v(a)"].get<double>(), 4, 1e-12);
  EXPECT_NEAR(all[1]["signals"]["v(b)"].get<double>(), 3, 1e-12);
}

TEST(Step, FirstCardVariesFastestAsInLtspice) {
  const json all = analyses_of(divider + ".step param X list 1k 2k\n.step V1 list 6 12\n");
  std::vector<std::string> steps;
  for (const json& entry : all) steps.push_back(entry["step"].dump());
  EXPECT_THAT(steps, ElementsAre(R"({"V1":6,"X":1000})", R"({"V1":6,"X":2000})", R"({"V1":12,"X":1000})",
                                 R"({"V1":12,"X":2000})"));
  EXPECT_NEAR(all[3]["signals"]["v(out)"].get<double>(), 4, 1e-12);
}

TEST(Step, OfASourceSharesTheFactorisationAndIsTheSame) {
  const std::string deck =
      "Sources\nV1 in 0 6 AC 1\nR1 in out 1k\nR2 out b 1k\nV2 b 0 0\n.save v(out) i(V1) i(R1)\n.op\n.dc V2 0 2 1\n"
      ".dc R1 1k 2k 1k V1 1 2 1\n.ac lin 1 1k 1k\n.step V1 list 6 12\n.step R2 list 1k 3k\n";
  const json all = analyses_of(deck);
  ASSERT_EQ(all.size(), 16U);
  const double v1[] = {6, 12, 6, 12};
  const double r2[] = {1000, 1000, 3000, 3000};
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_EQ(all[k]["step"], json({{"V1", v1[k]}, {"R2", r2[k]}}));
    const double current = v1[k] / (1000 + r2[k]);
    EXPECT_NEAR(all[k]["signals"]["v(out)"].get<double>(), current * r2[k], 1e-12);
    EXPECT_NEAR(all[k]["signals"]["i(V1)"].get<double>(), -current, 1e-15);
    const json& dc = all[4 + k]["signals"]["v(out)"];  // V2 swept
    EXPECT_NEAR(dc[2].get<double>(), 2 + (v1[k] - 2) / (1000 + r2[k]) * r2[k], 1e-12);
    const json& own = all[8 + k]["signals"]["v(out)"];  // the .dc card's V1 counts
    EXPECT_NEAR(own[3].get<double>(), 2. / (2000 + r2[k]) * r2[k], 1e-12);
    EXPECT_NEAR(all[12 + k]["signals"]["v(out)"][0][0].get<double>(), r2[k] / (1000 + r2[k]), 1e-12);
  }
}

TEST(Step, KeepsDeckOrderOfAnalyses) {
  const json all = analyses_of(divider + ".step param X list 1k 2k\n.ac lin 1 1 1\n");
  EXPECT_EQ(all[0]["type"], "op");
  EXPECT_EQ(all[1]["type"], "op");
  EXPECT_EQ(all[2]["type"], "ac");
  EXPECT_EQ(all[2]["step"]["X"], 1000);
}

TEST(Step, ReachesEveryAnalysis) {
  const json all = analyses_of(
      "All\nV1 in 0 6 AC 1\nR1 in out {X}\nR2 out 0 1k\n.step param X list 1k 2k\n"
      ".dc V1 0 6 6\n.tf V(out) V1\n.noise V(out) V1 lin 1 1k 1k\n.ac lin 2 {X} {2*X}\n");
  ASSERT_EQ(all.size(), 8U);
  EXPECT_NEAR(all[1]["signals"]["v(out)"][1].get<double>(), 2, 1e-12);
  EXPECT_NEAR(all[3]["signals"]["transfer_function"].get<double>(), 1. / 3, 1e-12);
  const double ratio = all[5]["signals"]["onoise"][0].get<double>() / all[4]["signals"]["onoise"][0].get<double>();
  EXPECT_NEAR(ratio, std::sqrt(2000. / 3 / 500), 1e-9);
  EXPECT_EQ(all[7]["frequencies"], json::parse("[2000, 4000]"));
}

const std::string chain =
    "Chain\n.chain c\nmic sensor Z=1k AC=1\nlp lowpass R={X} C=1n\namp noninverting opamp=OA Rf=9k Rg=1k\n.endchain\n"
    ".model OA opamp (A0=100k GBW=10meg Rout=50)\n.ac lin 1 1k 1k\n.port p c.lp\n";

TEST(Step, ReachesChains) {
  const json all = answer("chain", chain + ".step param X list 1k 3k\n")["chains"];
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1]["step"], json({{"X", 3000}}));
  EXPECT_EQ(all[0]["stages"][1]["local"]["zin"][0][0], 1000);
  EXPECT_EQ(all[1]["stages"][1]["local"]["zin"][0][0], 3000);
}

TEST(Step, ReachesTheModelsOfChains) {
  const json all = answer("chain", chain + ".param X=1k\n.step opamp OA(Rout) list 50 100\n")["chains"];
  const auto zout = [&](std::size_t k) { return all[k]["stages"][2]["local"]["zout"][0][0].get<double>(); };
  EXPECT_NEAR(zout(1) / zout(0), 2, 1e-3);  // the feedback stands beside it
}

TEST(Step, ReachesPorts) {
  const json result = answer("port", chain + ".step param X list 1k 3k\n", {"--freq", "0"});
  EXPECT_EQ(result["ports"].size(), 2U);
  EXPECT_EQ(result["ports"][1]["step"], json({{"X", 3000}}));
  EXPECT_EQ(result["ports"][1]["frequencies"], json::parse("[0]"));
  EXPECT_EQ(result["ports"][1]["z"][0], json::parse("[4000, 0]"));
}

TEST(Step, ReachesChecks) {
  const json result = answer("check", chain + ".step param X list 1k 3k\n");
  EXPECT_EQ(result["passed"], true);
  ASSERT_EQ(result["chains"].size(), 2U);
  EXPECT_EQ(result["chains"][1]["step"], json({{"X", 3000}}));
  EXPECT_EQ(result["ports"][1]["step"], json({{"X", 3000}}));
}

TEST(Step, HasAColumnForEachNameInCsv) {
  const std::string steps = ".step param X list 1k 2k\n.step temp list 0 50\n";
  EXPECT_THAT(run_program({"run", "-", "--csv"}, divider + steps).out,
              AllOf(HasSubstr("analysis,type,X,temp (°C),frequency (Hz),signal,unit,re,im\n"),
                    HasSubstr("\n1,op,2000,50,0,v(out),V,2,0\n")));
  EXPECT_THAT(run_program({"chain", "-", "--csv"}, chain + steps).out, HasSubstr("X,temp (°C),chain,stage"));
  EXPECT_THAT(run_program({"check", "-", "--csv"}, chain + steps).out, HasSubstr("\n2000,0,c,lp,lowpass,rule"));
  EXPECT_THAT(run_program({"port", "-", "--csv"}, chain + steps).out, HasSubstr("\n1000,50,p,c.lp,0,1000,"));
  EXPECT_THAT(run_program({"port", "-", "--csv", "--sens"}, chain + steps).out,
              AllOf(HasSubstr("X,temp (°C),port,"), HasSubstr("\n2000,50,p,c.lp,0,1000,c.mic.Z,")));
}

TEST(Step, NamesEachStepInTables) {
  const std::string steps = ".step param X 1k 2k 1k\n";
  EXPECT_THAT(run_program({"run", "-"}, divider + steps).out, HasSubstr("\nX = 2k\n\noperating point\n"));
  EXPECT_THAT(run_program({"chain", "-"}, chain + steps).out, HasSubstr("\nX = 2k\n\nchain c:"));
  EXPECT_THAT(run_program({"port", "-"}, chain + steps).out, HasSubstr("\nX = 2k\n"));
  EXPECT_THAT(run_program({"check", "-"}, chain + steps).out,
              AllOf(HasSubstr("\nX = 2k\n\nchain c:"), HasSubstr("at X = 2k\n")));
}

TEST(Step, ShowsSomeOfManyStepsInTables) {
  const Outcome outcome = run_program({"run", "-"}, divider + ".step param X 1 100 1\n");
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("100 steps, 5 of them shown"), HasSubstr("X = 1\n"), HasSubstr("X = 100\n")));
}

TEST(Step, SaysAtWhichStepSomethingIsWrong) {
  const Outcome wrong = run_program({"run", "-"}, "E\nV1 a 0 1\nR1 a 0 {1/(X-2)}\n.op\n.step param X 1 3 1\n");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, AllOf(HasSubstr("division by zero"), HasSubstr("note: at X = 2")));
  const Outcome unsolved = run_program(
      {"run", "-", "--json"}, "U\nV1 a 0 1\nR1 a b 1k\nR2 b 0 {X}\nI1 0 b 1m\n.op\n.step param X list 1k -1k 3k\n");
  EXPECT_EQ(unsolved.status, 1);
  EXPECT_THAT(unsolved.err, HasSubstr("note: at X = -1k"));
  EXPECT_EQ(json::parse(unsolved.out)["analyses"].size(), 3U);
}

TEST(Step, RepeatsNoWarning) {
  const std::string err = run_program({"run", "-"}, divider + "R3 out 0 0\n.step param X 1 3 1\n").err;
  const std::size_t first = err.find("exactly 0 ohm");
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(err.find("exactly 0 ohm", first + 1), std::string::npos);
}

TEST(Step, IsLeftOutOfTheFlatNetlistWithAWarning) {
  const Outcome outcome = run_program({"expand", "-"}, divider + ".step param X list 1k 2k\n.meas op y FIND v(out)\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("'.step' is left out"), HasSubstr("'.meas' is left out")));
  EXPECT_THAT(outcome.out, HasSubstr("R1 in out 1000"));
}

/// Steps over an element of a stage, and over a parameter that stands there, give the same.
TEST(Step, VariesElementsThatStagesDraw) {
  struct {
    std::string element;  // with @ for its value
    std::string name;
  } const all[] = {
      {"a divider Za=R(@)|C(1u) Zb=R(2k)+L(1m)", "c.a.Za.R1"},
      {"a divider Za=R(1k)|C(1u) Zb=R(2k)+L(@)", "c.a.Zb.L2"},
      {"a shunt Z=@", "c.a.Z"},
      {"a lowpass R=@ C=1u", "c.a.R"},
      {"a user", "c.a.R1"},
  };
  const auto deck = [](std::string stage, const std::string& value, const std::string& step) {
    if (stage.find('@') != std::string::npos) stage.replace(stage.find('@'), 1, value);
    return "C\n.param X=5\n.subckt user in out\nR1 in out " + (value == "5" ? "{5}" : std::string("{X}")) +
           "\nC1 out 0 1u\n.ends\n.chain c\ns sensor Z=50\n" + stage +
           "\nb series Z=10\n.endchain\n.ac lin 2 100 10k\n" + step;
  };
  for (const auto& [stage, name] : all) {
    const std::string by_parameter = deck(stage, "{X}", ".step param X list 5 7 11\n");
    const std::string by_element = deck(stage, "5", ".step " + name + " list 5 7 11\n");
    for (const std::string command : {"chain", "port", "check"}) {
      std::vector<std::string> arguments{command, "-", "--json"};
      if (command == "port") arguments.insert(arguments.end(), {"--port", "c.b"});
      const Outcome parameter = run_program(arguments, by_parameter);
      const Outcome element = run_program(arguments, by_element);
      EXPECT_EQ(element.status, 0) << element.err << name << command;
      std::string expected = parameter.out;
      const std::string from = "\"X\"";
      for (std::size_t at = 0; (at = expected.find(from, at)) != std::string::npos;)
        expected.replace(at, from.size(), "\"" + name + "\"");
      EXPECT_EQ(json::parse(element.out), json::parse(expected)) << name << command;
    }
  }
}

TEST(Step, SaysWhichElementsOfStagesItCannotVary) {
  const std::string stages =
      "C\n.chain c\ns sensor Z=50\nt twint R=1k C=1n\nrc[3] lowpass R=1k C=1n\n.endchain\n.ac lin 1 1k 1k\n";
  const auto error_of = [&](const std::string& name) {
    const Outcome outcome = run_program({"chain", "-"}, stages + ".step " + name + " list 1 2\n");
    EXPECT_EQ(outcome.status, 2) << name;
    return outcome.err;
  };
  EXPECT_THAT(error_of("c.t.R3"),
              HasSubstr("'c.t.R3' cannot be stepped: it is no value of its stage's line, or not its own [E0211]"));
  EXPECT_THAT(error_of("c.t.R1"), HasSubstr("'c.t.R1' cannot be stepped"));  // R2 and R3 hang on R too
  EXPECT_THAT(error_of("c.rc2.R"), HasSubstr("'c.rc2.R' cannot be stepped: the stages of an array share one line"));
}

// ------------------------------------------------------------------------------------------------------------ .dc

std::vector<double> swept(const std::string& cards) {
  const std::string deck = "Dc\nV1 in 0 6\nR1 in out {X}\nR2 out 0 RM\n.param X=1k\n.model RM r (r=1k)\n";
  const json all = analyses_of(deck + cards);
  return all[0]["signals"]["v(out)"].get<std::vector<double>>();
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-9) << what;
}

TEST(Dc, TakesEveryKindOfSweep) {
  struct {
    std::string card;
    std::vector<double> expected;
  } const all[] = {
      {".dc param X 1k 2k 1k", {3, 2}},
      {".dc X 1k 2k 1k", {3, 2}},
      {".dc X list 2k 1k", {2, 3}},
      {".dc param X list 2k 1k", {2, 3}},
      {".dc lin X 1k 2k 1k", {3, 2}},
      {".dc dec X 1k 100k 1", {3, 6. / 11, 6. / 101}},
      {".dc oct X 1k 4k 1", {3, 2, 6. / 5}},
      {".dc X dec 1 1k 100k", {3, 6. / 11, 6. / 101}},  // HSPICE
      {".dc X lin 2 1k 2k", {3, 2}},
      {".dc X poi 2 1k 2k", {3, 2}},
      {".dc RM(r) list 1k 2k", {3, 4}},
      {".dc R1 list 1k 2k", {3, 2}},
      {".dc X list 1k 2k V1 list 6 12", {3, 2, 6, 4}},
      {".dc V1 6 12 6 X list 1k 2k", {3, 6, 2, 4}},
      {".dc X 1k 2k 1k R2 1k 5k 4k", {3, 2, 5, 30. / 7}},
  };
  for (const auto& [card, expected] : all) expect_near(swept(card + "\n"), expected, card);
}

// HSPICE and Xyce: a row a point.
const std::string table = ".data rows V1 R2:R\n+ 6 1k\n+ 12 {2*1k} 3 1k\n.enddata\n";

TEST(Dc, TakesTheRowsOfATable) {
  const std::string deck = "Dc\nV1 in 0 1\nR1 in out 1k\nR2 out 0 7\n";
  const json entry = analyses_of(deck + ".dc data=rows\n" + table)[0];
  EXPECT_EQ(entry["sweep"], json::parse(R"({"name": "V1", "values": [6, 12, 3]})"));
  EXPECT_FALSE(entry.contains("outer"));
  EXPECT_EQ(entry["signals"]["R2(R)"], json::parse("[1000, 2000, 1000]"));
  expect_near(entry["signals"]["v(out)"].get<std::vector<double>>(), {3, 8, 1.5}, "rows");
}

TEST(Step, TakesTheRowsOfATable) {
  const std::string deck = "T\nV1 in 0 {U}\nR1 in out 1k\nR2 out 0 {X}\n.param U=1 X=1\n.op\n";
  const json all = analyses_of(deck + ".step data=T\n.data t U X 6 1k 12 2k\n");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1]["step"], json::parse(R"({"U": 12, "X": 2000})"));
  EXPECT_NEAR(all[0]["signals"]["v(out)"].get<double>(), 3, 1e-12);
  EXPECT_NEAR(all[1]["signals"]["v(out)"].get<double>(), 8, 1e-12);
  const json nested = analyses_of(deck + ".step data=t\n.data t U X 6 1k 12 2k\n.step R1 list 1k 2k\n");
  ASSERT_EQ(nested.size(), 4U);
  EXPECT_EQ(nested[3]["step"], json::parse(R"({"U": 12, "X": 2000, "R1": 2000})"));
}

TEST(Dc, NamesWhatItSweeps) {
  const json entry =
      analyses_of("Dc\nV1 in 0 6\nR1 in out {x}\nR2 out 0 1k\n.param X=1k\n.dc x 1k 2k 1k V1 1 2 1\n")[0];
  EXPECT_EQ(entry["sweep"], json::parse(R"({"name": "X", "values": [1000, 2000, 1000, 2000]})"));
  EXPECT_EQ(entry["outer"], json::parse(R"({"name": "V1", "values": [1, 1, 2, 2]})"));
}

// ------------------------------------------------------------------------------------------------------------ .ac

TEST(Ac, TakesLists) {
  for (const char* list : {"list 1k {2*1k} 10", "poi 3 1k 2k 10", "LIST 1k,2k,10"}) {
    const json entry = analyses_of("L\nV1 a 0 AC 1\nR1 a 0 1\n.ac " + std::string(list) + "\n")[0];
    EXPECT_EQ(entry["frequencies"], json::parse("[1000, 2000, 10]")) << list;
  }
  const json noise = analyses_of("L\nV1 a 0 AC 1\nR1 a b 1\nR2 b 0 1\n.noise v(b) V1 list 10 20 70\n")[0];
  EXPECT_EQ(noise["frequencies"], json::parse("[10, 20, 70]"));
}

TEST(Ac, ExpandsListsToSingleFrequencies) {
  const Outcome outcome = run_program({"expand", "-"}, "L\nV1 a 0 AC 1\nR1 a 0 1\n.ac list 1k 20\n");
  EXPECT_THAT(outcome.out, HasSubstr(".ac lin 1 1000 1000\n.ac lin 1 20 20\n"));
}

}  // namespace
}  // namespace ohmscope::testing

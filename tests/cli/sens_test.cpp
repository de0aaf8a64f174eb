// `.sens` in `ohmscope run` and `expand`, held against closed forms and the real ngspice.

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <cstdlib>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.hpp"
#include "cli/spice_runs.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string divider = "Divider\nV1 In 0 10 AC 2\nR1 In out 1k\nR2 out 0 3k\n";

json run_json(const std::string& deck) {
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return json::parse(outcome.out)["analyses"];
}

TEST(Sens, JsonHasAbsoluteOnesAndThoseForOnePercent) {
  const json sens = run_json(divider + ".sens V(out) i(v1)\n")[0];
  EXPECT_EQ(sens["type"], "sens");
  EXPECT_EQ(sens["values"], json::parse(R"({"V1.dc": 10, "R1": 1000, "R2": 3000})"));
  ASSERT_EQ(sens["outputs"].size(), 2U);
  const json& out = sens["outputs"][0];
  EXPECT_EQ(out["name"], "v(out)");
  EXPECT_EQ(out["value"], 7.5);
  EXPECT_NEAR(out["sensitivities"]["R1"].get<double>(), -1.875e-3, 1e-15);
  EXPECT_NEAR(out["per_percent"]["R1"].get<double>(), -18.75e-3, 1e-14);
  EXPECT_NEAR(out["per_percent"]["V1.dc"].get<double>(), 75e-3, 1e-14);
  EXPECT_NEAR(sens["outputs"][1]["sensitivities"]["R2"].get<double>(), 10 / (4e3 * 4e3), 1e-18);
}

TEST(Sens, JsonOfAnAcSweepIsComplexAlongTheFrequencies) {
  const json sens = run_json("T\nV1 a 0 AC 1\nR1 a b 1k\nC1 b 0 1u\n.sens v(b) ac dec 1 100 10k\n")[0];
  EXPECT_EQ(sens["frequencies"], json::parse("[100, 1000, 10000]"));
  const std::complex<double> s(0, 2 * 3.141592653589793 * 1e3);
  const std::complex<double> expected = -s * 1e3 / std::pow(1.0 + s * 1e-3, 2);
  const json& found = sens["outputs"][0]["sensitivities"]["C1"][1];
  EXPECT_NEAR(found[0].get<double>(), expected.real(), 1e-9 * std::abs(expected));
  EXPECT_NEAR(found[1].get<double>(), expected.imag(), 1e-9 * std::abs(expected));
  EXPECT_EQ(sens["outputs"][0]["per_percent"]["C1"].size(), 3U);
}

TEST(Sens, CsvHasEachWithItsUnit) {
  const Outcome dc = run_program({"run", "-", "--csv"}, divider + ".sens V(out)\n");
  EXPECT_THAT(dc.out, AllOf(HasSubstr("\n1,sens,value(R1),ohm,1000,0\n"), HasSubstr("\n1,sens,v(out),V,7.5,0\n"),
                            HasSubstr("\n1,sens,\"sens(v(out),R1)\",V/ohm,-0.001875"),
                            HasSubstr("\n1,sens,\"percent(v(out),R1)\",V/%,-0.01875")));
  const Outcome ac = run_program({"run", "-", "--csv"}, divider + ".sens I(V1) AC lin 1 1k 1k\n");
  EXPECT_THAT(ac.out, AllOf(HasSubstr("\n1,sens,1000,i(V1),A,-0.0005,0\n"),
                            HasSubstr("\n1,sens,1000,\"sens(i(V1),V1.ac)\",A/V,-0.00025,0\n"),
                            HasSubstr("\n1,sens,,value(V1.ac),V,2,0\n")));
}

TEST(Sens, TableHasTheStrongestFirst) {
  const std::string dc = run_program({"run", "-"}, divider + "R3 out x 1k\nR4 x 0 1meg\n.sens V(out)\n").out;
  EXPECT_THAT(dc, AllOf(HasSubstr("sensitivity of v(out) = 7.4"), HasSubstr("per 1 %"), HasSubstr("mV/ohm")));
  EXPECT_LT(dc.find("\nV1.dc "), dc.find("\nR1 "));
  EXPECT_LT(dc.find("\nR1 "), dc.find("\nR4 "));
  EXPECT_LT(dc.find("\nR4 "), dc.find("\nR3 ")) << "1k beside 1 megohm hardly matters";
  const std::string ac = run_program({"run", "-"}, divider + "C1 out 0 1p\n.sens V(out) ac dec 10 1 1meg\n").out;
  EXPECT_THAT(ac, AllOf(HasSubstr("change of v(out), for 1 % more of a value"), HasSubstr("61 frequencies"),
                        HasSubstr("15 mV   0°")));
  EXPECT_LT(ac.find("\nR1 "), ac.find("\nC1 "));
}

TEST(Sens, LooksIntoChainsAndModels) {
  const json sens = run_json(
      "C\n.chain c\nmic sensor Z=50 AC=1m\namp noninverting opamp=OA Rf=9k Rg=1k\n.endchain\n"
      ".model OA opamp (A0=1e5 GBW=1meg)\n.sens v(c.amp) ac lin 1 0 0\n")[0];
  const json& of = sens["outputs"][0]["per_percent"];
  EXPECT_NEAR(of["c.mic.source.ac"][0][0].get<double>(), 1e-5 * 10 / (1 + 10 / 1e5), 1e-14);
  EXPECT_NEAR(of["c.amp.Rf"][0][0].get<double>(), 9e-5 / std::pow(1 + 10 / 1e5, 2), 1e-13);
  EXPECT_NEAR(of["c.amp.opamp.A0"][0][0].get<double>(), 1e-5 * 100 / 1e5 / std::pow(1 + 10 / 1e5, 2), 1e-15);
}

TEST(Sens, OfParametersIsThatOfAllTheyReach) {
  const json sens = run_json(
      "P\n.param r=1k tol=0 square={r*r} unused=3 whole={int(r/300)}\nV1 in 0 10\nR1 in out {r*(1+tol)}\n"
      "R2 out 0 {square/1k}\nX1 out s r=2g\n.subckt s p r=1\nR1 p 0 {r*whole}\n.ends\n.sens v(out)\n")[0];
  const json& of = sens["outputs"][0];
  EXPECT_NEAR(of["sensitivities"]["{r}"].get<double>(), 2.5e-3, 1e-8) << "R1 and R2: 10 r / (r + 1k)";
  EXPECT_NEAR(of["sensitivities"]["{tol}"].get<double>(), -2.5, 1e-5);
  EXPECT_NEAR(of["sensitivities"]["{square}"].get<double>(), 2.5e-6, 1e-11);
  EXPECT_NEAR(of["per_percent"]["{r}"].get<double>(), 25e-3, 1e-7);
  EXPECT_EQ(of["per_percent"]["{tol}"], 0);
  EXPECT_EQ(sens["values"]["{square}"], 1e6);
  EXPECT_FALSE(sens["values"].contains("{unused}"));
}

TEST(Sens, OfAParameterIsThatOfTheBranchesItHasChosen) {
  const json sens = run_json(
      "P\n.param n=1\nV1 in 0 10\nR1 in out {n*1k}\nR2 out 0 1k\n.if (n<=1)\nR3 out 0 1k\n.endif\n.sens v(out)\n")[0];
  EXPECT_NEAR(sens["outputs"][0]["sensitivities"]["{n}"].get<double>(), -10 * 500 * 1e3 / (1500.0 * 1500), 1e-9);
}

TEST(Sens, IsReadInControlBlocksAndBesidePrintCards) {
  const json analyses =
      run_json(divider + ".print sens all\n.control\nsens v(out)\nsens v(out) ac lin 2 1 2\nprint all\n.endc\n");
  EXPECT_EQ(analyses[0]["outputs"][0]["value"], 7.5);
  EXPECT_EQ(analyses[1]["frequencies"].size(), 2U);
  EXPECT_EQ(run_json(divider + ".sens v(out) dc\n")[0]["outputs"][0]["value"], 7.5);
}

TEST(Sens, ExpandKeepsItByTheFlatNames) {
  const Outcome outcome = run_program({"expand", "-"},
                                      "S\n.param n=7\nX1 a s\n.subckt s p\nV1 q 0 1\nR1 q p 1\n.ends\n"
                                      ".sens V(x1.q,a) i(x1.v1)\n.sens v(a) AC dec {n} 1 {n*100}\n");
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\n.sens v(X1.q,a)\n.sens i(V.X1.V1)\n.print sens all\n"),
                                 HasSubstr("\n.sens v(a) AC dec 7 1 700\n.print sens all\n")))
      << outcome.err;
}

struct Bad {
  const char* card;
  const char* message;
};
const Bad bad_cards[] = {
    {".sens", "found '.sens', expected '.sens V(NODE[,NODE])|I(SOURCE) ... [ac dec|oct|lin POINTS START STOP]'"},
    {".sens out", "found '.sens out', expected"},
    {".sens V(out", "found '.sens V(out', expected"},
    {".sens V(nowhere)", "no node is called 'nowhere'"},
    {".sens V(out,nowhere)", "no node is called 'nowhere'"},
    {".sens I(V9)", "no element is called 'V9'"},
    {".sens I(R1)", "'R1' is not a voltage source: '.sens' measures currents in them"},
    {".sens V(out) ac", "expected '.sens V(NODE"},
    {".sens V(out) ac dec 10 1", "expected '.sens V(NODE"},
    {".sens V(out) ac dec 10 1 1k 5", "expected '.sens V(NODE"},
    {".sens V(out) dec 10 1 1k", "expected '.sens V(NODE"},
    {".sens V(out) ac log 10 1 1k", "unknown kind of sweep 'log'"},
    {".sens V(out) ac dec 0 1 1k", "number of points is 0"},
    {".sens V(out) ac dec 10 -1 1k", "start frequency is -1"},
    {".sens V(out) ac dec 10 1k 1", "stop frequency 1 is below the start frequency 1000"},
    {".sens V(out) ac dec 10 1 {f}", "unknown parameter 'f'"},
};

class BadSens : public ::testing::TestWithParam<Bad> {};
TEST_P(BadSens, IsAnErrorAtItsLine) {
  const auto& [card, message] = GetParam();
  const Outcome outcome = run_program({"run", "-"}, divider + card + "\n");
  EXPECT_EQ(outcome.status, 2) << card;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr(":5:"), HasSubstr(message)));
}
INSTANTIATE_TEST_SUITE_P(Cards, BadSens, ::testing::ValuesIn(bad_cards),
                         [](const auto& each) { return "card" + std::to_string(each.index); });

json functions_of(const std::string& cards) {
  const Outcome outcome = run_program({"run", "-", "--json"}, cards);
  EXPECT_EQ(outcome.status, 0) << outcome.err << cards;
  return outcome.status == 0 ? json::parse(outcome.out)["analyses"][0]["outputs"] : json::array();
}

TEST(Sens, OfXycesFunctionsIsTheChainRule) {
  // F = (v - 3)^2 / 2 + g i, v = 5 R2 / (R1 + R2), i = -5 / (R1 + R2)
  const json found = functions_of(
      "F\nV1 in 0 5\nR1 in out 3k\nR2 out 0 {r}\n.param r=2k g=7\n"
      ".sens objfunc={0.5*(V(out)-3.0)**2.0+g*I(V1)},{v(in,out)}\n");
  ASSERT_EQ(found.size(), 2U);
  const double v = 2;
  const double i = -1e-3;
  EXPECT_EQ(found[0]["name"], "0.5*(V(out)-3.0)**2.0+g*I(V1)");
  EXPECT_NEAR(found[0]["value"].get<double>(), 0.5 + 7 * i, 1e-12);
  const double of_R1 = (v - 3) * (-5 * 2e3 / 25e6) + 7 * (5 / 25e6);
  const double of_R2 = (v - 3) * (5 * 3e3 / 25e6) + 7 * (5 / 25e6);
  const json& slopes = found[0]["sensitivities"];
  EXPECT_NEAR(slopes["R1"].get<double>() / of_R1, 1, 1e-10);
  EXPECT_NEAR(slopes["R2"].get<double>() / of_R2, 1, 1e-10);
  EXPECT_NEAR(slopes["{r}"].get<double>() / of_R2, 1, 1e-9);
  EXPECT_NEAR(slopes["{g}"].get<double>() / i, 1, 1e-9) << "a parameter of the function itself";
  EXPECT_NEAR(found[1]["sensitivities"]["R2"].get<double>() / (-5 * 3e3 / 25e6), 1, 1e-10);
}

TEST(Sens, OfFunctionsOverAcTakesWhatIsNotAnalytic) {
  // |1 / (1 + jwRC)| at wRC = 1: d|v|/dR = -1 / (2 sqrt 2 R)
  const double f = 1 / (2 * std::acos(-1.0) * 1e-3);
  const json found =
      functions_of("A\nV1 in 0 ac 1\nR1 in out 1k\nC1 out 0 1u\n.sens acobjfunc={vm(out)} param=R1:R\n.ac lin 1 " +
                   std::to_string(f) + " " + std::to_string(f) + "\n");
  EXPECT_NEAR(found[0]["sensitivities"]["R1"][0][0].get<double>(), -1 / (2e3 * std::sqrt(2.0)), 1e-9);
  EXPECT_NEAR(found[0]["sensitivities"]["R1"][0][1].get<double>(), 0, 1e-12);
  EXPECT_EQ(found[0]["sensitivities"].size(), 1U) << "param= chooses";
}

TEST(Sens, OfXycesNodesIsThatOfTheirVoltages) {
  const std::string deck = "N\nV1 in 0 ac 1\nR1 in out 1k\nC1 out 0 1u\n.ac lin 1 100 100\n";
  const json ours = json::parse(run_program({"run", "-", "--json"}, deck + ".sens v(out) ac lin 1 100 100\n").out);
  const json theirs = json::parse(run_program({"run", "-", "--json"}, deck + ".sens objvars=out\n").out);
  EXPECT_EQ(ours["analyses"][1]["outputs"], theirs["analyses"][1]["outputs"]);
}

TEST(Sens, OfFunctionsSaysWhatIsWrong) {
  const Bad cards[] = {{".sens objfunc={V(nowhere)}", "no node is called 'nowhere'"},
                       {".sens objfunc={V(out)*nosuch}", "unknown parameter 'nosuch'"},
                       {".sens objfunc={3}", "'3' is no function of a voltage or a current"},
                       {".sens objfunc={V(out)} param=R9:R", "no element or parameter is called 'R9:R'"},
                       {".sens objfunc={V(out)} acobjfunc={V(out)}", "expected '.sens V(NODE[,NODE])"},
                       {".sens param=R1", "expected '.sens V(NODE[,NODE])"},
                       {".sens acobjfunc={V(out)}", "no frequencies"}};
  for (const auto& [card, message] : cards) {
    const Outcome outcome = run_program({"run", "-"}, divider + card + "\n");
    EXPECT_EQ(outcome.status, 2) << card;
    EXPECT_THAT(outcome.err, HasSubstr(message)) << card;
  }
}

TEST(Sens, OfFunctionsSaysThatTheSweepDoesNotMatter) {
  const Outcome outcome = run_program({"run", "-"}, divider + ".dc V1 1 2 1\n.sens objfunc={V(out)*2} param=R1:R\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("sensitivities are those at the operating point"));
}

TEST(Sens, OfAnOutputThatNothingDeterminesSaysWhy) {
  const Outcome outcome =
      run_program({"run", "-"}, "T\nV1 a 0 1\nR1 a b 1k\nR2 b 0 1k\nC1 b x 1n\nC2 x 0 1n\n.sens V(x)\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("'x'"));
}

// ------------------------------------------------------------------------------------------------------- ngspice

using Vectors = std::map<std::string, std::complex<double>>;

/// The vectors of a raw file with one plot, at its first point.
Vectors read_raw(const std::string& text) {
  Vectors vectors;
  const std::size_t body = text.find("Binary:\n");
  if (body == std::string::npos) return vectors;
  std::istringstream header(text.substr(0, body));
  bool is_complex = false;
  std::vector<std::string> names;
  for (std::string line; std::getline(header, line);) {
    if (line.starts_with("Flags:")) is_complex = line.find("complex") != std::string::npos;
    if (!line.starts_with("\t")) continue;
    std::istringstream words(line);
    std::string index, name;
    words >> index >> name;
    names.push_back(name.starts_with("v(") ? name.substr(2, name.size() - 3) : name);
  }
  const std::size_t width = is_complex ? 2 : 1;
  std::vector<double> numbers(names.size() * width);
  std::memcpy(numbers.data(), text.data() + body + 8, numbers.size() * sizeof(double));
  for (std::size_t k = 0; k < names.size(); ++k)
    vectors[names[k]] = {numbers[k * width], is_complex ? numbers[k * width + 1] : 0};
  return vectors;
}

Vectors by_ngspice(const std::string& deck) {
  const ScratchDirectory scratch;
  const std::string path = scratch.write("deck.cir", deck);
  const std::string command = "cd '" + scratch.path() + "' && ngspice -b -r raw deck.cir > log 2>&1 < /dev/null";
  std::ignore = std::system(command.c_str());
  return read_raw(read_file(scratch.file("raw")));
}

/// What ngspice calls a value; nothing for those it has not or has otherwise.
std::string name_in_ngspice(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const std::map<std::string, std::string> suffixes{
      {".dc", ""}, {".ac", "_acmag"}, {".phase", "_acphase"}, {".z0", "_z0"}, {".td", "_td"}};
  for (const auto& [ours, theirs] : suffixes) {
    if (name.ends_with(ours)) return name.substr(0, name.size() - ours.size()) + theirs;
  }
  return std::string("efgh").find(name[0]) != std::string::npos ? name + "_gain" : name;
}

/// ngspice takes differences, of which about six digits are good beside the largest that a percent makes.
void expect_equal(const json& values, const json& output, const Vectors& expected, bool is_ac,
                  const std::string& deck) {
  const auto number = [&](const json& found) {
    return is_ac ? std::complex<double>(found[0][0].get<double>(), found[0][1].get<double>()) : found.get<double>();
  };
  double largest = 0;
  for (const auto& [name, found] : output["per_percent"].items()) largest = std::fmax(largest, std::abs(number(found)));
  std::size_t compared = 0;
  for (const auto& [name, found] : output["sensitivities"].items()) {
    const auto theirs = expected.find(name_in_ngspice(name));
    const double p = values[name].get<double>();
    if (theirs == expected.end() || p == 0) continue;  // zeros have none there
    ++compared;
    const double slack = 1e-5 * std::abs(theirs->second) + 1e-6 * largest * 100 / std::abs(p);
    EXPECT_LE(std::abs(number(found) - theirs->second), slack)
        << name << ": " << number(found) << ", ngspice " << theirs->second << "\n"
        << deck;
  }
  EXPECT_GE(compared, 2U) << deck;
}

struct Case {
  const char* cards;
  const char* output;
  const char* frequency;
};
std::ostream& operator<<(std::ostream& out, const Case& the) { return out << the.cards << the.output; }

/// Without coils at 0 Hz and couplings, where ngspice 39 has none or others.
const Case cases[] = {
    {"V1 a 0 DC 10 AC 1 30\nR1 a b 1k\nR2 b 0 3k\n", "v(b)", "1k"},
    {"V1 a 0 DC 10 AC 1 30\nR1 a b 1k\nR2 b 0 3k\n", "v(a,b)", "1k"},
    {"V1 a 0 DC 10 AC 1 30\nR1 a b 1k\nR2 b 0 3k\n", "i(v1)", "1k"},
    {"V1 a 0 DC 5 AC 2\nR1 a b 1k\nC1 b 0 1u\nR2 b 0 10k\n", "v(b)", "150"},
    {"V1 a 0 DC 5 AC 2\nC1 a b 1u\nR2 b 0 10k\nR3 b c 1k\nR1 c 0 1k\n", "v(c)", "20"},
    {"I1 0 a DC 1m AC 1m 45\nR1 a b 1k\nR2 b 0 3k\nC1 b 0 10n\n", "v(a)", "5k"},
    {"V1 a 0 DC 8 AC 1\nR1 a b 1k\nR2 b 0 1.1k\nR3 a c 2k\nR4 c 0 2k\nC1 c 0 10n\n", "v(b,c)", "10k"},
    {"V1 a 0 DC 3 AC 1\nR1 a b 1k\nR2 b 0 3k\nE1 e 0 b 0 2\nR3 e f 2k\nR4 f 0 5k\nC1 f 0 1n\n", "v(f)", "100k"},
    {"V1 a 0 DC 3 AC 1\nR1 a b 1k\nR2 b 0 3k\nG1 f 0 b 0 2m\nR4 f 0 5k\nC1 f b 1n\n", "v(f)", "100k"},
    {"V1 a 0 DC 3 AC 1\nR1 a b 1k\nR2 b 0 3k\nF1 f 0 V1 2\nR4 f 0 5k\nC1 f b 1n\n", "v(f)", "10k"},
    {"V1 a 0 DC 3 AC 1\nR1 a b 1k\nR2 b 0 3k\nH1 f 0 V1 2k\nR4 f b 5k\nC1 b 0 1n\n", "v(b)", "100k"},
    {"V1 a 0 DC 3 AC 1\nR1 a b 1k\nI1 c 0 2m AC 1m\nR4 c b 5k\nR2 b 0 1k\nC1 c 0 1n\n", "v(c)", "30k"},
    {"V1 a 0 DC 3 AC 1\nR1 a b 50\nL1 b c 1m\nC1 c 0 1n\nR2 c 0 2k\n", "v(c)", "150k"},
    {"V1 a 0 DC 3 AC 1\nR1 a b 50\nL1 b 0 10u\nC1 b 0 1n\nR2 b 0 2k\n", "v(b)", "1.5meg"},
    {"V1 a 0 DC 1 AC 1\nR1 a x 10k\nR2 x p 10k\nC1 x o 1n\nC2 p 0 1n\nE1 o 0 p o 1e4\n", "v(o)", "10k"},
    {"V1 a 0 DC 1 AC 1\nR1 a m 1k\nR2 m o 10k\nE1 o 0 0 m 1e4\nC1 m o 100p\n", "v(o)", "50k"},
    {"V1 a 0 DC 1 AC 1\nR1 a b 100\nR2 b c 100\nR3 c d 100\nR4 d 0 100\nR5 b 0 220\nR6 c 0 330\nC1 d 0 1u\n", "v(d)",
     "1k"},
    {"V1 a 0 DC 1 AC 1\nV2 c 0 DC 9 AC 0.5 90\nR1 a b 1k\nR2 b 0 1k\nR3 c b 10k\nC1 b 0 1n\n", "v(b)", "100k"},
    {"V1 a 0 DC 1 AC 1\nV2 c 0 DC 9 AC 0.5 90\nR1 a b 1k\nR2 b 0 1k\nR3 c b 10k\nC1 b 0 1n\n", "i(v2)", "100k"},
    {"V1 a 0 DC 1 AC 1\nR1 a b 1k\nG1 b 0 b 0 -0.4m\nR2 b 0 1k\nC1 b 0 1n\n", "v(b)", "100k"},
    {"V1 a 0 DC 1 AC 1\nR1 a b 10\nT1 b 0 c 0 Z0=50 TD=1n\nR2 c 0 75\n", "v(c)", "100meg"},
    {"V1 a 0 DC 2 AC 1\nR1 a b 1k\nC1 b x 1n\nR2 x 0 1k\nR3 b y 2.2k\nR4 y x 2.2k\nC2 y 0 470p\n", "v(x)", "80k"},
    {"V1 a 0 DC -4 AC 1 180\nR1 a b 2k\nR2 b 0 -5k\nC1 b 0 1n\n", "v(b)", "20k"},
};

class SensBesideNgspice : public ::testing::TestWithParam<Case> {};

TEST_P(SensBesideNgspice, IsTheSame) {
  if (!has_ngspice()) GTEST_SKIP() << "ngspice is not installed";
  const auto& [cards, output, frequency] = GetParam();
  const bool has_coil = std::string(cards).find("\nL") != std::string::npos;
  for (const bool is_ac : {false, true}) {
    if (!is_ac && has_coil) continue;
    std::string deck = std::string("Sens\n") + cards + ".sens " + output;
    if (is_ac) deck += std::string(" ac lin 1 ") + frequency + " " + frequency;
    const json found = run_json(deck)[0];
    expect_equal(found["values"], found["outputs"][0], by_ngspice(deck + "\n.print sens all\n.end\n"), is_ac, deck);
  }
}

INSTANTIATE_TEST_SUITE_P(Decks, SensBesideNgspice, ::testing::ValuesIn(cases));

}  // namespace
}  // namespace ohmscope::testing

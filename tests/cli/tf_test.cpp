// `.tf` in `ohmscope run` and `expand`, held against the real ngspice.

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
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

const std::string divider = "Divider\nV1 In 0 5\nR1 In out 1k\nR2 out 0 3k\n";

json run_json(const std::string& deck) {
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return json::parse(outcome.out)["analyses"];
}

json figures(const json& transfer, const json& input, const json& output) {
  return {{"transfer_function", transfer}, {"input_resistance", input}, {"output_resistance", output}};
}

TEST(Tf, JsonHasItsThreeFiguresAndWhatTheyAreOf) {
  const json tf = run_json(divider + ".op\n.tf v(out) v1\n")[1];
  const json expected{{"type", "tf"}, {"output", "v(out)"}, {"source", "V1"}, {"signals", figures(0.75, 4000, 750)}};
  EXPECT_EQ(tf, expected);
}

TEST(Tf, JsonHasInfAndZeroAsValues) {
  const json tf = run_json("Blocked\nV1 a 0 1\nC1 a b 1n\nR1 b 0 1k\n.tf V(a) V1\n")[0]["signals"];
  EXPECT_EQ(tf, figures(1, "inf", 0));
}

TEST(Tf, CsvHasARowAFigureAndNoPoint) {
  const Outcome outcome = run_program({"run", "-", "--csv"}, divider + ".ac lin 1 1 1\n.tf V(out) V1\n");
  EXPECT_THAT(outcome.out, HasSubstr("2,tf,,transfer_function,V/V,0.75,0\n"
                                     "2,tf,,input_resistance,ohm,4000,0\n"
                                     "2,tf,,output_resistance,ohm,750,0\n"));
}

TEST(Tf, TableNamesOutputAndSource) {
  const Outcome outcome = run_program({"run", "-"}, divider + ".tf V(out,In) V1\n");
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("v(out,In) by V1"), HasSubstr("-250 mV/V"),
                                 HasSubstr("input resistance at V1"), HasSubstr("4 kohm")));
}

TEST(Tf, IsReadInControlBlocks) {
  EXPECT_EQ(run_json(divider + ".control\ntf v(out) v1\n.endc\n")[0]["signals"]["transfer_function"], 0.75);
}

TEST(Tf, LooksIntoChainsAndSubcircuits) {
  const std::string deck =
      "C\n.chain c\nmic sensor Z=50\nvol divider Za=1k Zb=C(1n)|R(1k)\n.endchain\nV1 a 0 1\nX1 a half\n"
      ".subckt half p\nR1 p mid 1\nR2 mid 0 1\n.ends\n.tf V(x1.mid) V1\n.tf V(c.vol) V1\n";
  const json analyses = run_json(deck);
  EXPECT_EQ(analyses[0]["signals"]["output_resistance"], 0.5);
  EXPECT_EQ(analyses[1]["signals"]["transfer_function"], 0);
  EXPECT_NEAR(analyses[1]["signals"]["output_resistance"].get<double>(), 1 / (1 / 1050. + 1e-3), 1e-9);
}

TEST(Tf, PrintCardsOfItChooseNothing) {
  const Outcome outcome = run_program({"run", "-"}, divider + ".tf V(out) V1\n.print tf transfer_function\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
}

TEST(Tf, ExpandKeepsItByTheFlatNames) {
  const Outcome outcome = run_program(
      {"expand", "-"},
      "S\nX1 a s\nV2 a b 0\nR2 b 0 1\n.subckt s p\nV1 q 0 1\nR1 q p 1\n.ends\n.tf V(x1.q,a) x1.v1\n.tf I(V2) x1.v1\n");
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\n.tf v(X1.q,a) V.X1.V1\n.tf i(V2) V.X1.V1\n"), Not(HasSubstr(".print"))));
}

// ------------------------------------------------------------------------------------------------------- ngspice

struct Figures {
  double transfer, input, output;
};

/// `.control` prints all digits; the names are those of ngspice's manual, 15.3.9.
Figures by_ngspice(const std::string& deck, const std::string& output, const std::string& source) {
  const ScratchDirectory scratch;
  const std::string path = scratch.write(
      "deck.cir", deck + ".control\nset numdgt=15\ntf " + output + " " + source + "\nprint all\n.endc\n.end\n");
  const std::string command = "ngspice -b '" + path + "' > '" + scratch.file("log") + "' 2>&1 < /dev/null";
  std::ignore = std::system(command.c_str());
  Figures figures{NAN, NAN, NAN};
  std::istringstream lines(read_file(scratch.file("log")));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t mark = line.find(" = ");
    if (mark == std::string::npos) continue;
    const double value = std::strtod(line.c_str() + mark + 3, nullptr);
    if (line.starts_with("transfer_function")) figures.transfer = value;
    if (line.find("#input_impedance") != std::string::npos) figures.input = value;
    if (line.starts_with("output_impedance_at")) figures.output = value;
  }
  return figures;
}

/// ngspice says 1e20 for what is infinite; its resistance at an output current is none (of sign and place).
void expect_near(const json& found, double expected, const std::string& deck) {
  if (std::abs(expected) >= 1e19) {
    EXPECT_EQ(found, "inf") << deck;
  } else {
    EXPECT_NEAR(found.get<double>(), expected, 1e-6 * std::abs(expected) + 1e-12) << deck;
  }
}

struct Case {
  const char* cards;
  const char* output;
  const char* source;
};

/// What ctest calls it.
std::ostream& operator<<(std::ostream& out, const Case& the) { return out << the.cards << the.output << the.source; }

const Case cases[] = {
    {"V1 a 0 5\nR1 a b 1k\nR2 b 0 3k\n", "v(b)", "v1"},
    {"V1 a 0 5\nR1 a b 1k\nR2 b 0 3k\n", "v(a,b)", "v1"},
    {"V1 a 0 5\nR1 a b 1k\nR2 b 0 3k\nR3 b c 1k\nR4 c 0 1k\n", "v(b,c)", "v1"},
    {"V1 a 0 1\nR1 a b 1k\nC1 b 0 1u\nL1 b c 1m\nR2 c 0 50\n", "v(c)", "v1"},
    {"I1 0 a 1m\nR1 a 0 2k\nR2 a b 1k\nR3 b 0 1k\n", "v(b)", "i1"},
    {"I1 a b 1m\nR1 a 0 2k\nR2 a b 1k\nR3 b 0 1k\n", "v(a,b)", "i1"},
    {"V1 a 0 1\nR1 a b 1k\nV2 b c 0\nR2 c 0 1k\n", "i(v2)", "v1"},
    {"V1 a 0 1\nR1 a b 1k\nV2 c b 3\nR2 c 0 1k\nR3 b 0 1k\n", "i(v2)", "v1"},
    {"I1 0 a 1\nR1 a b 1k\nV2 b 0 0\nR2 a 0 1k\n", "i(v2)", "i1"},
    {"V1 a 0 1\nR1 a b 1k\nR2 b 0 1meg\nE1 c 0 b 0 10\nR3 c d 75\nR4 d 0 600\n", "v(d)", "v1"},
    {"V1 a 0 1\nR1 a b 600\nG1 c 0 b 0 10m\nR2 b 0 10k\nR3 c 0 4.7k\n", "v(c)", "v1"},
    {"V1 a 0 1\nR1 a b 1k\nV2 b 0 0\nF1 0 c V2 50\nR2 c 0 2k\n", "v(c)", "v1"},
    {"V1 a 0 1\nR1 a b 1k\nV2 b 0 0\nH1 c 0 V2 5k\nR2 c d 2k\nR3 d 0 2k\n", "v(d)", "v1"},
    {"V1 a 0 1\nR1 a m 1k\nR2 m o 10k\nE1 o 0 0 m 1e6\n", "v(o)", "v1"},
    {"V1 a 0 1\nR1 a p 1k\nE1 i 0 p m 1e5\nR2 i m 75\nR3 m 0 1k\n", "v(m)", "v1"},
    {"V1 a 0 1\nR1 a b 100\nR2 b c 100\nR3 c d 100\nR4 d 0 100\nR5 b 0 220\nR6 c 0 330\nR7 a d 1k\n", "v(d)", "v1"},
    {"V1 a 0 1\nR1 a b 1k\nR2 b 0 1k\nV3 c 0 9\nR3 c b 10k\nI2 0 b 1m\n", "v(b)", "v3"},
    {"V1 a 0 1\nR1 a b 1k\nG1 b 0 b 0 -0.4m\nR2 b 0 1k\n", "v(b)", "v1"},
    {"V1 a 0 1\nC1 a b 1u\nR1 b 0 1k\n", "v(b)", "v1"},
    {"V1 a 0 1\nR1 a b 10\nT1 b 0 c 0 Z0=50 TD=1n\nR2 c 0 50\n", "v(c)", "v1"},
    {"V1 a 0 1\nX1 a b s\nX2 b c s\n.subckt s p q\nR1 p q 1k\nR2 q 0 2k\n.ends\n", "v(c)", "v1"},
    {"V1 a 0 1\nR1 a b 1k\nB1 c 0 V=3*V(a,b)\nR2 b 0 1k\nR3 c 0 1k\n", "v(c)", "v1"},
};

class TfBesideNgspice : public ::testing::TestWithParam<Case> {};

TEST_P(TfBesideNgspice, IsTheSame) {
  if (!has_ngspice()) GTEST_SKIP() << "ngspice is not installed";
  const auto& [cards, output, source] = GetParam();
  const std::string deck = std::string("Tf\n") + cards;
  const Figures expected = by_ngspice(deck, output, source);
  const json found = run_json(deck + ".tf " + output + " " + source + "\n")[0]["signals"];
  expect_near(found["transfer_function"], expected.transfer, deck);
  expect_near(found["input_resistance"], expected.input, deck);
  if (output[0] == 'v') expect_near(found["output_resistance"], expected.output, deck);
}

INSTANTIATE_TEST_SUITE_P(Decks, TfBesideNgspice, ::testing::ValuesIn(cases));

}  // namespace
}  // namespace ohmscope::testing

// Network analyses: `.sp`, `.net`, `.lin` and `ohmscope network`, `.sp` held against the real ngspice.

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
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
using Complex = std::complex<double>;

/// A 30 ohm resistor between two ports, as ngspice and as Xyce write them.
const std::string numbered = "Pad\nV1 in 0 dc 0 ac 1 portnum 1 z0 50\nV2 out 0 portnum 2 z0 75\nR1 in out 30\n";
const std::string elements = "Pad\nP1 in 0 port=1\nP2 out 0 port=2 z0=75\nR1 in out 30\n";

json run_json(const std::string& deck, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"run", "-", "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome outcome = run_program(arguments, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return json::parse(outcome.out)["analyses"];
}

json network_json(std::vector<std::string> options, const std::string& deck) {
  options.insert(options.begin(), {"network", "-", "--json"});
  const Outcome outcome = run_program(options, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return json::parse(outcome.out);
}

void expect_near(const json& found, Complex expected, const std::string& what) {
  ASSERT_TRUE(found.is_array()) << what << ": " << found;
  EXPECT_LE(std::abs(Complex(found[0], found[1]) - expected), 1e-12 * (std::abs(expected) + 1)) << what << found;
}

// ------------------------------------------------------------------------------------------------------------ .sp

TEST(Sp, JsonHasPortsReferencesAndTheThreeMatrices) {
  const json sp = run_json(numbered + ".sp lin 2 1k 2k\n")[0];
  EXPECT_EQ(sp["type"], "sp");
  EXPECT_EQ(sp["ports"], json({"V1", "V2"}));
  EXPECT_EQ(sp["z0"], json({50, 75}));
  EXPECT_EQ(sp["frequencies"], json({1000, 2000}));
  EXPECT_EQ(sp["reciprocal"], true);
  EXPECT_EQ(sp["passive"], true);
  expect_near(sp["signals"]["s_1_1"][1], 55. / 155, "s_1_1");
  expect_near(sp["signals"]["s_2_1"][0], 2 * std::sqrt(50. * 75) / 155, "s_2_1");
  expect_near(sp["signals"]["y_1_2"][0], -1. / 30, "y_1_2");
  EXPECT_EQ(sp["signals"]["z_1_1"], json({"inf", "inf"}));
  EXPECT_EQ(sp["signals"].size(), 12);
}

TEST(Sp, PortsOfXyceAreTheSame) {
  EXPECT_EQ(run_json(elements + ".sp lin 1 1k 1k\n")[0]["signals"],
            run_json(numbered + ".sp lin 1 1k 1k\n")[0]["signals"]);
}

TEST(Sp, PortsGoByTheirNumbersNotByTheirPlaces) {
  const json sp =
      run_json("Two\nV2 out 0 portnum 2 z0 75\nV1 in 0 portnum 1 z0 50\nR1 in out 30\n.sp lin 1 1k 1k\n")[0];
  EXPECT_EQ(sp["ports"], json({"V1", "V2"}));
}

TEST(Sp, TableIsInDecibelsAndUnits) {
  const Outcome outcome = run_program({"run", "-"}, numbered + "R2 out 0 60\n.sp lin 1 1k 1k\n");
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("network of 2 ports: 1 V1 (50 ohm), 2 V2 (75 ohm)\nreciprocal, passive\n"),
                                 HasSubstr("s_2_1"), HasSubstr(" dB"), HasSubstr("90 ohm"), HasSubstr("50 mS")));
}

TEST(Sp, CsvHasInfiniteEntriesToo) {
  const Outcome outcome = run_program({"run", "-", "--csv"}, numbered + ".sp lin 1 1k 1k\n");
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\n1,sp,1000,z_1_1,ohm,inf,0\n"), HasSubstr("\n1,sp,1000,y_1_1,S,0.03333")));
}

TEST(Sp, PortsAreSourcesWithAResistanceInOtherAnalyses) {
  const json analyses = run_json("Source\nV1 in 0 dc 2 ac 1 portnum 1 z0 50\nR1 in 0 150\n.op\n.ac lin 1 1k 1k\n");
  EXPECT_EQ(analyses[0]["signals"]["v(in)"], 1.5);
  EXPECT_EQ(analyses[0]["signals"]["i(V1)"], -0.01);
  expect_near(analyses[1]["signals"]["v(in)"][0], 0.75, "v(in)");
  EXPECT_EQ(run_json("Source\nP1 in 0 2 port=1\nR1 in 0 150\n.op\n")[0]["signals"]["v(in)"], 1.5);
}

TEST(Sp, WhatNothingFixesIsNullAndSaidOnce) {
  const Outcome outcome = run_program({"run", "-", "--json"},
                                      "Blocked\nP1 a 0 port=1\nP2 b 0 port=2\nC1 a 0 1n\nR1 b 0 25\n.sp lin 1 0 0\n");
  const json signals = json::parse(outcome.out)["analyses"][0]["signals"];
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(signals["z_1_1"][0], "inf");
  EXPECT_EQ(signals["z_2_1"][0], nullptr);
  expect_near(signals["z_2_2"][0], 25, "z_2_2");
  expect_near(signals["s_1_1"][0], 1, "s_1_1");
  EXPECT_THAT(outcome.err, HasSubstr("z_1_2, z_2_1 are undefined at 0 Hz"));
}

TEST(Sp, ExpandKeepsItForNgspice) {
  const Outcome outcome = run_program({"expand", "-"}, elements + ".sp dec 1 1k {10*1k} donoise\n");
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("\nV.P1 in 0 DC 0 AC 0 0 portnum 1 z0 50\n"), HasSubstr("\n.sp dec 1 1k 10000\n")));
}

// ----------------------------------------------------------------------------------------------------------- .net

TEST(Net, TwoPortsHaveAllThatLtspiceTells) {
  const json net = run_json(
      "Net\nV4 in 0 ac 1\nR1 in out 30\nR2 out 0 60\nRout out 0 75\n"
      ".ac lin 1 1k 1k\n.net I(Rout) V4 Rin=50\n")[1];
  EXPECT_EQ(net["type"], "net");
  EXPECT_EQ(net["ports"], json({"V4", "Rout"}));
  EXPECT_EQ(net["z0"], json({50, 75}));
  const json& signals = net["signals"];
  expect_near(signals["zin"][0], 30 + 1 / (1. / 60 + 1. / 75), "zin");
  expect_near(signals["yin"][0], 1 / (30 + 1 / (1. / 60 + 1. / 75)), "yin");
  expect_near(signals["zout"][0], 1 / (1. / 60 + 1. / 80), "zout");
  expect_near(signals["z11"][0], 90, "z11");
  expect_near(signals["z21"][0], 60, "z21");
  expect_near(signals["y22"][0], 1. / 20, "y22");
  expect_near(signals["h11"][0], 30, "h11");
  expect_near(signals["h21"][0], -1, "h21");
  EXPECT_EQ(signals.size(), 20);
}

TEST(Net, TerminationsAreOneOhmUnlessTheyAreSaid) {
  const std::string deck = "Net\nV1 in 0 ac 1\nR1 in out 30\n.ac lin 1 1k 1k\n";
  EXPECT_EQ(run_json(deck + ".net V(out) V1\n")[1]["z0"], json({1, 1}));
  EXPECT_EQ(run_json(deck + ".net V(out,0) V1 Rin={2*25} Rout=75\n")[1]["z0"], json({50, 75}));
}

TEST(Net, ASourceWithRserTerminatesWithIt) {
  const std::string deck = "Net\nV4 in 0 ac 1 Rser=50\nR1 in out 30\nRout out 0 75\n.ac lin 1 1k 1k\n";
  const json analyses = run_json(deck + ".net I(Rout) V4\n");
  EXPECT_EQ(analyses[1]["z0"], json({50, 75}));
  expect_near(analyses[1]["signals"]["s11"][0], 55. / 155, "s11");
  expect_near(analyses[0]["signals"]["v(out)"][0], 75. / 155, "v(out)");
  EXPECT_THAT(run_program({"expand", "-"}, deck).out,
              AllOf(HasSubstr("\nV4 in V4.m DC 0 AC 1 0\n"), HasSubstr("V4.m 0 50\n")));
}

TEST(Net, OnePortHasItsImpedanceAndReflection) {
  const std::string deck = "One\nI1 0 in ac 1\nR1 in 0 150\nC1 in 0 1n\n.ac lin 1 0 0\n.net I1 Rin=50\n";
  const json signals = run_json(deck)[1]["signals"];
  expect_near(signals["zin"][0], 150, "zin");
  expect_near(signals["s11"][0], 0.5, "s11");
  EXPECT_EQ(signals.size(), 5);
}

TEST(Net, ACurrentSourceDrivesThePortThatItsCurrentEnters) {
  const json signals =
      run_json("Up\nI1 0 in ac 1\nR1 in out 30\nR2 out 0 60\n.ac lin 1 1k 1k\n.net V(out) I1\n")[1]["signals"];
  expect_near(signals["z21"][0], 60, "z21");
}

TEST(Net, TakesTheFrequenciesOfTheCommandLine) {
  const json net = run_json("Net\nV1 in 0 ac 1\nR1 in 0 30\n.net V1\n", {"--freq", "1,2"});
  EXPECT_EQ(net[0]["frequencies"], json({1, 2}));
}

// ----------------------------------------------------------------------------------------------------------- .lin

TEST(Lin, TellsTheMatrixItIsAskedForAtTheFrequenciesOfAc) {
  const json lin =
      run_json(elements + ".ac lin 1 1k 1k\n.LIN sparcalc=1 format=touchstone lintype=Y dataformat=db\n")[1];
  EXPECT_EQ(lin["type"], "lin");
  expect_near(lin["signals"]["y_1_1"][0], 1. / 30, "y_1_1");
  EXPECT_EQ(lin["signals"].size(), 4);
}

TEST(Lin, WritesTheFileItNamesWholeOrNotAtAll) {
  const ScratchDirectory scratch;
  const std::string file = scratch.file("out.s2p");
  const std::string card = ".ac lin 1 1k 1k\n.lin file=" + file + " format=touchstone dataformat=ma precision=3";
  const Outcome good = run_program({"run", "-"}, elements + card + " lintype=Y\n");
  EXPECT_EQ(good.err, "");
  EXPECT_THAT(read_file(file), AllOf(HasSubstr("# HZ Y MA R 1\n! Port[1] = P1\n"), HasSubstr("3.333e-02")));
  std::filesystem::remove(file);
  const Outcome infinite = run_program({"run", "-"}, elements + card + " lintype=Z\n");
  EXPECT_EQ(infinite.status, 1);
  EXPECT_THAT(infinite.err, HasSubstr("a Touchstone file holds finite numbers, and at 1000 Hz one is not"));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(run_program({"run", "-"}, elements + card + "\n.op\n.tf V(nowhere) V1\n").status, 2);
  EXPECT_FALSE(std::filesystem::exists(file)) << "another card is wrong";
  const Outcome steps = run_program({"run", "-"}, elements + card + "\n.step P1(z0) list 50 75\n");
  EXPECT_EQ(steps.status, 0) << steps.err;
  EXPECT_THAT(read_file(file), HasSubstr("# HZ S MA R 50 "));
  EXPECT_THAT(read_file(scratch.file("out_2.s2p")), HasSubstr("# HZ S MA R 75\n"));
}

TEST(Lin, SparcalcCanTurnItOff) { EXPECT_EQ(run_json(elements + ".ac lin 1 1k 1k\n.lin sparcalc=0\n").size(), 1); }

// -------------------------------------------------------------------------------------------------------- network

const std::string named = "Named\nR1 a b 30\n.port in a\n.port out b 0\n.ac lin 1 1k 1k\n";

TEST(NetworkCommand, TakesTheDecksPorts) {
  const json found = network_json({}, named);
  EXPECT_EQ(found["ports"], json({"in", "out"}));
  EXPECT_EQ(found["z0"], json({50, 50}));
  expect_near(found["signals"]["s_1_1"][0], 30. / 130, "s_1_1");
}

TEST(NetworkCommand, TakesPortsMatricesAndReferencesOfTheCommandLine) {
  const json found =
      network_json({"--port", "b", "--port", "a", "--z0", "75,50", "--matrix", "S,abcd", "--freq", "5"}, named);
  EXPECT_EQ(found["z0"], json({75, 50}));
  expect_near(found["signals"]["s_1_1"][0], 5. / 155, "s_1_1");
  expect_near(found["signals"]["b"][0], 30, "b");
}

TEST(NetworkCommand, TakesNumberedPortsWhereThereAreNoOthers) {
  EXPECT_EQ(network_json({"--freq", "1k"}, elements)["ports"], json({"P1", "P2"}));
}

TEST(NetworkCommand, TakesTheFrequenciesOfSpWhereThereIsNoAc) {
  EXPECT_EQ(network_json({}, elements + ".sp lin 2 1k 3k\n")["frequencies"], json({1000, 3000}));
  EXPECT_EQ(network_json({}, elements + ".sp lin 2 1k 3k\n.ac lin 1 5 5\n")["frequencies"], json({5}));
  EXPECT_THAT(run_program({"network", "-"}, elements + ".sp lin 0 1k 3k\n").err, Not(HasSubstr("E0603")));
}

TEST(NetworkCommand, Steps) {
  const std::string deck = "Steps\nR1 a b {X}\n.port in a\n.port out b\n.ac lin 1 1k 1k\n.step param X list 30 100\n";
  const json found = network_json({}, deck)["networks"];
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1]["step"], json({{"X", 100}}));
  expect_near(found[0]["signals"]["s_1_1"][0], 30. / 130, "X = 30");
  expect_near(found[1]["signals"]["s_1_1"][0], 0.5, "X = 100");
  const Outcome csv = run_program({"network", "-", "--csv", "--port", "a"}, deck);
  EXPECT_THAT(csv.out, HasSubstr("X,frequency (Hz),s_1_1.re,s_1_1.im\n30,1000,1,0\n100,1000,1,0\n"));
  EXPECT_THAT(run_program({"network", "-"}, deck).out, HasSubstr("X = 100"));
}

TEST(NetworkCommand, CsvHasALineAFrequency) {
  const Outcome outcome =
      run_program({"network", "-", "--csv", "--matrix", "s,z"}, "One\nR1 a 0 150\n.port a a\n.ac lin 1 1k 1k\n");
  EXPECT_EQ(outcome.out, "frequency (Hz),s_1_1.re,s_1_1.im,z_1_1.re (ohm),z_1_1.im (ohm)\n1000,0.5,0,150,0\n");
}

TEST(NetworkCommand, WritesTouchstoneFilesThatAreReadAgain) {
  const ScratchDirectory scratch;
  const std::string deck = "Pad\nR1 a m 30\nR2 m 0 60\nR3 m b 20\n.port in a\n.port out b\n.ac lin 2 1k 2k\n";
  for (const std::string file : {"a.s2p", "a.ts"}) {
    const Outcome written = run_program({"network", "-", "--z0", "50,75", "-o", scratch.file(file)}, deck);
    EXPECT_EQ(written.status, 0) << written.err;
    const std::string block =
        scratch.write("deck.cir", "Block\nS1 a b mname=pad\nR1 b 0 40\n.model pad s tstonefile='" + file +
                                      "'\n.port in a\n.ac lin 1 1k 1k\n");
    const json port = json::parse(run_program({"port", block, "--json"}).out)["ports"][0];
    expect_near(port["z"][0], 60, "30 + 60 | (20 + 40)");
  }
}

// ------------------------------------------------------------------------------------------------------- bad input

struct Bad {
  const char* command;
  std::string deck;
  const char* message;
};

/// What ctest calls it.
std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.message; }

class NetworkRefuses : public ::testing::TestWithParam<Bad> {};

TEST_P(NetworkRefuses, WithItsPlace) {
  std::vector<std::string> arguments;
  std::istringstream words(GetParam().command);
  for (std::string word; words >> word;) arguments.push_back(word);
  const Outcome outcome = run_program(arguments, GetParam().deck);
  EXPECT_EQ(outcome.status, 2) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr(GetParam().message));
}

const std::string sweep = ".sp lin 1 1k 1k\n";
const std::string plain = "Plain\nV1 in 0 ac 1\nR1 in out 30\nR2 out 0 60\nL1 out 0 1u\n";

const Bad bad_input[] = {
    {"run -", plain + sweep, ":6:1: error: no element is a port [E0608]"},
    {"run -", "X\nV1 a 0 portnum 1 z0 50\nV2 b 0 portnum 3 z0 50\nR1 a b 1\n" + sweep,
     ":3:1: error: port 3 follows port 1, expected port 2 [E0608]"},
    {"run -", "X\nV1 a 0 portnum 2\nR1 a 0 1\n" + sweep, ":2:1: error: port 2 follows none, expected port 1 [E0608]"},
    {"run -", "X\nV1 a 0 portnum 1\nV2 b 0 portnum 1\nR1 a b 1\n" + sweep,
     ":3:1: error: port 1 is there twice [E0608]"},
    {"run -", "X\nP1 a 0 port=1.5\nR1 a 0 1\n" + sweep, "error: port 1.5 follows none, expected port 1 [E0608]"},
    {"run -", "X\nV1 a 0 portnum 1 z0 -50\nR1 a 0 1\n" + sweep, "error: 'z0' is -50, expected positive [E0307]"},
    {"run -", "X\nP1 a 0 port=1 z0=0\nR1 a 0 1\n" + sweep, "error: 'z0' is 0, expected positive [E0307]"},
    {"run -", "X\nP1 a 0 z0=50\nR1 a 0 1\n" + sweep, "'P1'"},
    {"run -", numbered + ".sp lin 1 1k\n", "expected '.sp dec|oct|lin POINTS START STOP [donoise]' [E0202]"},
    {"run -", numbered + ".sp lin 1 1k 1k loud\n", "expected '.sp dec|oct|lin POINTS START STOP [donoise]' [E0202]"},
    {"run -", numbered + ".sp dec 10 0 1k\n", "error: start frequency is 0, expected a positive number [E0211]"},
    {"run -", plain + ".net V(out) V1\n", "error: no frequencies: the deck has no .ac card [E0603]"},
    {"run -", plain + ".ac lin 1 1 1\n.net V(out)\n", "expected '.net [V(NODE[,NODE])|I(RESISTOR)] SOURCE [Rin=OHMS]"},
    {"run -", plain + ".ac lin 1 1 1\n.net V(nowhere) V1\n", ":7:8: error: no node is called 'nowhere' [E0605]"},
    {"run -", plain + ".ac lin 1 1 1\n.net V(out) V9\n", ":7:13: error: no source is called 'V9' [E0605]"},
    {"run -", plain + ".ac lin 1 1 1\n.net I(L1) V1\n", "error: 'L1' is no resistor: the output of '.net'"},
    {"run -", plain + ".ac lin 1 1 1\n.net I(R9) V1\n", "error: no element is called 'R9': the output of '.net'"},
    {"run -", plain + ".ac lin 1 1 1\n.net V1 Rin=0\n", ":7:13: error: the termination is 0 ohm, expected a positive"},
    {"run -", plain + ".ac lin 1 1 1\n.net V1 Rload=1\n", "error: unknown parameter 'Rload' [E0310]"},
    {"run -", elements + ".ac lin 1 1 1\n.lin lintype=T\n", "error: 'lintype' is 't', expected one of s, y, z [E0307]"},
    {"run -", elements + ".ac lin 1 1 1\n.lin width=-1\n", "error: 'width' is -1, expected a whole number from 0"},
    {"run -", elements + ".ac lin 1 1 1\n.lin S\n", "expected '.lin [lintype=S|Y|Z]"},
    {"network -", "X\nR1 a 0 1\n.ac lin 1 1 1\n", "error: no element is a port [E0608]"},
    {"network - --matrix t", named, "error: unknown matrix 't', expected one of s, z, y, h, g, abcd [E0602]"},
    {"network - --matrix h --port a", named, "error: 'h' is of two ports, and here is 1 [E0602]"},
    {"network - --z0 50,75,100", named, "error: 3 references for 2 ports, expected one, or one a port [E0602]"},
    {"network - --z0 -50", named, "error: the reference is '-50', expected a positive number of ohms [E0602]"},
    {"network - --matrix abcd -o x.s2p", named, "[E0611]"},
    {"network - -o x.s3p", named, "the suffix '.s3p' is for 3 ports, and here are 2"},
    {"network - --freq 2,1 -o x.s2p", named, "the frequencies of a Touchstone file rise, and here they do not"},
    {"network - --matrix z -o x.s2p", named, "a Touchstone file holds finite numbers, and at 1000 Hz one is not"},
    {"network - --port nowhere", named, "error: no node is called 'nowhere' [E0605]"},
};

INSTANTIATE_TEST_SUITE_P(Input, NetworkRefuses, ::testing::ValuesIn(bad_input));

// ------------------------------------------------------------------------------------------------------- ngspice

/// By entry, "s_1_1"; `.control` prints all digits.
std::map<std::string, Complex> by_ngspice(const std::string& deck, const std::string& frequency,
                                          const std::string& noise = "") {
  const ScratchDirectory scratch;
  const std::string path = scratch.write("deck.cir", deck + ".control\nset numdgt=15\nsp lin 1 " + frequency + " " +
                                                         frequency + noise + "\nprint all\n.endc\n.end\n");
  const std::string command = "ngspice -b '" + path + "' > '" + scratch.file("log") + "' 2>&1 < /dev/null";
  std::ignore = std::system(command.c_str());
  std::map<std::string, Complex> entries;
  std::istringstream lines(read_file(scratch.file("log")));
  for (std::string line; std::getline(lines, line);) {
    char matrix = 0;
    int to = 0;
    int from = 0;
    double re = 0;
    double im = 0;
    const bool is_noise = line.starts_with("cy_");
    if (std::sscanf(line.c_str() + (is_noise ? 1 : 0), "%c_%d_%d = %lf,%lf", &matrix, &to, &from, &re, &im) == 5)
      entries[line.substr(0, is_noise ? 6 : 5)] = {re, im};
    if (std::sscanf(line.c_str(), "rn = %lf,%lf", &re, &im) == 2) entries["rn"] = re;
  }
  return entries;
}

struct Case {
  std::string cards;
  const char* frequency;
};

/// What ctest calls it.
std::ostream& operator<<(std::ostream& out, const Case& the) { return out << the.cards << the.frequency; }

const std::string two = "V1 a 0 portnum 1 z0 50\nV2 b 0 portnum 2 z0 75\n";
const std::string three = two + "V3 c 0 portnum 3 z0 20\n";
const std::string four = three + "V4 d 0 portnum 4 z0 100\n";

const Case cases[] = {
    {two + "R1 a m 30\nR2 m 0 60\nR3 m b 20\n", "1k"},
    {two + "R1 a 0 100\nR2 a b 100\nR3 b 0 50\n", "1k"},
    {two + "R1 a m 30\nC1 m 0 10p\nL1 m b 100n\n", "100meg"},
    {two + "L1 a m 1u\nC1 m 0 1n\nL2 m b 2u\nR1 m 0 1k\n", "3meg"},
    {two + "C1 a m 10p\nL1 m 0 100n\nC2 m b 20p\nR1 m 0 1k\n", "50meg"},
    {two + "R1 a 0 50\nE1 x 0 a 0 10\nR2 x b 75\nR3 b 0 1k\n", "1k"},
    {two + "R1 a 0 1k\nG1 b 0 a 0 40m\nR2 b 0 10k\nC1 a b 1p\n", "10meg"},
    {two + "R1 a m 1k\nVm m 0 0\nF1 0 b Vm 50\nR2 b 0 2k\n", "1k"},
    {two + "R1 a m 1k\nVm m 0 0\nH1 x 0 Vm 5k\nR2 x b 2k\nR3 b 0 2k\n", "1k"},
    {two + "L1 a 0 1u\nL2 b 0 4u\nK1 L1 L2 0.9\nR1 a 0 1k\n", "1meg"},
    {two + "R1 a c 1\nT1 c 0 d 0 Z0=50 TD=1n\nR2 d b 1\nR3 b 0 1k\n", "100meg"},
    {two + "R1 a m 50\nR2 m b 50\nC1 m 0 100p\nC2 a n 50p\nC3 n b 50p\nR3 n 0 25\n", "30meg"},
    {two + "G1 a 0 b 0 20m\nG2 b 0 a 0 -20m\nR1 a 0 1k\nR2 b 0 1k\n", "1k"},
    {two + "X1 a b s\nX2 b 0 s\n.subckt s p q\nR1 p q 1k\nC1 q 0 1n\n.ends\n", "1meg"},
    {two + "R1 a b 1e-3\nR2 b 0 1meg\nR3 a 0 10\n", "1k"},
    {two + "B1 x 0 V=3*V(a,b)\nR1 x b 10\nR2 a 0 100\n", "1k"},
    {two + "L1 a m 1n\nC1 m 0 1p\nL2 m n 2n\nC2 n 0 1p\nL3 n b 1n\nR1 n 0 300\n", "2g"},
    {three + "R1 a m 30\nR2 b m 30\nR3 c m 30\nC1 m 0 1n\n", "1meg"},
    {three + "R1 a b 10\nR2 b c 10\nR3 c a 10\nR4 a 0 100\n", "1k"},
    {three + "R1 a 0 50\nG1 b 0 a 0 10m\nG2 c 0 b 0 10m\nR2 b 0 1k\nR3 c 0 1k\nC1 c a 1p\n", "20meg"},
    {four + "R1 a b 10\nR2 b c 20\nR3 c d 30\nR4 d a 40\nR5 a 0 100\nL1 c 0 1u\n", "5meg"},
    {four + "L1 a m 1u\nL2 b m 2u\nC1 m 0 1n\nC2 m c 2n\nR1 c 0 100\nR2 d m 47\n", "2meg"},
};

class SpBesideNgspice : public ::testing::TestWithParam<Case> {};

TEST_P(SpBesideNgspice, HasTheSameMatrices) {
  if (!has_ngspice()) GTEST_SKIP() << "ngspice is not installed";
  const auto& [cards, frequency] = GetParam();
  const auto expected = by_ngspice("Sp\n" + cards, frequency);
  const json found = run_json("Sp\n" + cards + ".sp lin 1 " + frequency + " " + frequency + "\n")[0]["signals"];
  EXPECT_EQ(found.size(), expected.size());
  std::map<char, double> largest;
  for (const auto& [name, value] : expected) largest[name[0]] = std::max(largest[name[0]], std::abs(value));
  for (const auto& [name, value] : expected) {
    const json& entry = found.at(name)[0];
    ASSERT_TRUE(entry.is_array()) << name << entry;
    EXPECT_LE(std::abs(Complex(entry[0], entry[1]) - value), 1e-6 * largest[name[0]]) << name << value << entry;
  }
}

INSTANTIATE_TEST_SUITE_P(Decks, SpBesideNgspice, ::testing::ValuesIn(cases));

// ---------------------------------------------------------------------------------------------- noise of the ports

/// The correlation matrix alone, and Rn: NF, NFmin and SOpt of ngspice 39 are of other formulas than Haus's.
TEST(SpNoise, HasTheCorrelationMatrixOfNgspice) {
  if (!has_ngspice()) GTEST_SKIP() << "ngspice is not installed";
  for (const auto& [cards, frequency] : cases) {
    if (cards.find("B1") != std::string::npos || cards.find("X1") != std::string::npos) continue;
    const auto expected = by_ngspice("Sp\n" + cards, frequency, " 1");
    const json found = run_json("Sp\n" + cards + ".sp lin 1 " + frequency + " " + frequency + " 1\n")[0]["signals"];
    double largest = 0;
    for (const auto& [name, value] : expected) {
      if (name.starts_with("cy_")) largest = std::max(largest, std::abs(value));
    }
    ASSERT_GT(largest, 0) << cards;
    for (const auto& [name, value] : expected) {
      if (!name.starts_with("cy_") && name != "rn") continue;
      const json& entry = found.at(name)[0];
      ASSERT_TRUE(entry.is_array()) << name << entry << cards;
      EXPECT_LE(std::abs(Complex(entry[0], entry[1]) - value),
                2e-6 * (name == "rn" ? std::abs(value) + 1e-20 : largest))
          << name << value << entry << cards;
    }
  }
}

TEST(SpNoise, OfAMatchedPadIsItsLoss) {
  // 6 dB of 50 ohm at the temperature of its source: F is its loss, and NFmin no less.
  const double a = std::pow(10, 0.3);
  const double shunt = 50 * 2 * a / (a * a - 1);
  const double series = 50 * (a - 1) / (a + 1);
  char cards[200];
  std::snprintf(cards, sizeof cards,
                "Pad\n.temp 16.85\nR1 a m %.17g\nR2 m 0 %.17g\nR3 m b %.17g\n.port in a\n.port out b\n", series, shunt,
                series);
  const json found = network_json({"--noise", "--freq", "1k"}, cards)["signals"];
  EXPECT_NEAR(found["nf"][0][0].get<double>(), 6, 1e-9);
  EXPECT_NEAR(found["nfmin"][0][0].get<double>(), 6, 1e-9);
  EXPECT_NEAR(found["sopt"][0][0].get<double>(), 0, 1e-6);
  EXPECT_NEAR(found["cy_1_1"][0][0].get<double>() / (4 * 1.380649e-23 * 290 * (a * a + 1) / (a * a - 1) / 50), 1, 1e-9);
}

TEST(SpNoise, OfAnAmplifierIsThatOfItsSourceAndItself) {
  // en and in at the input: F = 1 + (en^2 + (in Rs)^2) / (4 k T Rs), least at Rs = en / in.
  const std::string deck =
      "Amp\nX1 a m o OA\nR2 o b 1m\nVs m o 0\nRi a 0 1e15\n.model OA opamp (A0=1e6 en=3n in=2p)\n.port in a\n.port out "
      "b\n";
  const json found = network_json({"--noise", "--z0", "600,50", "--freq", "1k"}, deck)["signals"];
  const double kt = 4 * 1.380649e-23 * 300.15;
  const double F = 1 + (9e-18 + 4e-24 * 600 * 600) / (kt * 600);
  EXPECT_NEAR(found["nf"][0][0].get<double>(), 10 * std::log10(F), 1e-4);
  EXPECT_NEAR(found["nfmin"][0][0].get<double>(), 10 * std::log10(1 + 2 * 3e-9 * 2e-12 / kt), 1e-4);
  EXPECT_NEAR(found["rn"][0][0].get<double>() / (9e-18 / kt), 1, 1e-3);
  EXPECT_NEAR(found["sopt"][0][0].get<double>(), (1500. - 600) / (1500 + 600), 1e-3);
}

TEST(SpNoise, OfOnePortIsThatOfItsResistance) {
  const json found = network_json({"--noise", "--freq", "1k"}, "One\nR1 a 0 1k\n.port in a\n")["signals"];
  EXPECT_NEAR(found["cy_1_1"][0][0].get<double>() / (4 * 1.380649e-23 * 300.15 / 1e3), 1, 1e-12);
  EXPECT_FALSE(found.contains("nf"));
}

}  // namespace
}  // namespace ohmscope::testing

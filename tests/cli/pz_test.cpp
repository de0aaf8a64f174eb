// `.pz` in `ohmscope run` and `expand`: closed forms, and the real ngspice.

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "cli/program.hpp"
#include "cli/spice_runs.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using Complex = std::complex<double>;
using Roots = std::vector<Complex>;
using ::testing::AllOf;
using ::testing::HasSubstr;

json pz_of(const std::string& deck) {
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return json::parse(outcome.out)["analyses"][0];
}

Roots roots(const json& list) {
  Roots found;
  for (const json& root : list) found.emplace_back(root[0].get<double>(), root[1].get<double>());
  return found;
}

/// Takes the nearest of `found` for each expected one, relative to its size.
void expect_same(Roots expected, Roots found, double tolerance, const std::string& deck) {
  ASSERT_EQ(found.size(), expected.size()) << deck;
  for (const Complex& root : expected) {
    const auto nearest = std::min_element(
        found.begin(), found.end(), [&](Complex a, Complex b) { return std::abs(a - root) < std::abs(b - root); });
    EXPECT_LE(std::abs(*nearest - root), tolerance * std::abs(root)) << *nearest << " for " << root << '\n' << deck;
    found.erase(nearest);
  }
}

// --------------------------------------------------------------------------------------------------- closed forms

/// RC sections in a row, driven by a voltage, open at the end.
std::string ladder(int sections, const std::string& series, const std::string& shunt) {
  std::ostringstream deck;
  deck << "Ladder\nV1 n0 0 AC 1\n";
  for (int k = 1; k <= sections; ++k) {
    deck << series[0] << k << " n" << k - 1 << " n" << k << ' ' << series.substr(1) << '\n'
         << shunt[0] << 's' << k << " n" << k << " 0 " << shunt.substr(1) << '\n';
  }
  deck << ".pz n0 0 n" << sections << " 0 vol pz\n";
  return deck.str();
}

/// 4 sin^2((2k - 1) pi / (4 N + 2)), k = 1 … N: of the matrix 2 on the diagonal, 1 at its end, -1 beside it.
std::vector<double> of_chain(int N) {
  std::vector<double> values;
  for (int k = 1; k <= N; ++k) values.push_back(4 * std::pow(std::sin((2 * k - 1) * std::acos(-1.0) / (4 * N + 2)), 2));
  return values;
}

TEST(PoleZero, RcLadderOf500SectionsHasAllItsPoles) {
  const std::string deck = ladder(500, "R1k", "C1n");
  Roots expected;
  for (const double value : of_chain(500)) expected.emplace_back(-value * 1e6);
  const json pz = pz_of(deck);
  expect_same(expected, roots(pz["poles"]), 1e-9, deck);
  EXPECT_EQ(pz["zeros"], json::array());
}

TEST(PoleZero, LosslessLadderHasItsPolesOnTheImaginaryAxisExactly) {
  const std::string deck = ladder(20, "L1m", "C1n");
  Roots expected;
  for (const double value : of_chain(20)) {
    for (const double sign : {1, -1}) expected.emplace_back(0, sign * std::sqrt(value * 1e12));
  }
  const Roots found = roots(pz_of(deck)["poles"]);
  expect_same(expected, found, 1e-12, deck);
  for (const Complex& pole : found) EXPECT_EQ(pole.real(), 0);
}

struct Known {
  const char* name;
  const char* cards;
  Roots poles;
  Roots zeros;
  double gain;
};

/// What ctest calls it.
std::ostream& operator<<(std::ostream& out, const Known& the) { return out << the.name; }

const double root3 = std::sqrt(3.0);
const Complex j(0, 1);

const Known known[] = {
    {"low pass", "V1 a 0 1\nR1 a b 1k\nC1 b 0 1u\n.pz a 0 b 0 vol pz\n", {-1e3}, {}, 1e3},
    {"output turned round", "V1 a 0 1\nR1 a b 1k\nC1 b 0 1u\n.pz a 0 0 b vol pz\n", {-1e3}, {}, -1e3},
    {"source turned round", "V1 0 a 1\nR1 a b 1k\nC1 b 0 1u\n.pz a 0 b 0 vol pz\n", {-1e3}, {}, 1e3},
    {"high pass", "C1 a b 1u\nR1 b 0 1k\n.pz a 0 b 0 vol pz\n", {-1e3}, {0}, 1},
    {"impedance of a resonator",
     "R1 a 0 1\nL1 a 0 1\nC1 a 0 1\n.pz a 0 a 0 cur pz\n",
     {-0.5 + root3 / 2 * j, -0.5 - root3 / 2 * j},
     {0},
     1},
    {"current through a voltage source at the input",
     "V1 a 0 AC 1\nR1 a b 1k\nR2 b 0 1k\nC1 b 0 1u\n.pz a 0 b 0 cur pz\n",
     {-1e3},
     {},
     1e6},
    {"integrator", "C1 a 0 1u\n.pz a 0 a 0 cur pz\n", {0}, {}, 1e6},
    {"two integrators", "C1 a 0 1\nG1 0 b a 0 1\nC2 b 0 1\n.pz a 0 b 0 cur pz\n", {0, 0}, {}, 1},
    {"double pole, critically damped", "R1 a b 2\nL1 b c 1\nC1 c 0 1\n.pz a 0 c 0 vol pz\n", {-1, -1}, {}, 1},
    {"triple pole in one equation",
     "E1 b 0 LAPLACE {V(a)} = {1/((1+s)*(1+s)*(1+s))}\nR1 b 0 1\n.pz a 0 b 0 vol pz\n",
     {-1, -1, -1},
     {},
     1},
    {"three stages alike",
     "R1 a b 1k\nC1 b 0 1u\nE1 c 0 b 0 1\nR2 c d 1k\nC2 d 0 1u\nE2 e 0 d 0 1\nR3 e f 1k\nC3 f 0 1u\n"
     ".pz a 0 f 0 vol pz\n",
     {-1e3, -1e3, -1e3},
     {},
     1e9},
    {"double pair",
     "R1 a b 1\nL1 b c 1\nC1 c 0 1\nE1 d 0 c 0 1\nR2 d e 1\nL2 e f 1\nC2 f 0 1\n.pz a 0 f 0 vol pz\n",
     {-0.5 + root3 / 2 * j, -0.5 + root3 / 2 * j, -0.5 - root3 / 2 * j, -0.5 - root3 / 2 * j},
     {},
     1},
    {"lag and lead: a zero in the right half plane",
     "R1 a m 1k\nR2 m o 1k\nR3 a p 1k\nC1 p 0 1u\nX1 p m o OA\n.model OA opamp\n.pz a 0 o 0 vol pz\n",
     {-1e3},
     {1e3},
     -1},
    {"Sallen-Key",
     "R1 a b 1k\nR2 b c 1k\nC1 b o 2u\nC2 c 0 500n\nX1 c o o OA\n.model OA opamp\n.pz a 0 o 0 vol pz\n",
     {-500. + root3 / 2 * 1e3 * j, -500. - root3 / 2 * 1e3 * j},
     {},
     1e6},
    {"twin-T: zeros on the imaginary axis",
     "R1 a b 1k\nR2 b d 1k\nC1 b 0 2u\nC2 a c 1u\nC3 c d 1u\nR3 c 0 500\n.pz a 0 d 0 vol pz\n",
     {-1e3 * (2 - root3), -1e3 * (2 + root3)},
     {1e3 * j, -1e3 * j},
     1},
    {"loop of capacitors: one state of three",
     "C1 a b 1u\nC2 b 0 1u\nC3 a 0 1u\nR1 b 0 1k\n.pz a 0 b 0 vol pz\n",
     {-500},
     {0},
     0.5},
    {"cut set of inductors", "L1 a b 1\nL2 b c 1\nR1 c 0 1\n.pz a 0 c 0 vol pz\n", {-0.5}, {}, 0.5},
    {"differentiator: no poles",
     "C1 a m 1u\nR1 m o 1k\nX1 0 m o OA\n.model OA opamp\n.pz a 0 o 0 vol pz\n",
     {},
     {0},
     -1e-3},
    {"fifteen decades apart",
     "R1 a b 1k\nC1 b 0 1\nE1 c 0 b 0 1\nR2 c d 1\nC2 d 0 1p\n.pz a 0 d 0 vol pz\n",
     {-1e-3, -1e12},
     {},
     1e9},
    {"op-amp with one pole",
     "R1 o m 9k\nR2 m 0 1k\nX1 a m o OA\n.model OA opamp (A0=inf GBW=1meg)\n.pz a 0 o 0 vol pz\n",
     {-2e5 * std::acos(-1.0)},
     {},
     2e6 * std::acos(-1.0)},
    {"poles of a floating part do not matter",
     "R1 a b 1k\nC1 b 0 1u\nL1 a 0 1\nL2 c d 1\nK1 L1 L2 0.5\nR2 c d 1\n.pz a 0 b 0 vol pz\n",
     {-1e3},
     {},
     1e3},
    {"unity", "R1 a b 1k\nC1 b 0 1u\n.pz a 0 a 0 vol pz\n", {}, {}, 1},
    {"value for small signals", "R1 a b 5k ac=1k\nC1 b 0 1u\n.pz a 0 b 0 vol pz\n", {-1e3}, {}, 1e3},
};

class PoleZeroKnown : public ::testing::TestWithParam<Known> {};

TEST_P(PoleZeroKnown, AreThoseOfTheClosedForm) {
  const Known& the = GetParam();
  const std::string deck = std::string("Known\n") + the.cards;
  const json pz = pz_of(deck);
  expect_same(the.poles, roots(pz["poles"]), 1e-12, deck);
  expect_same(the.zeros, roots(pz["zeros"]), 1e-12, deck);
  EXPECT_NEAR(pz["gain"].get<double>() / the.gain, 1, 1e-12) << deck;
  for (const Complex& zero : roots(pz["zeros"])) EXPECT_EQ(zero.real() == 0, std::abs(zero.real()) < 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Circuits, PoleZeroKnown, ::testing::ValuesIn(known));

/// LC ladder between equal resistances, g_k = 2 sin((2k - 1) pi / 2n): a Butterworth low pass.
TEST(PoleZero, ButterworthLadderHasItsPolesOnTheUnitCircle) {
  for (const int n : {3, 5, 9}) {
    std::ostringstream deck;
    deck.precision(17);
    deck << "Butterworth\nRs a n0 1\n";
    Roots expected;
    for (int k = 1; k <= n; ++k) {
      const double angle = (2 * k - 1) * std::acos(-1.0) / (2 * n);
      if (k % 2 == 1) deck << 'C' << k << " n" << k / 2 << " 0 " << 2 * std::sin(angle) << '\n';
      if (k % 2 == 0) deck << 'L' << k << " n" << k / 2 - 1 << " n" << k / 2 << ' ' << 2 * std::sin(angle) << '\n';
      expected.push_back(std::polar(1.0, std::acos(-1.0) / 2 + angle));
    }
    deck << "Rl n" << n / 2 << " 0 1\n.pz a 0 n" << n / 2 << " 0 vol pz\n";
    expect_same(expected, roots(pz_of(deck.str())["poles"]), 1e-10, deck.str());
  }
}

/// Poles, zeros and gain are held against the response that `.ac` solves for.
TEST(PoleZero, ProductOfRandomCircuitsIsTheirAcResponse) {
  std::mt19937_64 engine(7);
  const auto pick = [&](std::size_t count) { return engine() % count; };
  const auto value = [&](double middle) { return middle * std::pow(10, static_cast<double>(pick(4000)) / 1000 - 2); };
  for (int round = 0; round < 25; ++round) {
    const std::size_t nodes = 3 + pick(6);
    const auto node = [&] { return pick(nodes + 1); };
    std::ostringstream deck;
    deck << "Random\nV1 1 0 AC 1\n";
    for (std::size_t k = 1; k <= nodes; ++k)
      deck << "R" << k << ' ' << k << ' ' << (k > 1 ? k - 1 : 0) << ' ' << value(1e3) << "\nC" << k << ' ' << k << " 0 "
           << value(1e-9) << '\n';
    for (std::size_t k = 0; k < nodes; ++k) {
      deck << "La" << k << ' ' << node() << ' ' << node() << ' ' << value(1e-3) << "\nCa" << k << ' ' << node() << ' '
           << node() << ' ' << value(1e-9) << "\nRb" << k << ' ' << node() << ' ' << node() << ' ' << value(1e3)
           << '\n';
    }
    deck << "G1 0 " << nodes << ' ' << node() << " 0 " << value(1e-4) << "\n.pz 1 0 " << nodes
         << " 0 vol pz\n.ac dec 1 1 "
         << "100meg\n.save v(" << nodes << ")\n";
    const Outcome outcome = run_program({"run", "-", "--json", "-q"}, deck.str());
    const json analyses = json::parse(outcome.out)["analyses"];
    const json& response = analyses[1]["signals"].begin().value();
    for (std::size_t k = 0; k < response.size(); ++k) {
      const Complex s(0, 2 * std::acos(-1.0) * analyses[1]["frequencies"][k].get<double>());
      Complex H = analyses[0]["gain"].get<double>();
      const Roots zeros = roots(analyses[0]["zeros"]);
      const Roots poles = roots(analyses[0]["poles"]);
      for (std::size_t i = 0; i < std::max(zeros.size(), poles.size()); ++i) {
        if (i < zeros.size()) H *= s - zeros[i];
        if (i < poles.size()) H /= s - poles[i];
      }
      const Complex expected(response[k][0].get<double>(), response[k][1].get<double>());
      EXPECT_LE(std::abs(H - expected), 1e-9 * std::abs(expected)) << s << H << expected << deck.str();
    }
  }
}

TEST(PoleZero, LadderOf5000SectionsHasItsHundredPolesNearestToZero) {
  const std::string deck = ladder(5000, "R1k", "C1n");
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("the 100 nearest to 0 are found [W0723]"));
  Roots expected;
  for (const double value : of_chain(5000)) expected.emplace_back(-value * 1e6);
  expected.resize(100);
  expect_same(expected, roots(json::parse(outcome.out)["analyses"][0]["poles"]), 1e-9, "");
}

// ---------------------------------------------------------------------------------------------------- cancellation

TEST(PoleZero, WhatTheOutputDoesNotShowIsNoPoleButListedBeside) {
  const json pz = pz_of("Beside\nV1 a 0 1\nR1 a b 1k\nC1 b 0 1u\nR2 a c 1k\nC2 c 0 3u\n.pz a 0 b 0 vol pz\n");
  expect_same({-1e3}, roots(pz["poles"]), 1e-12, "");
  EXPECT_EQ(pz["zeros"], json::array());
  expect_same({-1e3 / 3}, roots(pz["cancelled"]), 1e-12, "");
}

TEST(PoleZero, APoleAndAZeroOfOneTimeConstantCancelThoughTheirValuesDiffer) {
  // (1 + s R3 C2) of the second stage meets the first one's pole: 1k 1u beside 10k 100n.
  const json pz =
      pz_of("Same\nR1 a b 1k\nC1 b 0 1u\nE1 c 0 b 0 1\nR2 c d 10k\nC2 c d 100n\nR3 d 0 10k\n.pz a 0 d 0 vol pz\n");
  expect_same({-2e3}, roots(pz["poles"]), 1e-12, "");
  EXPECT_EQ(pz["zeros"], json::array());
  expect_same({-1e3}, roots(pz["cancelled"]), 1e-12, "");
}

TEST(PoleZero, ATransferFunctionOfZeroIsSaidToBeSo) {
  const Outcome outcome =
      run_program({"run", "-", "--json"}, "Zero\nR1 a 0 1\nR2 b 0 1\nC1 b 0 1\n.pz a 0 b 0 vol pz\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("the transfer function is 0 [W0722]"));
  const json pz = json::parse(outcome.out)["analyses"][0];
  EXPECT_EQ(pz["poles"], json::array());
  EXPECT_EQ(pz["gain"], 0);
  EXPECT_EQ(pz["cancelled"], json::parse("[[-1, 0]]"));
}

// ---------------------------------------------------------------------------------------------------------- output

const std::string resonator = "Resonator\nV1 a 0 AC 1\nR1 a b 1\nL1 b c 1\nC1 c 0 1\n";

TEST(PoleZero, ThatCannotBeFoundAccuratelyAreAnError) {
  // A thousand cells at 1 rad/s that hardly know of each other: their poles differ by less than the digits left.
  std::string deck = "Cells\nV1 n0 0 ac 1\nR0 n0 n1 1\n";
  for (int k = 1; k <= 1010; ++k) {
    const std::string node = "n" + std::to_string(k);
    deck += "C" + std::to_string(k) + " " + node + " 0 1\nRg" + std::to_string(k) + " " + node + " 0 1\n";
    if (k < 1010) deck += "R" + std::to_string(k) + " " + node + " n" + std::to_string(k + 1) + " 1e7\n";
  }
  const Outcome outcome = run_program({"run", "-", "--json"}, deck + ".pz n0 0 n2 0 vol pz\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("not all poles and zeros of v(n2) could be found to 11 digits [E0722]"));
  const json poles = json::parse(outcome.out)["analyses"][0]["poles"];
  ASSERT_FALSE(poles.empty()) << "those that were found are told";
  EXPECT_NEAR(poles[0][0].get<double>(), -1, 1e-3);
}

TEST(PoleZero, JsonHasOnlyWhatTheCardAsksFor) {
  EXPECT_FALSE(pz_of(resonator + ".pz a 0 c 0 vol pol\n").contains("zeros"));
  EXPECT_FALSE(pz_of(resonator + ".pz a 0 c 0 VOL ZER\n").contains("poles"));
  const json pz = pz_of(resonator + ".pz a 0 c 0 cur pz\n");
  EXPECT_EQ(pz["type"], "pz");
  EXPECT_EQ(pz["input"], "i(a)");
  EXPECT_EQ(pz["output"], "v(c)");
}

TEST(PoleZero, CsvHasARowARootByItsNameInNgspice) {
  const Outcome outcome = run_program({"run", "-", "--csv"}, "Csv\nC1 a b 1\nR1 b 0 1\n.pz a 0 b 0 vol pz\n");
  EXPECT_THAT(outcome.out, HasSubstr("1,pz,pole(1),rad/s,-1,0\n1,pz,zero(1),rad/s,0,0\n"));
}

TEST(PoleZero, TableHasFrequencyAndQOfEachPair) {
  const Outcome outcome = run_program({"run", "-"}, resonator + ".pz a 0 c 0 vol pz\n");
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("poles, rad/s"), HasSubstr("-0.5"), HasSubstr("±0.866025"),
                                 HasSubstr("159 mHz"), HasSubstr("zeros: none")));
}

TEST(PoleZero, TableSaysThatACircuitIsUnstable) {
  const Outcome outcome =
      run_program({"run", "-"}, "Unstable\nR1 a 0 1k\nC1 a 0 1u\nG1 a 0 a 0 -2m\n.pz a 0 a 0 cur pol\n");
  EXPECT_THAT(outcome.out, HasSubstr("1 pole in the right half plane: the circuit is unstable"));
}

TEST(PoleZero, IsReadInControlBlocks) {
  EXPECT_EQ(pz_of("Control\nC1 a b 1\nR1 b 0 1\n.control\npz a 0 b 0 vol pz\n.endc\n")["poles"][0][0], -1);
}

TEST(PoleZero, ExpandWritesItByTheFlatNames) {
  const Outcome outcome = run_program(
      {"expand", "-"}, "S\nX1 a b s\n.subckt s p q\nR1 p m 1\nC1 m q 1\nR2 q 0 1\n.ends\n.pz a 0 x1.m b vol pz\n");
  EXPECT_THAT(outcome.out, HasSubstr("\n.pz a 0 X1.m b vol pz\n"));
}

TEST(PoleZero, AnAcSourceElsewhereIsAShortAndAWarningSaysWhatNgspiceDoes) {
  const Outcome outcome = run_program(
      {"run", "-", "--json"}, "Two\nV1 a 0 AC 1\nR1 a b 1k\nC1 b 0 1u\nR2 b c 1k\nV2 c 0 AC 1\n.pz a 0 b 0 vol pol\n");
  EXPECT_THAT(outcome.err, HasSubstr("6:1: warning: 'V2' is a short for '.pz'"));
  expect_same({-2e3}, roots(json::parse(outcome.out)["analyses"][0]["poles"]), 1e-12, "");
}

// --------------------------------------------------------------------------------------------------------- ngspice

/// The list that `pz … pol` or `pz … zer` prints, where a single vector is called "all".
Roots by_ngspice(const std::string& cards, const std::string& command) {
  const ScratchDirectory scratch;
  const std::string path = scratch.write(
      "deck.cir", "Pz\n" + cards + ".control\nset numdgt=15\npz " + command + "\nprint all\n.endc\n.end\n");
  std::ignore = std::system(("ngspice -b '" + path + "' > '" + scratch.file("log") + "' 2>&1 < /dev/null").c_str());
  Roots found;
  std::istringstream lines(read_file(scratch.file("log")));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t mark = line.find(" = ");
    const bool is_root = line.starts_with("pole(") || line.starts_with("zero(") || line.starts_with("all =");
    if (!is_root || mark == std::string::npos) continue;
    char* end = nullptr;
    const double real = std::strtod(line.c_str() + mark + 3, &end);
    found.emplace_back(real, *end == ',' ? std::strtod(end + 1, nullptr) : 0);
  }
  return found;
}

struct Case {
  const char* cards;
  const char* question;  ///< nodes, and `cur` or `vol`
};

/// What ctest calls it.
std::ostream& operator<<(std::ostream& out, const Case& the) { return out << the.cards << the.question; }

const Case cases[] = {
    {"V1 1 0 AC 1\nR1 1 2 1k\nC1 2 0 10p\n", "1 0 2 0 vol"},
    {"R1 1 0 1k\nR2 2 0 1k\nC1 1 2 1p\n", "1 0 2 0 cur"},
    {"V1 1 0 12 AC 1\nC1 1 2 1u\nC2 2 3 1u\nR3 2 0 1k\nR4 1 3 1k\n", "1 0 3 0 vol"},
    {"I1 1 0 AC\nR1 1 0 1\nL1 1 0 0.05\nG2 2 0 1 0 1\nR2 2 0 2\nL2 2 0 0.05\n", "1 0 2 0 cur"},
    {"R1 1 2 10000\nC1 1 2 1u\nR2 2 0 1000\nC2 2 0 1u\nL1 2 0 1m\n", "1 0 2 0 vol"},
    {"R1 1 2 1k\nC1 2 0 1u\nR2 2 3 2k\nC2 3 0 3u\n", "1 0 3 0 vol"},
    {"R1 1 2 1k\nC1 2 0 1u\nR2 2 3 2k\nC2 3 0 3u\nR3 3 4 5k\nC3 4 0 1u\n", "1 0 4 0 vol"},
    {"R1 1 2 100\nL1 2 3 1m\nC1 3 0 1n\nR2 3 0 10k\n", "1 0 3 0 vol"},
    {"L1 1 2 1m\nC1 2 0 1n\nR1 2 0 1k\nL2 2 3 2m\nC2 3 0 2n\nR2 3 0 600\n", "1 0 3 0 vol"},
    {"R1 1 2 1k\nR2 2 3 1k\nC1 2 4 2u\nC2 3 0 500n\nE1 4 0 3 0 1\n", "1 0 4 0 vol"},
    {"C1 1 2 1u\nC2 2 3 1u\nR1 2 4 500\nR2 3 0 2k\nE1 4 0 3 0 1\n", "1 0 4 0 vol"},
    {"R1 1 2 1k\nC1 2 0 1n\nE1 3 0 2 0 -10\nR2 3 4 100\nC2 4 0 1u\nR3 4 0 1k\n", "1 0 4 0 vol"},
    {"R1 1 2 1k\nR2 2 3 10k\nC2 2 3 1n\nE1 3 0 0 2 1e5\n", "1 0 3 0 vol"},
    {"R1 1 0 50\nC1 1 0 1p\nL1 1 2 10n\nC2 2 0 2p\nR2 2 0 50\n", "1 0 2 0 cur"},
    {"R1 1 2 1k\nL1 2 0 1m\nL2 3 0 4m\nK1 L1 L2 0.9\nR2 3 0 1k\n", "1 0 3 0 vol"},
    {"R1 1 2 1k\nC1 2 0 1u\nV3 2 3 0\nR3 3 0 2k\nF1 0 4 V3 5\nR4 4 0 1k\nC4 4 0 3u\n", "1 0 4 0 vol"},
    {"R1 1 2 1k\nC1 2 0 1u\nV3 2 3 0\nR3 3 0 2k\nH1 4 0 V3 5\nR4 4 5 1k\nC4 5 0 3u\n", "1 0 5 0 vol"},
    {"R1 1 2 1k\nC1 2 0 1u\nR2 1 3 1k\nC2 1 3 2u\nR3 3 0 3k\n", "1 0 2 3 vol"},
    {"R1 1 2 1k\nC1 2 3 1u\nR2 3 4 2k\nC2 4 1 2u\nR3 2 4 5k\nR4 3 0 1k\n", "1 3 2 4 vol"},
    {"R1 1 2 10k\nC1 2 0 100p\nG1 3 0 2 0 5m\nR2 3 0 20k\nC2 3 0 10p\nC3 2 3 2p\n", "1 0 3 0 vol"},
    {"R1 1 0 1meg\nC1 1 0 5p\nG1 2 0 1 0 1m\nR2 2 0 100k\nC2 2 0 1p\nC3 1 2 1p\n", "1 0 2 0 cur"},
    {"R1 1 2 1k\nC1 1 2 1u\nR2 2 0 1k\nX1 2 3 s\nX2 3 4 s\n.subckt s p q\nR1 p q 1k\nC1 q 0 700n\n.ends\n",
     "1 0 4 0 vol"},
    {"R1 1 2 1k\nC1 2 0 1u\nR2 1 3 1k\nC2 3 0 3u\n", "1 0 2 0 vol"},
    {"R1 1 2 50\nL1 2 3 1u\nC1 3 4 1n\nL2 4 0 2u\nC2 4 0 3n\nR2 4 0 75\n", "1 0 4 0 vol"},
};

class PzBesideNgspice : public ::testing::TestWithParam<Case> {};

TEST_P(PzBesideNgspice, IsTheSame) {
  if (!has_ngspice()) GTEST_SKIP() << "ngspice is not installed";
  const auto& [cards, question] = GetParam();
  const std::string deck = std::string("Pz\n") + cards + ".pz " + question + " pz\n";
  const json pz = pz_of(deck);
  // ngspice lists what cancels among the poles and among the zeros.
  const Roots cancelled = roots(pz["cancelled"]);
  const auto with_cancelled = [&](Roots list) {
    list.insert(list.end(), cancelled.begin(), cancelled.end());
    return list;
  };
  expect_same(by_ngspice(cards, question + std::string(" pol")), with_cancelled(roots(pz["poles"])), 1e-6, deck);
  expect_same(by_ngspice(cards, question + std::string(" zer")), with_cancelled(roots(pz["zeros"])), 1e-6, deck);
}

INSTANTIATE_TEST_SUITE_P(Decks, PzBesideNgspice, ::testing::ValuesIn(cases));

}  // namespace
}  // namespace ohmscope::testing

// `.noise` in `ohmscope run` and `expand`, held against the real ngspice.

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
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string divider = "Divider\nV1 In 0 5\nR1 In out 1k\nRload out 0 3k\n";

json run_json(const std::string& deck) {
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return json::parse(outcome.out)["analyses"];
}

/// 4 k T R at 27 degrees.
double thermal(double R) { return std::sqrt(4 * 1.380649e-23 * 300.15 * R); }

TEST(Noise, JsonHasDensitiesAndTotalsOfAllAndOfEach) {
  const json noise = run_json(divider + ".noise V(out) v1 dec 1 10 1k\n")[0];
  EXPECT_EQ(noise["type"], "noise");
  EXPECT_EQ(noise["output"], "v(out)");
  EXPECT_EQ(noise["source"], "V1");
  EXPECT_EQ(noise["frequencies"], json::parse("[10, 100, 1000]"));
  std::vector<std::string> names;
  for (const auto& [name, values] : noise["signals"].items()) {
    names.push_back(name);
    EXPECT_EQ(values.size(), 3U) << name;
  }
  EXPECT_THAT(names, ElementsAre("inoise", "onoise", "onoise(R1)", "onoise(Rload)"));
  const json& signals = noise["signals"];
  EXPECT_NEAR(signals["onoise"][1].get<double>() / thermal(750), 1, 1e-9);
  EXPECT_NEAR(signals["inoise"][1].get<double>() / (thermal(750) / 0.75), 1, 1e-9);
  EXPECT_NEAR(signals["onoise(R1)"][1].get<double>() / (thermal(1e3) * 0.75), 1, 1e-9);
  const json& totals = noise["totals"];
  EXPECT_NEAR(totals["onoise_total"].get<double>() / (thermal(750) * std::sqrt(990)), 1, 1e-9);
  EXPECT_NEAR(totals["inoise_total"].get<double>() / (thermal(750) / 0.75 * std::sqrt(990)), 1, 1e-9);
  EXPECT_NEAR(totals["onoise_total(Rload)"].get<double>() / (thermal(3e3) * 0.25 * std::sqrt(990)), 1, 1e-9);
}

TEST(Noise, CsvHasDensitiesAtTheirFrequenciesAndTotalsAtNone) {
  const Outcome outcome = run_program({"run", "-", "--csv"}, divider + ".noise V(out) V1 lin 1 1k 1k\n");
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("\n1,noise,1000,onoise,V/sqrt(Hz),3.52"),
                    HasSubstr("\n1,noise,1000,onoise(R1),V/sqrt(Hz),"), HasSubstr("\n1,noise,,onoise_total,V,0,0\n")));
}

TEST(Noise, TableHasTheLoudestElementFirst) {
  const std::string out =
      run_program({"run", "-"}, "T\nV1 a 0 1\nRquiet b 0 1k\nRloud a b 100k\nC1 b 0 1n\n.noise V(b) V1 dec 1 10 1k\n")
          .out;
  EXPECT_THAT(out, AllOf(HasSubstr("noise of v(b), as if from V1"), HasSubstr("in all"), HasSubstr("nV/√Hz")));
  EXPECT_LT(out.find("Rquiet"), out.find("Rloud")) << "1k beside 100k: a divider by 100 of a tenfold voltage\n" << out;
}

TEST(Noise, IsHotterAtAHigherTemperature) {
  const std::string card = ".noise V(out) V1 lin 1 1k 1k\n";
  const auto onoise = [](const json& analyses) { return analyses[0]["signals"]["onoise"][0].get<double>(); };
  const double cold = onoise(run_json(divider + card));
  EXPECT_NEAR(onoise(run_json(divider + ".temp 127\n" + card)) / cold, std::sqrt(400.15 / 300.15), 1e-9);
  EXPECT_NEAR(onoise(run_json(divider + ".options temp=127\n" + card)) / cold, std::sqrt(400.15 / 300.15), 1e-9);
}

TEST(Noise, OfAResistorIsThatOfItsOwnTemperature) {
  const auto of_r1 = [](const std::string& more) {
    const json found = run_json("T\nV1 a 0 0\nR1 a b 1k" + more + "\nR2 b 0 1k\n.noise V(b) V1 lin 1 1k 1k\n");
    return found[0]["signals"]["onoise(R1)"][0].get<double>() / (thermal(1e3) / 2);
  };
  EXPECT_NEAR(of_r1(" temp=127"), std::sqrt(400.15 / 300.15), 1e-9);
  EXPECT_NEAR(of_r1(" dtemp=100"), std::sqrt(400.15 / 300.15), 1e-9);
  EXPECT_NEAR(of_r1(" ac=3k temp=-73"), std::sqrt(3 * 200.15 / 300.15) / 2, 1e-9) << "a quarter, not half, of 3k's";
  EXPECT_EQ(of_r1(" noisy=0"), 0);
  EXPECT_NEAR(of_r1(" noisy=1"), 1, 1e-9);
}

TEST(Noise, OfACurrentIsInAmperes) {
  const json noise = run_json("T\nV1 a 0 0\nR1 a b 1k\nV2 b 0 0\n.noise I(V2) V1 lin 1 1k 1k\n")[0];
  EXPECT_EQ(noise["output"], "i(V2)");
  EXPECT_NEAR(noise["signals"]["onoise"][0].get<double>() / (thermal(1e3) / 1e3), 1, 1e-9);
  EXPECT_NEAR(noise["signals"]["inoise"][0].get<double>() / thermal(1e3), 1, 1e-9);
  const Outcome csv =
      run_program({"run", "-", "--csv"}, "T\nV1 a 0 0\nR1 a b 1k\nV2 b 0 0\n.noise I(V2) V1 lin 1 1k 1k\n");
  EXPECT_THAT(csv.out, HasSubstr(",onoise,A/sqrt(Hz),"));
  const Outcome other = run_program({"run", "-"}, divider + ".noise I(R1) V1 lin 1 1k 1k\n");
  EXPECT_EQ(other.status, 2);
  EXPECT_THAT(other.err, HasSubstr("5:10: error: 'R1' is not a voltage source: '.noise' measures currents in them"));
}

TEST(Noise, WithoutASweepTakesThatOfTheDeck) {
  const std::string deck = divider + ".noise V(out) V1 30\n.ac dec 1 10 {w}\n.param w=1k\n";
  EXPECT_EQ(run_json(deck)[0]["frequencies"], json::parse("[10, 100, 1000]"));
  EXPECT_THAT(run_program({"expand", "-"}, deck).out, HasSubstr("\n.noise v(out) V1 dec 1 10 1000\n.print noise"));
  const Outcome without = run_program({"run", "-"}, divider + ".noise V(out) V1 30\n");
  EXPECT_EQ(without.status, 2);
  EXPECT_THAT(without.err, HasSubstr("expected '.noise V(NODE[,NODE])"));
}

TEST(Noise, OfACurrentIsLeftOutOfTheFlatNetlistWithAWarning) {
  const Outcome outcome =
      run_program({"expand", "-"}, "T\nV1 a 0 0\nR1 a b 1k\nV2 b 0 0\n.noise I(V2) V1 lin 1 1k 1k\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("'.noise' is left out: ngspice has the noise of voltages alone"));
}

TEST(Noise, OfOpampsComesFromTheirModel) {
  const std::string deck =
      "Amp\nV1 p 0 0\nX1 p m o OA\nR1 m o 1m\n.model OA opamp (en=3n in=2p)\n.noise V(o) V1 lin 1 1k 1k\n";
  const json signals = run_json(deck)[0]["signals"];
  EXPECT_NEAR(signals["onoise(X1)"][0].get<double>() / 3e-9, 1, 1e-9);
  EXPECT_EQ(signals["inoise"], signals["onoise"]);
}

TEST(Noise, OfOpampsInParallelIsThatOfOneByTheRootOfTheirNumber) {
  const std::string deck =
      "Amp\nV1 a 0 0\nRs a p 1k\nX1 p o o OA m=4\n.model OA opamp (en=4n in=1p)\n.noise V(o) V1 lin 1 1k 1k\n";
  const double found = run_json(deck)[0]["signals"]["onoise(X1)"][0].get<double>();
  EXPECT_NEAR(found / std::hypot(2e-9, 2e-12 * 1e3), 1, 1e-9);
}

TEST(Noise, LooksIntoChains) {
  const std::string deck =
      "C\n.chain c\nmic sensor Z=50\namp noninverting opamp=OA Rf=9k Rg=1k\n.endchain\nV1 x 0 0\nRx x 0 1\n"
      ".model OA opamp (en=5n)\n.noise V(c.amp) V1 lin 1 1k 1k\n";
  const json signals = run_json(deck)[0]["signals"];
  EXPECT_NEAR(signals["onoise"][0].get<double>() /
                  std::hypot(std::hypot(10 * thermal(50), thermal(9e3)), std::hypot(9 * thermal(1e3), 50e-9)),
              1, 1e-9);
  EXPECT_EQ(signals["inoise"][0], "inf") << "nothing leads from V1 to the amplifier";
}

TEST(Noise, ReferredToASourceThatDoesNotReachTheOutputIsInfiniteWithoutAWord) {
  const Outcome outcome = run_program(
      {"run", "-"}, "Two\nV1 a 0 0\nR1 a 0 1k\nV2 b 0 0\nR2 b c 1k\nR3 c 0 1k\n.noise V(c) V1 dec 1 1 10\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("∞"));
}

TEST(Noise, IsReferredToAChainsOwnSensorByItsName) {
  const json signals = run_json(
      "C\n.chain c\nmic sensor Z=1k\nvol divider Za=0 Zb=inf\n.endchain\n"
      ".noise V(c.vol) c.mic.source lin 1 1k 1k\n")[0]["signals"];
  EXPECT_NEAR(signals["inoise"][0].get<double>() / thermal(1e3), 1, 1e-9);
}

TEST(Noise, IsReadInControlBlocks) {
  const json noise = run_json(divider + ".control\nnoise v(out) v1 dec 1 10 1k 1\nprint onoise_total\n.endc\n")[0];
  EXPECT_EQ(noise["frequencies"].size(), 3U);
}

TEST(Noise, PrintCardsOfItChooseNothing) {
  const Outcome outcome =
      run_program({"run", "-"}, divider + ".noise V(out) V1 dec 1 1 10\n.print noise onoise inoise\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
}

TEST(Noise, ExpandKeepsItByTheFlatNamesWithItsNumbers) {
  const Outcome outcome = run_program(
      {"expand", "-"},
      "S\n.param n=7\nX1 a s\n.subckt s p\nV1 q 0 1\nR1 q p 1\n.ends\n.noise V(x1.q,a) x1.v1 dec {n} 1 n 1\n");
  EXPECT_THAT(outcome.out,
              HasSubstr("\n.noise v(X1.q,a) V.X1.V1 dec 7 1 7 1\n.print noise onoise_spectrum inoise_spectrum\n"));
}

// ------------------------------------------------------------------------------------------------------- ngspice

struct ByNgspice {
  std::vector<double> frequencies, onoise, inoise;
  double onoise_total = NAN, of_r1 = NAN;
};

/// By powers of the frequency between the points.
double integrated(const std::vector<double>& f, const std::vector<double>& density) {
  double sum = 0;
  for (std::size_t k = 1; k < f.size(); ++k) {
    const double power = 2 * std::log(density[k] / density[k - 1]) / std::log(f[k] / f[k - 1]);
    const double at_one = std::pow(density[k], 2) / std::pow(f[k], power);
    sum += std::abs(power + 1) < 1e-6
               ? at_one * std::log(f[k] / f[k - 1])
               : at_one * (std::pow(f[k], power + 1) - std::pow(f[k - 1], power + 1)) / (power + 1);
  }
  return std::sqrt(sum);
}

ByNgspice by_ngspice(const std::string& deck, const std::string& card) {
  const ScratchDirectory scratch;
  const std::string path = scratch.write(
      "deck.cir", deck + ".control\nset numdgt=12\nnoise " + card +
                      " 1\nsetplot noise1\nwrdata densities onoise_spectrum inoise_spectrum\nsetplot noise2\n"
                      "print onoise_total\nprint onoise_total_r1\n.endc\n.end\n");
  const std::string command = "cd '" + scratch.path() + "' && ngspice -b deck.cir > log 2>&1 < /dev/null";
  std::ignore = std::system(command.c_str());
  ByNgspice found;
  std::istringstream densities(read_file(scratch.file("densities")));
  for (double f, onoise, again, inoise; densities >> f >> onoise >> again >> inoise;) {
    found.frequencies.push_back(f);
    found.onoise.push_back(onoise);
    found.inoise.push_back(inoise);
  }
  std::istringstream log(read_file(scratch.file("log")));
  for (std::string line; std::getline(log, line);) {
    const auto take = [&](const std::string& name, double& value) {
      if (line.starts_with(name + " = ")) value = std::strtod(line.c_str() + name.size() + 3, nullptr);
    };
    take("onoise_total", found.onoise_total);
    take("onoise_total_r1", found.of_r1);
  }
  return found;
}

/// Ngspice's constant of Boltzmann is of 2014: 3e-7 off, its root half of that.
void expect_near(const json& found, double expected, const std::string& what, double tolerance = 1e-6) {
  EXPECT_NEAR(found.get<double>() / expected, 1, tolerance) << what;
}

struct Case {
  const char* cards;  // with an R1
  const char* card;
};

/// What ctest calls it.
std::ostream& operator<<(std::ostream& out, const Case& the) { return out << the.cards << the.card; }

const Case cases[] = {
    {"V1 a 0 0 AC 1\nR1 a b 1k\nR2 b 0 3k\n", "v(b) v1 dec 5 1 100k"},
    {"V1 a 0 0 AC 1\nR1 a b 1k\nC1 b 0 1n\n", "v(b) v1 dec 10 1k 100meg"},
    {"V1 a 0 0 AC 1\nR1 a b 1k\nC1 b 0 1n\n", "v(a,b) v1 dec 10 1k 100meg"},
    {"V1 a 0 0 AC 1\nR1 a b 1k\nC1 b 0 1n\n", "v(b) v1 lin 20 1k 1meg"},
    {"V1 a 0 0 AC 1\nR1 a b 1k\nC1 b 0 1n\n", "v(b) v1 oct 3 1k 1024k"},
    {"V1 a 0 0 AC 3\nR1 a b 1k\nC1 b 0 1n\nR2 b 0 10k\n", "v(b) v1 dec 4 10 1meg"},
    {"I1 0 a 0 AC 1\nR1 a 0 50\nL1 a b 1u\nC1 b 0 1n\nR2 b 0 10k\n", "v(b) i1 dec 20 100k 100meg"},
    {"I1 0 a 0 AC 1\nR1 a b 5k\nC1 a 0 10p\nR2 b 0 1k\nC2 a b 1p\n", "v(a,b) i1 dec 5 1k 1g"},
    {"V1 a 0 0 AC 1\nR1 a b 1k\nR2 b 0 1meg\nE1 c 0 b 0 10\nR3 c d 75\nC1 d 0 1n\n", "v(d) v1 dec 5 1 10meg"},
    {"V1 a 0 0 AC 1\nR1 a b 600\nG1 c 0 b 0 10m\nR2 b 0 10k\nR3 c 0 4.7k\nC1 c b 3p\n", "v(c) v1 dec 5 1k 100meg"},
    {"V1 a 0 0 AC 1\nR1 a b 1k\nV2 b 0 0\nF1 0 c V2 50\nR2 c 0 2k\nC1 c 0 1n\n", "v(c) v1 dec 5 1 1meg"},
    {"V1 a 0 0 AC 1\nR1 a b 1k\nV2 b 0 0\nH1 c 0 V2 5k\nR2 c d 2k\nC1 d 0 1n\n", "v(d) v1 dec 5 1 1meg"},
    {"V1 a 0 0 AC 1\nR1 a m 1k\nR2 m o 10k\nE1 o 0 0 m 1e6\nC1 m o 100p\n", "v(o) v1 dec 5 1 1meg"},
    {"V1 a 0 0 AC 1\nR1 a m 1k\nR2 m o 10k\nG1 0 i 0 m 1\nRi i 0 1e5\nCi i 0 10u\nE1 o 0 i 0 1\n",
     "v(o) v1 dec 5 10 10meg"},
    {"V1 a 0 0 AC 1\nR1 a b 50\nL1 b c 10u\nL2 d 0 40u\nK1 L1 L2 0.9\nR2 c 0 5\nR3 d 0 200\n",
     "v(d) v1 dec 5 1k 10meg"},
    {"V1 a 0 0 AC 1\nR1 a b 50\nT1 b 0 c 0 Z0=50 TD=10n\nR2 c 0 75\n", "v(c) v1 dec 5 1k 100meg"},
    {"V1 a 0 0 AC 1\nR1 a b 1k tc1=1m\nC1 b 0 1n\n.options temp=85\n", "v(b) v1 dec 5 1k 10meg"},
    {"V1 a 0 0 AC 1\nR1 a b 1k dtemp=100\nR2 b 0 3k dtemp=-50\nR3 b 0 9k noisy=0\nC1 b 0 1n\n",
     "v(b) v1 dec 5 1k 10meg"},
    {"V1 a 0 0 AC 1\nR1 a b 1k m=4\nC1 b 0 1n\nR2 b 0 1k\n", "v(b) v1 dec 5 1k 10meg"},
    {"V1 a 0 0 AC 1\nX1 a b s\nX2 b c s\nR1 c 0 1k\n.subckt s p q\nRs p q 1k\nC1 q 0 1n\n.ends\n",
     "v(c) v1 dec 5 1k 10meg"},
    {"V1 a 0 0 AC 1\nR1 a x 10k\nR2 x p 10k\nC1 x o 1n\nC2 p 0 1n\nE1 o 0 p o 1e5\n", "v(o) v1 dec 10 100 1meg"},
    {"V1 a 0 0 AC 1\nR1 a b 1\nR2 b 0 1e9\nC1 b c 1u\nR3 c 0 1meg\n", "v(c) v1 dec 5 1m 1k"},
    {"V1 a 0 0 AC 1\nR1 a b 1k\nB1 c 0 V=3*V(a,b)\nR2 b 0 1k\nR3 c d 1k\nC1 d 0 1n\n", "v(d) v1 dec 5 1k 10meg"},
};

class NoiseBesideNgspice : public ::testing::TestWithParam<Case> {};

TEST_P(NoiseBesideNgspice, IsTheSame) {
  if (!has_ngspice()) GTEST_SKIP() << "ngspice is not installed";
  const auto& [cards, card] = GetParam();
  const std::string deck = std::string("Noise\n") + cards;
  const ByNgspice expected = by_ngspice(deck, card);
  const json found = run_json(deck + ".noise " + card + "\n")[0];
  ASSERT_EQ(found["frequencies"].size(), expected.frequencies.size()) << deck;
  for (std::size_t k = 0; k < expected.frequencies.size(); ++k) {
    expect_near(found["frequencies"][k], expected.frequencies[k], deck);
    expect_near(found["signals"]["onoise"][k], expected.onoise[k], deck);
    expect_near(found["signals"]["inoise"][k], expected.inoise[k], deck);
  }
  expect_near(found["totals"]["onoise_total"], expected.onoise_total, deck);
  // Not ngspice's own inoise_total, which refers both ends of an interval by the gain at one; and the power between two
  // points is that of each element there, not of their sum.
  expect_near(found["totals"]["inoise_total"], integrated(expected.frequencies, expected.inoise), deck, 3e-3);
  expect_near(found["totals"]["onoise_total(R1)"], expected.of_r1, deck);
}

TEST(Noise, OfOpampsIsTheSameInTheFlatNetlist) {
  if (!has_ngspice()) GTEST_SKIP() << "ngspice is not installed";
  for (const std::string model : {"A0=1e5 GBW=1meg Rin=100k Cin=5p Rout=75 en=4n in=2p", "A0=1e5 en=9n Rin=1meg"}) {
    const std::string deck =
        "Amp\nV1 a 0 0 AC 1\nR1 a p 3k\nX1 p m o OA\nRf m o 9k\nRg m 0 1k dtemp=40\nC1 o 0 1n\n"
        ".options temp=85\n.model OA opamp (" +
        model + ")\n";
    const std::string cards = run_program({"expand", "-"}, deck + ".noise v(o) v1 dec 5 10 1meg\n").out;
    const std::string flat = cards.substr(0, cards.find("\n.noise") + 1);
    EXPECT_THAT(flat, AllOf(HasSubstr("noisy=0"), HasSubstr(" dtemp=40"), HasSubstr("\n.temp 85\n"))) << cards;
    const ByNgspice expected = by_ngspice(flat, "v(o) v1 dec 5 10 1meg");
    const json found = run_json(deck + ".noise v(o) v1 dec 5 10 1meg\n")[0];
    ASSERT_EQ(expected.onoise.size(), found["frequencies"].size()) << flat;
    for (std::size_t k = 0; k < expected.onoise.size(); ++k) {
      expect_near(found["signals"]["onoise"][k], expected.onoise[k], flat);
      expect_near(found["signals"]["inoise"][k], expected.inoise[k], flat);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Decks, NoiseBesideNgspice, ::testing::ValuesIn(cases));

}  // namespace
}  // namespace ohmscope::testing

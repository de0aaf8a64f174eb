// Chains whose stages have diodes and transistors: at the operating point of the whole chain.

#include <gmock/gmock.h>

#include <complex>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"
#include "cli/spice_runs.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string parts =
    ".subckt gain in out\nQ1 out in e QN\nR1 vcc in 47k\nR2 in 0 10k\nR3 vcc out 4.7k\nR4 e 0 1k\n.ends\n"
    ".subckt buffer in out\nQ1 vcc in out QN\nR1 out 0 2.2k\n.ends\n"
    ".model QN npn is=1e-14 bf=200 vaf=80 rb=100 re=1 cje=10p cjc=4p tf=0.4n\n.global vcc\nVcc vcc 0 12\n";

std::string deck_of(const std::string& stages, const std::string& more = "") {
  return "Chain\n.chain c\n" + stages + "\n.endchain\n" + parts + more + ".end\n";
}
const std::string coupled =
    deck_of("s sensor Z=600\nc1 series Z=C(10u)\na gain\nb buffer\nc2 series Z=C(10u)\nl load Z=1k");

json stages_of(const std::string& deck, const std::string& frequency = "1k") {
  const Outcome outcome = run_program({"chain", "-", "--freq", frequency, "--json"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return outcome.status == 0 ? json::parse(outcome.out)["chains"][0]["stages"] : json();
}
std::complex<double> number(const json& z) { return {z[0].get<double>(), z[1].get<double>()}; }

TEST(ChainBias, TheImpedanceOfTheWholeIsThatOfThePort) {
  const json stages = stages_of(coupled, "10,100k,100meg");
  const Outcome port = run_program({"port", "-", "--port", "c.l", "--freq", "10,100k,100meg", "--json"}, coupled);
  ASSERT_EQ(port.status, 0) << port.err;
  const json z = json::parse(port.out)["ports"][0]["z"];
  for (std::size_t k = 0; k < z.size(); ++k)
    EXPECT_LE(std::abs(number(stages[5]["overall"]["zout"][k]) - number(z[k])), 1e-9 * std::abs(number(z[k])));
}

TEST_F(Ngspice, FindsTheVoltagesOfAChainWithTransistors) {
  const Outcome flat = run_program({"expand", "-"}, coupled);
  ASSERT_EQ(flat.status, 0) << flat.err;
  const std::string cards = flat.out.substr(0, flat.out.rfind(".end"));
  const Points points =
      run_ngspice(cards + ".options reltol=1e-9 abstol=1e-18 vntol=1e-12 gmin=1e-18\n.ac lin 1 1k 1k\n.end\n");
  const json stages = stages_of(coupled);
  ASSERT_TRUE(points.contains(1000));
  for (const std::size_t stage : {std::size_t{2}, std::size_t{3}, std::size_t{4}}) {
    const std::string name = "v(c." + stages[stage]["name"].get<std::string>() + ")";
    const auto expected = points.at(1000).find(name);
    ASSERT_NE(expected, points.at(1000).end()) << name;
    EXPECT_LE(std::abs(number(stages[stage]["voltage"][0]) - expected->second), 1e-5 * std::abs(expected->second));
  }
}

TEST(ChainBias, CheckHoldsTheSweepAgainstTheFlatNetlistAtTheSameBias) {
  const Outcome outcome = run_program({"check", "-", "--freq", "0,1k,100meg"}, coupled);
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
}

TEST(ChainBias, LocalImpedancesAreThoseOfTheBiasInTheChainAndItSaysSo) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1k", "--json"}, coupled);
  EXPECT_THAT(outcome.err, HasSubstr("seen as biased in the whole chain, local impedances too: 'a', 'b' [W0710]"));
  // The follower's base is at the collector of the stage before: 26 mV / Ic, and 1 ohm within.
  const std::complex<double> zout = number(json::parse(outcome.out)["chains"][0]["stages"][3]["local"]["zout"][0]);
  EXPECT_GT(zout.real(), 5);
  EXPECT_LT(zout.real(), 15);
}

TEST(ChainBias, EqualStagesAtDifferentBiasesAreDifferentStages) {
  const json stages = stages_of(deck_of("s sensor Z=600\nc1 series Z=C(10u)\na gain\nb buffer\nc buffer\nd buffer"));
  const double first = stages[3]["local"]["zout"][0][0];
  const double last = stages[5]["local"]["zout"][0][0];
  EXPECT_GT(last, 1.1 * first) << "each carries less current than the one before";
}

TEST(ChainBias, ACouplingThatUpsetsTheBiasIsWarnedOf) {
  const std::string upset = deck_of("s sensor Z=600\na gain\nl load Z=32");
  EXPECT_THAT(run_program({"chain", "-", "--freq", "1k"}, upset).err,
              HasSubstr("'c.a.Q1' is off at the operating point of the whole chain [W0711]"));
  EXPECT_THAT(run_program({"chain", "-", "--freq", "1k"}, coupled).err, Not(HasSubstr("W0711")));
}

TEST(ChainBias, ASensorsSignalIsNoBias) {
  const std::string amplifier = "s sensor Z=600 AC=1\nc1 series Z=R(10)\na hot\n";
  const std::string hot =
      ".subckt hot in out\nE1 x 0 VALUE={max(-10,min(10,1000*v(in)))}\nR1 x out {100+v(x)**2}\n.ends\n";
  EXPECT_NEAR(number(stages_of(deck_of(amplifier, hot))[2]["local"]["zout"][0]).real(), 100, 1e-6);
  const Outcome port = run_program({"port", "-", "--port", "c.a", "--freq", "1k", "--json"}, deck_of(amplifier, hot));
  EXPECT_NEAR(number(json::parse(port.out)["ports"][0]["z"][0]).real(), 100, 1e-6);
}

TEST(ChainBias, ASupplyWithAZenerDiodeIsFoundToo) {
  const std::string zener =
      "Chain\n.chain c\ns sensor Z=600\na sub\n.endchain\n.subckt sub in out\nR1 in out 1k\nR2 out ref 1k\n.ends\n"
      ".global ref\nD1 0 ref DZ\nR3 vcc ref 1k\nVcc vcc 0 12\n.model DZ d bv=5.1 ibv=5m is=1e-14\n.end\n";
  const double zout = number(stages_of(zener)[1]["overall"]["zout"][0]).real();
  EXPECT_NEAR(zout, 1 / (1 / 1600.0 + 1 / 1003.8), 1.0) << "the diode conducts at 6.9 mA";
}

TEST(ChainBias, ArraysOfSuchStagesAreRefusedByName) {
  const Outcome outcome = run_program({"chain", "-", "--freq", "1k"}, deck_of("s sensor Z=600\nf[3] buffer"));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err,
              HasSubstr("stages 'f' have diodes or transistors: arrays of such are not supported yet [E0711]"));
}

TEST(ChainBias, InterfacesAndReportsKnowSuchChains) {
  const Outcome outcome = run_program({"interfaces", "-", "--freq", "1k"}, coupled);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("bridged"));
  const ScratchDirectory scratch;
  const std::string page = scratch.path() + "/page.html";
  const Outcome report = run_program({"report", "-", "--freq", "1k", "-o", page}, coupled);
  EXPECT_EQ(report.status, 0) << report.err;
}

}  // namespace
}  // namespace ohmscope::testing

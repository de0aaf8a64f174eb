// `ohmscope interfaces`: what loading costs, against closed forms, and the rule that a chain must keep.

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string deck =
    "Line input\n.chain c\nsrc sensor Z=600 AC=2\nvol divider Za=2k Zb=8k\nin load Z=10k sensitivity=102dB/mW "
    "rated=1m vmax=2\n.endchain\n.ac dec 1 10 1k\n";

json chain_of(const std::string& text, int status = 0, std::vector<std::string> options = {}) {
  std::vector<std::string> arguments{"interfaces", "-", "--json"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const Outcome outcome = run_program(arguments, text);
  EXPECT_EQ(outcome.status, status) << outcome.err;
  return json::parse(outcome.out)["chains"][0];
}

// 600 ohm into 2k + 8k|10k = 6444.4 ohm; out of 8k|2600 = 1962.3 ohm into 10k.
TEST(Interfaces, OfADividerAreItsClosedForms) {
  const json interfaces = chain_of(deck)["interfaces"];
  ASSERT_EQ(interfaces.size(), 2U);
  const double load = 2e3 + 8e3 * 10e3 / 18e3;
  const double source = 8e3 * 2.6e3 / 10.6e3;
  EXPECT_EQ(interfaces[0]["from"], "src");
  EXPECT_EQ(interfaces[0]["to"], "vol");
  EXPECT_NEAR(interfaces[0]["worst_ratio"]["value"], load / 600, 1e-9);
  EXPECT_EQ(interfaces[0]["verdict"], "bridged");
  EXPECT_NEAR(interfaces[1]["loss"][2], 20 * std::log10((source + 10e3) / 10e3), 1e-9);
  EXPECT_NEAR(interfaces[1]["power_transfer"][0], 4 * source * 10e3 / std::pow(source + 10e3, 2), 1e-9);
  EXPECT_NEAR(interfaces[1]["damping_factor"]["value"], 10e3 / source, 1e-9);
  EXPECT_EQ(interfaces[1]["verdict"], "loaded");
}

TEST(Interfaces, OfALoadTellsLevelPowerAndHeadroom) {
  const json load = chain_of(deck)["load"];
  const double voltage = 2 * (8e3 * 10e3 / 18e3) / (2.6e3 + 8e3 * 10e3 / 18e3);
  const double power = voltage * voltage / 10e3;
  EXPECT_NEAR(load["voltage"][0], voltage, 1e-12);
  EXPECT_NEAR(load["current"][0], voltage / 10e3, 1e-15);
  EXPECT_NEAR(load["power"][0], power, 1e-15);
  EXPECT_NEAR(load["level"][0], 102 + 10 * std::log10(power / 1e-3), 1e-9);
  EXPECT_NEAR(load["least_headroom"]["value"], 20 * std::log10(2 / voltage), 1e-9);
  EXPECT_EQ(load["nearest_limit"], "vmax");
}

TEST(Interfaces, SensitivityIsPerMilliwattUnlessItSaysVolt) {
  const auto level = [](const std::string& sensitivity) -> double {
    return chain_of("S\n.chain c\ns sensor AC=2\np load Z=50 sensitivity=" + sensitivity +
                    "\n.endchain\n.ac lin 1 1 1\n")["load"]["level"][0];
  };
  const double per_milliwatt = 100 + 10 * std::log10(4.0 / 50 / 1e-3);
  EXPECT_NEAR(level("100"), per_milliwatt, 1e-9);
  EXPECT_NEAR(level("100dB/mW"), per_milliwatt, 1e-9);
  EXPECT_NEAR(level("\"100 dB/mW\""), per_milliwatt, 1e-9);
  EXPECT_NEAR(level("{2*50}DB/V"), 100 + 20 * std::log10(2.0), 1e-9);
  const Outcome outcome = run_program(
      {"interfaces", "-"}, "S\n.chain c\ns sensor\np load Z=50 sensitivity=9dB/W\n.endchain\n.ac lin 1 1 1\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("9dB/W"));
}

TEST(Interfaces, ABrokenRuleIsExitStatusOneAndSaysWhichAndWhere) {
  const std::string text = "R\n.chain c\ns sensor Z=L(1m)\na load Z=100\n.endchain\n.ac dec 1 100 10k\n";
  EXPECT_EQ(run_program({"interfaces", "-"}, text).status, 0);
  EXPECT_EQ(run_program({"interfaces", "-", "--rule", "1.5"}, text).status, 0);
  const Outcome outcome = run_program({"interfaces", "-", "--rule", "8"}, text);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr(":4:1: error: 'a' is 1.59 times what drives it, 's' (100 ohm and 62.8 ohm "
                                           "at 10 kHz), expected at least 8 times [E0731]"),
                                 HasSubstr("a load Z=100")));
  EXPECT_THAT(outcome.out, HasSubstr("loaded"));
}

TEST(Interfaces, ALoadBeyondItsLimitIsAWarning) {
  const Outcome outcome = run_program({"interfaces", "-"},
                                      "R\n.chain c\ns sensor AC=10\np load Z=32 rated=1\n.endchain\n.ac lin 1 1k 1k\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("load 'p' is driven 4.9 dB beyond its 'rated' at 1 kHz [W0731]"));  // 3.125 W
}

TEST(Interfaces, AStageChoosesItsTwo) {
  const std::string text = "R\n.chain c\na sensor\nb series Z=1\nc series Z=1\nd load Z=1\n.endchain\n.ac lin 1 1 1\n";
  const json interfaces = chain_of(text, 0, {"--stage", "c"})["interfaces"];
  ASSERT_EQ(interfaces.size(), 2U);
  EXPECT_EQ(interfaces[0]["to"], "c");
  EXPECT_EQ(interfaces[1]["from"], "c");
}

TEST(Interfaces, StepsAreToldOneByOne) {
  const std::string text =
      "R\n.param R=1\n.step param R list 1 100\n.chain c\na sensor Z={R}\nb load Z=100\n.endchain\n.ac lin 1 1 1\n";
  const Outcome outcome = run_program({"interfaces", "-", "--json", "--rule", "8"}, text);
  EXPECT_EQ(outcome.status, 1);
  const json chains = json::parse(outcome.out)["chains"];
  ASSERT_EQ(chains.size(), 2U);
  EXPECT_EQ(chains[0]["interfaces"][0]["verdict"], "bridged");
  EXPECT_EQ(chains[1]["interfaces"][0]["verdict"], "matched");
  EXPECT_EQ(chains[1]["step"]["R"], 100);
  EXPECT_THAT(outcome.err, HasSubstr("at R = 100"));
}

TEST(Interfaces, AsCsvHaveARowForEachFrequency) {
  const std::string csv = run_program({"interfaces", "-", "--csv", "--stage", "in"}, deck).out;
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 3);
  EXPECT_THAT(csv, HasSubstr("\nc,vol,in,loaded,10,1962.26"));
}

TEST(Interfaces, TheTableFitsAPage) {
  const Outcome outcome = run_program({"interfaces", "-"}, deck);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_LE(widest_line(outcome.out), 80U) << outcome.out;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("src → vol"), HasSubstr("vol → in"), HasSubstr("102 dB/mW"),
                                 HasSubstr("bridged: the load is at least 8 times the source at every frequency")));
}

TEST(Interfaces, SayWhatTheyLack) {
  const auto error = [](const std::string& text, const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments{"interfaces", "-"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Outcome outcome = run_program(arguments, text);
    EXPECT_EQ(outcome.status, 2) << text;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_THAT(error("N\nR1 a 0 1\n.ac lin 1 1 1\n"), HasSubstr("the deck has no .chain"));
  EXPECT_THAT(error("N\n.chain c\na load Z=1\n.endchain\n.ac lin 1 1 1\n"), HasSubstr("no interface to judge"));
  EXPECT_THAT(error("N\n.chain c\na sensor\nb load Z=1\n.endchain\n"), HasSubstr("no frequencies"));
  EXPECT_THAT(error(deck, {"--stage", "vul"}), HasSubstr("did you mean 'vol'?"));
  EXPECT_THAT(error(deck, {"--rule", "eight"}), HasSubstr("'eight' is no positive number"));
}

}  // namespace
}  // namespace ohmscope::testing

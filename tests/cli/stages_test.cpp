// `ohmscope stages`: the library on show.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

const std::vector<std::string> types{"sensor",      "series",     "shunt",           "load",         "divider",
                                     "tee",         "pi",         "lowpass",         "highpass",     "bandpass",
                                     "bandreject",  "twint",      "follower",        "noninverting", "inverting",
                                     "invertingt",  "integrator", "sallenkeylp",     "sallenkeyhp",  "amplifier",
                                     "transformer", "line",       "emitterfollower", "commonemitter"};

TEST(Stages, ListsEveryTypeOfTheContract) {
  const Outcome outcome = run_program({"stages"});
  EXPECT_EQ(outcome.status, 0);
  for (const std::string& type : types) EXPECT_THAT(outcome.out, HasSubstr("\n  " + type + " "));
}

TEST(Stages, KeepsTo80Columns) {
  EXPECT_LE(widest_line(run_program({"stages"}).out), 80U);
  for (const std::string& type : types) EXPECT_LE(widest_line(run_program({"stages", type}).out), 80U) << type;
}

TEST(Stages, TellsEveryTypesParametersCircuitAndRule) {
  for (const std::string& type : types) {
    const Outcome outcome = run_program({"stages", type});
    EXPECT_EQ(outcome.status, 0) << type;
    EXPECT_THAT(outcome.out, AllOf(HasSubstr(type + ": "), HasSubstr("parameter"), HasSubstr("circuit"),
                                   HasSubstr("InZ "), HasSubstr("OutZ ")))
        << type;
  }
}

TEST(Stages, IgnoresCase) { EXPECT_EQ(run_program({"stages", "LowPass"}).status, 0); }

TEST(Stages, SpeaksJson) {
  const json all = json::parse(run_program({"stages", "--json"}).out).at("stages");
  EXPECT_EQ(all.size(), types.size());
  const json one = json::parse(run_program({"stages", "divider", "--json"}).out).at("stages");
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].at("parameters")[0].at("name"), "Za");
  EXPECT_EQ(one[0]["parameters"][0].at("required"), true);
  EXPECT_TRUE(one[0].at("rule").contains("zin"));
}

TEST(Stages, TellsBothRulesOfATypeThatHasTwo) {
  const Outcome outcome = run_program({"stages", "transformer"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("rule with n:"), HasSubstr("n**2*ZL"), HasSubstr("rule with Lp and Ls:"),
                                 HasSubstr("par(s*Lp")));
  EXPECT_THAT(run_program({"stages", "line"}).out, HasSubstr("input impedance, far end shorted"));
  const json line = json::parse(run_program({"stages", "line", "--json"}).out).at("stages")[0];
  EXPECT_EQ(line.at("rule").at("when"), "with Z0 and td");
  EXPECT_EQ(line.at("other_rule").at("when"), "with R, L, G, C and len");
  EXPECT_TRUE(line["other_rule"].contains("zout"));
  EXPECT_FALSE(json::parse(run_program({"stages", "series", "--json"}).out)["stages"][0].contains("other_rule"));
}

TEST(Stages, SuggestsTheTypeMeant) {
  const Outcome outcome = run_program({"stages", "seires"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "ohmscope: error: unknown stage type 'seires' [E0501]\nhint: did you mean 'series'?\n");
}

TEST(Stages, PointsToTheListWhereNothingIsNear) {
  EXPECT_THAT(run_program({"stages", "xyzzy"}).err, HasSubstr("hint: 'ohmscope stages' lists them"));
}

}  // namespace
}  // namespace ohmscope::testing

// `ohmscope chain --sens`: against the differences of the impedances themselves.

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A deck whose values stand as `@` in it, what they are, and what results call them.
struct Varied {
  const char* deck;
  std::vector<double> values;
  std::vector<const char*> names;
};

std::string with(const Varied& varied, const std::vector<double>& values) {
  std::string text;
  std::size_t next = 0;
  for (const char c : std::string(varied.deck)) {
    if (c == '@') {
      std::array<char, 40> digits{};
      std::snprintf(digits.data(), digits.size(), "%.17g", values[next++]);
      text += digits.data();
    } else {
      text += c;
    }
  }
  return text;
}

json stages_of(const std::string& deck) {
  const Outcome outcome = run_program({"chain", "-", "--sens", "--json", "--freq", "0,2k,300k"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return json::parse(outcome.out)["chains"][0]["stages"];
}

double log_magnitude(const json& z) {
  return z.is_array() ? std::log(std::abs(std::complex<double>(z[0].get<double>(), z[1].get<double>()))) : NAN;
}

const Varied chains[] = {
    {"Audio\n.chain c\nmic sensor Z=R(@)+L(@)\ncouple series Z=C(@)\nvol divider Za=@ Zb=R(@)|C(@)\n"
     "amp noninverting opamp=OA Rf=@ Rg=@\ntr transformer Lp=10m Ls=40m k=@\ncable line Z0=@ td=@\n"
     "lp lowpass R=@ C=@\nload load Z=R(@)+L(@)\n.endchain\n.model OA opamp (A0=@ GBW=@ Rin=@ Cin=@ Rout=@)\n",
     {50, 1e-6, 1e-6, 3e3, 7e3, 1e-10, 9e3, 1e3, 0.97, 75, 5e-9, 100, 1e-8, 32, 1e-5, 1000, 1e7, 3e4, 3e-12, 50},
     {"c.mic.Z.R1",      "c.mic.Z.L2",      "c.couple.Z",      "c.vol.Za",        "c.vol.Zb.R1",
      "c.vol.Zb.C2",     "c.amp.Rf",        "c.amp.Rg",        "c.tr.k",          "c.cable.line.Z0",
      "c.cable.line.TD", "c.lp.R",          "c.lp.C",          "c.load.Z.R1",     "c.load.Z.L2",
      "c.amp.opamp.A0",  "c.amp.opamp.GBW", "c.amp.opamp.Rin", "c.amp.opamp.Cin", "c.amp.opamp.Rout"}},
    {"Unilateral, without a sensor\n.chain c\na amplifier gain=@ Zin=@ Zout=R(@)|C(@)\nb series Z=@\n"
     "e emitterfollower gm=@ beta=@ Re=@\nz load Z=C(@)\n.endchain\n",
     {20, 1e5, 600, 1e-9, 47, 0.04, 100, 1e3, 1e-9},
     {"c.a.gain", "c.a.Zin", "c.a.Zout.R1", "c.a.Zout.C2", "c.b.Z", "", "", "c.e.Re", "c.z.Z"}},
    {"A supply that yields, and couples two stages\n.global vcc\nV1 top 0 9\nR1 top vcc @\n.subckt s in out\n"
     "Ri in 0 @\nG1 out 0 in 0 @\nRc vcc out @\n.ends\n.chain c\nm sensor Z=@\nx s\ny s\n.endchain\n",
     {200, 2e3, 0.01, 1e3, 600},
     {"R1", "", "", "", "c.m.Z"}},
};

class ChainSens : public ::testing::TestWithParam<std::size_t> {};

TEST_P(ChainSens, IsThatOfDifferences) {
  const Varied& varied = chains[GetParam()];
  const json stages = stages_of(with(varied, varied.values));
  for (std::size_t v = 0; v < varied.values.size(); ++v) {
    if (std::string(varied.names[v]).empty()) continue;  // several elements have it
    constexpr double h = 1e-5;
    const auto at = [&](double factor) {
      std::vector<double> values = varied.values;
      values[v] *= factor;
      return stages_of(with(varied, values));
    };
    const json above = at(1 + h), below = at(1 - h);
    for (std::size_t s = 0; s < stages.size(); ++s) {
      for (const std::string pointer : {"/local/zin", "/local/zout", "/overall/zin", "/overall/zout"}) {
        const json::json_pointer of(pointer);
        const json& found = stages[s]["sensitivities"].at(of);
        for (std::size_t k = 0; k < 3; ++k) {
          const double expected = (log_magnitude(above[s].at(of)[k]) - log_magnitude(below[s].at(of)[k])) / (2 * h);
          const std::string what =
              stages[s]["name"].get<std::string>() + pointer + " " + varied.names[v] + " number " + std::to_string(k);
          if (!found.contains(varied.names[v])) {
            EXPECT_TRUE(std::isnan(expected) || std::abs(expected) < 1e-8) << what << " " << expected;
          } else if (std::isnan(expected)) {
            EXPECT_TRUE(found[varied.names[v]][k].is_null()) << what;
          } else {
            EXPECT_NEAR(found[varied.names[v]][k].get<double>(), expected, 1e-6 * (1 + std::abs(expected))) << what;
          }
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Chains, ChainSens, ::testing::Range(std::size_t{0}, std::size(chains)));

const std::string divider =
    "D\n.chain c\ns sensor Z=1k\nv divider Za=1k Zb=3k\nl load Z=6k\n.endchain\n.ac lin 1 1k 1k\n";

TEST(ChainSensOutput, CsvHasARowForEachImpedanceAndValue) {
  const std::string csv = run_program({"chain", "-", "--sens", "--csv", "--stage", "v"}, divider).out;
  EXPECT_THAT(csv,
              AllOf(HasSubstr("chain,stage,impedance,frequency (Hz),value,dln|Z|/dln(value)\n"),
                    HasSubstr("\nc,v,local.zin,1000,c.v.Zb,0.75\n"), HasSubstr("\nc,v,local.zout,1000,c.v.Za,0.75\n"),
                    HasSubstr("\nc,v,overall.zin,1000,c.l.Z,0.2"), HasSubstr("\nc,v,overall.zout,1000,c.s.Z,0."),
                    Not(HasSubstr("\nc,l,"))));
}

TEST(ChainSensOutput, TableHasTheStrongestFirst) {
  const std::string out = run_program({"chain", "-", "--sens"}, divider).out;
  const std::size_t begin = out.find("change of |overall InZ| of v in %, for 1 % more of a value");
  ASSERT_NE(begin, std::string::npos) << out;
  const std::string table = out.substr(begin);
  EXPECT_LT(table.find("c.v.Zb"), table.find("c.v.Za")) << "2k of 3k, and 2/3 of it";
  EXPECT_THAT(out, Not(HasSubstr("overall InZ| of s "))) << "a sensor has none";
}

TEST(ChainSensOutput, HasTheDecksParametersToo) {
  const std::string deck =
      "P\n.param r=1k none=4\n.chain c\nv divider Za={r} Zb={3*r}\nl load Z=6k\n.endchain\n.ac lin 1 1k 1k\n";
  const Outcome outcome = run_program({"chain", "-", "--sens", "--json", "--stage", "v"}, deck);
  const json stage = json::parse(outcome.out)["chains"][0]["stages"][0]["sensitivities"];
  EXPECT_NEAR(stage["local"]["zin"]["{r}"][0].get<double>(), 1, 1e-9);
  EXPECT_NEAR(stage["overall"]["zin"]["{r}"][0].get<double>(), 7 / 9.0, 1e-9);
  EXPECT_FALSE(stage["overall"]["zin"].contains("{none}"));
  const Outcome port =
      run_program({"port", "-", "--sens", "--json", "--freq", "0"}, "P\n.param r=2\nR1 a 0 {r*r}\n.port p a\n");
  EXPECT_NEAR(json::parse(port.out)["ports"][0]["sensitivities"]["{r}"][0].get<double>(), 2, 1e-9);
}

TEST(ChainSensOutput, OfAStageInALongChainIsThatOfTheInfiniteOne) {
  // Z = Za + Zb Z / (Zb + Z) for ever: with Za = 10 and Zb = 90, Z = 35.41...; Z is homogeneous in both.
  const std::string deck = "L\n.chain c\nrc[400] divider Za=10 Zb=90\n.endchain\n.ac lin 1 1k 1k\n";
  const Outcome outcome = run_program({"chain", "-", "--sens", "--json", "--stage", "rc1"}, deck);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json zin = json::parse(outcome.out)["chains"][0]["stages"][0]["sensitivities"]["overall"]["zin"];
  EXPECT_EQ(zin.size(), 800U);
  const double Z = 5 + std::sqrt(25 + 900.0);
  const double through = 90 * 90 * Z / ((90 + Z) * (90 + Z)) / Z;  // d ln Z(m) / d ln Z(m+1)
  EXPECT_NEAR(zin["c.rc1.Za"][0].get<double>(), 10 / Z, 1e-12);
  EXPECT_NEAR(zin["c.rc2.Za"][0].get<double>(), through * 10 / Z, 1e-12);
  double sum = 0;
  for (const json& value : zin) sum += value[0].get<double>();
  EXPECT_NEAR(sum, 1, 1e-12) << "all in ohms";
}

}  // namespace
}  // namespace ohmscope::testing

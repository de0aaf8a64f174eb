// `hertz` in whole circuits, held against ngspice 39 and closed forms.

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <functional>
#include <nlohmann/json.hpp>
#include <numbers>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

json signals(const std::string& analyses) {
  const std::string deck =
      "Hertz\nV1 b 0 DC 2 AC 1\nV2 d 0 DC 3 AC 0\nR1 b 0 1\nB1 c 0 V=V(b)*hertz\nB3 f 0 V=hertz > 50 ? V(b) : "
      "2*V(b)\nB4 g 0 V=V(b)*(1+hertz)+V(d)\nB5 h 0 I=V(b)*hertz\nR5 h 0 1\nE6 k 0 VALUE={V(b)*sqrt(hertz)}\n"
      "B7 l 0 V=hertz*i(V1)\n" +
      analyses + "\n.end\n";
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return json::parse(outcome.out)["analyses"][0]["signals"];
}

TEST(Hertz, InASweepHasTheValuesOfNgspice) {
  const json ac = signals(".ac lin 3 10 100");
  const auto expect = [&](const char* name, double at_10, double at_55, double at_100) {
    const double expected[] = {at_10, at_55, at_100};
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(ac[name][k][0].get<double>(), expected[k], 5e-7 * std::abs(expected[k])) << name;
      EXPECT_EQ(ac[name][k][1].get<double>(), 0) << name;
    }
  };
  expect("v(c)", 10, 55, 100);
  expect("v(f)", 2, 1, 1);
  expect("v(g)", 11, 56, 101);
  expect("v(h)", -10, -55, -100);
  expect("v(k)", 3.162278, 7.416198, 10);
  expect("v(l)", -10, -55, -100);
}

TEST(Hertz, IsZeroInOperatingPointsAsInNgspice) {
  const json op = signals(".op");
  EXPECT_EQ(op["v(c)"], 0.0);
  EXPECT_EQ(op["v(f)"], 4.0);
  EXPECT_EQ(op["v(g)"], 5.0);
  EXPECT_EQ(op["v(h)"], 0.0);
  EXPECT_EQ(op["v(k)"], 0.0);
  EXPECT_EQ(op["v(l)"], 0.0);
  EXPECT_EQ(signals(".dc V1 1 2 1")["v(g)"], json({4.0, 5.0}));
}

TEST(Hertz, MakesAnImpedanceOfItsOwn) {
  const Outcome outcome =
      run_program({"port", "-", "--json", "--port", "a", "--freq", "0,3"}, "Port\nB1 a 0 I=V(a)/(1+hertz)\n");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["ports"][0]["z"], json({{1.0, 0.0}, {4.0, 0.0}}));
}

TEST(Hertz, HasNoFormInPlainSpice) {
  const Outcome outcome = run_program({"expand", "-"}, "Plain\nV1 b 0 1\nB1 c 0 V=V(b)*hertz\nR1 c 0 1\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("'B1' (voltage source by a function of s) has no exact form in plain SPICE"));
}

TEST(Hertz, ThatHasNoValueAtAFrequencyEndsInAMessage) {
  const Outcome outcome =
      run_program({"run", "-"}, "Root\nV1 b 0 AC 1\nB1 c 0 V=V(b)*sqrt(50-hertz)\nR1 c 0 1\n.ac lin 2 10 100\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("100 Hz"));
}

/// What `solve` gives at two frequencies, which has to be the same in either order.
json in_either_order(const std::function<json(const std::string&)>& solve, const std::string& a, const std::string& b) {
  const json ascending = solve(a + "," + b);
  const json descending = solve(b + "," + a);
  EXPECT_EQ(ascending, json({descending[1], descending[0]}));
  return ascending;
}

TEST(Hertz, WhatCancelsAtOneFrequencyDoesNotAtAnotherInPorts) {
  const auto port_of = [](const std::string& source) {
    return [deck = "Port\nR1 p q 1k\n" + source + "\n"](const std::string& frequencies) {
      const Outcome outcome = run_program({"port", "-", "--json", "--port", "p", "--freq", frequencies}, deck);
      EXPECT_EQ(outcome.status, 0) << outcome.err;
      return json::parse(outcome.out)["ports"][0]["z"];
    };
  };
  // Z = 1k / (1 - H)
  EXPECT_EQ(in_either_order(port_of("E1 q 0 LAPLACE {v(p)} = {hertz/10}"), "10", "20"), json({"inf", {-1000.0, 0.0}}));
  EXPECT_EQ(in_either_order(port_of("E1 q 0 VALUE={v(p)*(hertz<1k?1:0.5)}"), "10", "2k"), json({"inf", {2000.0, 0.0}}));
  EXPECT_EQ(in_either_order(port_of("B1 q 0 V=v(p)*min(hertz/10, 1)"), "5", "20"), json({{2000.0, 0.0}, "inf"}));
  const json decayed = in_either_order(port_of("E1 q 0 LAPLACE {v(p)} = {1 + exp(-abs(s))}"), "0.1", "1meg");
  EXPECT_NEAR(decayed[0][0].get<double>(), -1000 * std::exp(0.2 * std::numbers::pi), 1e-6);
  EXPECT_EQ(decayed[1], "inf") << "1k e^(2 pi 1meg) ohm are more than a double holds";
}

TEST(Hertz, WhatCancelsAtOneFrequencyDoesNotAtAnotherInChains) {
  const auto chain = [](const std::string& frequencies) {
    const Outcome outcome = run_program({"chain", "-", "--json", "--freq", frequencies},
                                        "Chain\n.subckt st in out\nR1 in q 1k\nE1 q 0 LAPLACE {v(in)} = {hertz/10}\n"
                                        "E2 out 0 in 0 1\n.ends\n.chain c\na sensor Z=50\nb st\n.endchain\n");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return json::parse(outcome.out)["chains"][0]["stages"][1]["overall"]["zin"];
  };
  EXPECT_EQ(in_either_order(chain, "10", "20"), json({"inf", {-1000.0, 0.0}}));
}

TEST(Hertz, WhatCancelsAtOneFrequencyDoesNotAtAnotherInRuns) {
  const std::string deck = "Run\nV1 a 0 AC 1\nR1 a p 1\nR2 p 0 1\nG1 0 p VALUE={v(p)*(hertz<1k?2:1)}\n";
  const auto run = [&](const std::string& frequencies) {
    const Outcome outcome = run_program({"run", "-", "--json", "--freq", frequencies}, deck);
    EXPECT_EQ(outcome.status, 1) << "at 10 Hz the conductances at p add up to 0";
    return json::parse(outcome.out)["analyses"][0]["signals"]["v(p)"];
  };
  EXPECT_EQ(in_either_order(run, "10", "2k"), json({nullptr, {1.0, 0.0}}));
}

}  // namespace
}  // namespace ohmscope::testing

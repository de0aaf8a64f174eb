// `hertz` in whole circuits, held against ngspice 39 and closed forms.

#include <gmock/gmock.h>

#include <complex>
#include <nlohmann/json.hpp>

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

}  // namespace
}  // namespace ohmscope::testing

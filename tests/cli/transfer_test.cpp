// Sources by a function of s in a whole circuit: held against the same network of R, L, C and plain sources, and
// against closed forms.

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using Complex = std::complex<double>;

json port(const std::string& deck, const std::string& frequencies) {
  const Outcome outcome = run_program({"port", "-", "--json", "--freq", frequencies}, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return json::parse(outcome.out).at("ports");
}

Complex number(const json& value) { return {value.at(0).get<double>(), value.at(1).get<double>()}; }

/// Both ports at every frequency, to the accuracy promised.
void expect_equal_ports(const std::string& deck, const std::string& frequencies) {
  const json ports = port(deck, frequencies);
  ASSERT_EQ(ports.size(), 2U);
  for (std::size_t k = 0; k < ports[0]["z"].size(); ++k) {
    const json& a = ports[0]["z"][k];
    const json& b = ports[1]["z"][k];
    if (!a.is_array() || !b.is_array()) {
      EXPECT_EQ(a, b) << k;
      continue;
    }
    EXPECT_LE(std::abs(number(a) - number(b)), 1e-9 * std::abs(number(b))) << k << a << b;
  }
}

const std::string wide = "0,1e-3,1,1k,1meg,1g,1e12";

TEST(TransferSource, MakesAnyImpedance) {
  for (const std::string corner : {"1e-15", "1e-6", "1", "1e6", "1e15"}) {
    SCOPED_TRACE(corner);
    // i = C dv/dt; v = L di/dt; both in parallel with the same of R, L and C.
    expect_equal_ports("Capacitor\n.param t=" + corner +
                           "\nG1 a 0 LAPLACE {V(a)} = {s*t}\nR1 a 0 3\nC2 b 0 {t}\nR2 b 0 3\n.port a a\n.port b b\n",
                       wide);
    expect_equal_ports(
        "Inductor\n.param t=" + corner +
            "\nG1 a 0 LAPLACE {V(a)} = {1/(s*t)}\nR1 a 0 3\nL2 b 0 {t}\nR2 b 0 3\n.port a a\n.port b b\n",
        wide);
    expect_equal_ports("Filter\n.param w=" + corner +
                           "\nE1 x 0 LAPLACE {V(a)} = {1/(1+s/w)}\nR1 a x 10\nE2 u 0 b 0 1\nR2 u v 1\nC2 v 0 {1/w}\n"
                           "E3 y 0 v 0 1\nR3 b y 10\n.port a a\n.port b b\n",
                       wide);
  }
}

TEST(TransferSource, AnIntegratorAtZeroHertzIsAnIdealAmplifier) {
  const std::string follower =
      "Loop\nI1 0 in 0\nR1 in 0 5\nE1 out 0 LAPLACE {V(in)-V(out)} = {1k/s}\nR2 out x 7\n.port x x\n";
  const json z = port(follower, "0,1")[0]["z"];
  EXPECT_EQ(number(z[0]), Complex(7));
  EXPECT_LE(std::abs(number(z[1]) - 7.0), 7e-9);
  const std::string alone = "Alone\nV1 in 0 1\nE1 out 0 LAPLACE {V(in)} = {1/s}\nR1 out 0 1\n.op\n";
  EXPECT_EQ(run_program({"run", "-"}, alone).status, 1) << "1 V cannot be integrated for ever";
}

TEST(TransferSource, ShortsAndOpensAreExact) {
  const json ports = port(
      "Exact\nE1 a 0 LAPLACE {V(b)} = {s/(1+s)}\nR1 b 0 1\nG1 c 0 LAPLACE {V(c)} = {s/(1+s)}\nG2 d 0 LAPLACE {V(d)} = "
      "{(1+s)/s}\n.port a a\n.port c c\n.port d d\n",
      "0,1k");
  EXPECT_EQ(number(ports[0]["z"][0]), Complex(0));
  EXPECT_EQ(number(ports[0]["z"][1]), Complex(0));
  EXPECT_EQ(ports[1]["z"][0], "inf");
  EXPECT_EQ(number(ports[2]["z"][0]), Complex(0));
}

TEST(TransferSource, AHighOrderFilterKeepsItsDigitsAsItIsWritten) {
  // Poles this close to the axis have gone from the coefficients of the product, but not from its factors.
  const std::string deck =
      "High\nV1 in 0 AC 1\nE1 out 0 LAPLACE {V(in)} = {1/((s/1k)**2+1e-7*s/1k+1)**8}\nR1 out 0 1\n.save v(out)\n"
      ".ac lin 1 159.15494309189535 159.15494309189535\n";
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json v = json::parse(outcome.out)["analyses"][0]["signals"]["v(out)"][0];
  EXPECT_NEAR(number(v).real() / 1e56, 1, 1e-6);
}

TEST(TransferSource, TakesPartInChainsAndTheirCheck) {
  const std::string deck =
      "Chain\n.chain c\nm sensor Z=50\nf own\nl load Z=1k\n.endchain\n"
      ".subckt own in out\nR1 in 0 1k\nE1 x 0 LAPLACE {V(in)} = {1/(1+s/1k)}\nR2 x out 10\n"
      ".rule zin={1k} zout={10}\n.ends\n";
  const Outcome checked = run_program({"check", "-", "--freq", "0,1,1k,1meg"}, deck);
  EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
  const Outcome chain = run_program({"chain", "-", "--json", "--freq", "159.15494309189535"}, deck);
  const json stages = json::parse(chain.out)["chains"][0]["stages"];
  const Complex expected = 1000.0 / 1050 / Complex(1, 1) * 1000.0 / 1010.0;
  EXPECT_LE(std::abs(number(stages[2]["voltage"][0]) - expected), 1e-12);
}

TEST(TransferSource, OutsideOfItsPointsItWarns) {
  const std::string deck =
      "Table\nV1 in 0 1 AC 1\nE1 out 0 FREQ {V(in)} = (10,0,0) (1k,-20,-90)\nR1 out 0 1\n.op\n.dc V1 0 1 1\n.ac dec 1 "
      "10 "
      "10k\n";
  const Outcome outcome = run_program({"run", "-", "--json"}, deck);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err,
              HasSubstr("<stdin>:3:1: warning: the points of FREQ go from 10 Hz to 1 kHz: at 0 Hz the source "
                        "gives 0 [W0705]"));
  EXPECT_EQ(outcome.err.find("W0705"), outcome.err.rfind("W0705")) << "told once";
  const json analyses = json::parse(outcome.out)["analyses"];
  EXPECT_EQ(analyses[0]["signals"]["v(out)"], 0.0);
  EXPECT_EQ(number(analyses[2]["signals"]["v(out)"][3]), Complex(0));
  const Outcome port = run_program({"port", "-", "--port", "out", "--freq", "1,5,100,10k"}, deck);
  EXPECT_THAT(port.err, HasSubstr("at 1 Hz and 2 other frequencies the source gives 0 [W0705]"));
  const Outcome inside = run_program({"port", "-", "--port", "out", "--freq", "100"}, deck);
  EXPECT_EQ(inside.err.find("W0705"), std::string::npos);
}

TEST(TransferSource, WhatIsNoQuotientOfPolynomialsHasNoPlainForm) {
  const Outcome outcome =
      run_program({"expand", "-"}, "Delay\nV1 in 0 1\nE1 out 0 LAPLACE {V(in)} = {exp(-s*1m)}\nR1 out 0 1\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("'E1' (voltage source by a function of s) has no exact form in plain SPICE"));
}

TEST(TransferSource, ItsCurrentIsNoPathToGround) {
  const Outcome outcome =
      run_program({"run", "-"}, "Float\nV1 in 0 1\nG1 0 out LAPLACE {V(in)} = {1/(1+s)}\nC1 out 0 1u\n.op\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the currents into node 'out' cannot add up to 0"));
}

TEST(TransferSource, ManySourcesByPointsAreToldOfInProportion) {
  std::string deck = "Many\nV1 a 0 AC 1\nR1 a 0 1\n";
  for (int k = 0; k < 100000; ++k)
    deck += "E" + std::to_string(k) + " b" + std::to_string(k) + " 0 FREQ {v(a)} = (1,0,0) (2,0,0)\n";
  const Outcome outcome =
      run_program({"port", "-", "--port", "a", "--freq", "3", "-o", "/dev/null"}, deck, std::chrono::seconds(60));
  EXPECT_EQ(outcome.status, 0) << "not done in a minute";
}

}  // namespace
}  // namespace ohmscope::testing

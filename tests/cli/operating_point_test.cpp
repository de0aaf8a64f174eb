// Where the search for an operating point begins, when it is content, and what is told of it.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/program.hpp"
#include "cli/spice_runs.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

// Two inverters in a ring, which stand one way or the other.
const std::string latch =
    "Latch\nVcc vcc 0 5\nR1 vcc a 1k\nR2 vcc b 1k\nR3 a y 10k\nR4 b x 10k\nQ1 a x 0 QN\nQ2 b y 0 QN\n"
    ".model QN npn is=1e-15 bf=100 rb=10\n.options gmin=1e-18 reltol=1e-6\n.op\n";

TEST_F(Ngspice, BeginsAtTheSameNodesets) {
  for (const std::string nodeset : {".nodeset v(a)=0 v(b)=5\n", ".nodeset v(a)=5\n.nodeset v(b)={1-1}\n"}) {
    const std::string deck = latch + nodeset + ".end\n";
    const Points found = run_ohmscope(deck);
    expect_equal(found, run_ngspice(deck), deck, 1e-4);
    EXPECT_GT(std::abs(found.at(-1).at("v(a)") - found.at(-1).at("v(b)")), 3) << "it stands one way";
  }
}

TEST_F(Ngspice, BeginsWithTheSameTransistorsOff) {
  for (const std::string name : {"Q1", "Q2"}) {
    std::string deck = latch + ".end\n";
    deck.insert(deck.find('\n', deck.find("\n" + name + " ") + 1), " off");
    expect_equal(run_ohmscope(deck), run_ngspice(deck), deck, 1e-4);
  }
}

TEST(OperatingPoint, AnUnknownNodeOfANodesetIsWarnedOf) {
  const Outcome outcome = run_program({"run", "-"}, latch + ".nodeset v(aa)=0 v(b)=5\n.end\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("warning: no node is called 'aa' [W0601]"));
}

TEST(OperatingPoint, OptionsOfTheSearchCount) {
  const std::string deck = "Many\nV1 a 0 50\nR1 a b 1\nD1 b c DX\nD2 c 0 DX\n.model DX d is=1e-16 rs=0.1\n.op\n";
  const Outcome plain = run_program({"run", "-", "-v"}, deck + ".end\n");
  EXPECT_THAT(plain.err, Not(HasSubstr("gmin stepping")));
  const Outcome few = run_program({"run", "-", "-v"}, deck + ".options itl1=3\n.end\n");
  EXPECT_THAT(few.err, HasSubstr("Newton's method (3 iterations), gmin stepping ("));
  EXPECT_EQ(plain.out, few.out);
}

TEST(OperatingPoint, AFailureNamesWhatDidNotSettleAndWhatWasTried) {
  const Outcome outcome =
      run_program({"run", "-"}, "No solution\nI1 0 a 1\nB1 a 0 I={V(a)**2 + 2}\nV1 c 0 1\nR1 c 0 1\n.op\n.end\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(
      outcome.err,
      HasSubstr("no operating point was found: the voltages of 'a' and the currents of 'B1' did not settle [E0710]"));
  EXPECT_THAT(outcome.err, HasSubstr("tried were Newton's method ("));
  EXPECT_THAT(outcome.err, HasSubstr("gmin stepping ("));
  EXPECT_THAT(outcome.err, HasSubstr("source stepping ("));
  EXPECT_THAT(outcome.err, HasSubstr("pseudo-transient ("));
}

const std::string devices =
    "Devices\nVcc vcc 0 5\nIb 0 b 10u\nQ1 c b 0 QI\nR1 vcc c 1k\nQ2 0 f vcc QP\nR2 f 0 430k\nD1 vcc d DI\nI2 d 0 1m\n"
    "J1 vcc 0 s JI\nR3 s 0 1k\nM1 e vcc 0 0 MI\nR4 vcc e 10k\nQ3 g 0 0 QI\nR5 vcc g 1k\n"
    ".model QI npn is=1e-15 bf=100\n.model QP pnp is=1e-15 bf=100\n.model DI d is=1e-14\n"
    ".model JI njf vto=-2 beta=1m\n.model MI nmos vto=1 kp=100u\n.op\n.end\n";

TEST(OperatingPoint, DevicesHaveTheirSmallSignalParameters) {
  const Outcome outcome = run_program({"run", "-", "--json"}, devices);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json found = json::parse(outcome.out)["analyses"][0]["devices"];
  constexpr double vt = 0.02586492;  // kT/q, V
  const json& q = found["Q1"];
  EXPECT_EQ(q["type"], "npn");
  EXPECT_EQ(q["region"], "active");
  EXPECT_NEAR(q["ic"].get<double>(), 1e-3, 1e-9);
  EXPECT_NEAR(q["ib"].get<double>(), 1e-5, 1e-11);
  EXPECT_NEAR(q["gm"].get<double>(), 1e-3 / vt, 1e-6);
  EXPECT_NEAR(q["gpi"].get<double>(), 1e-5 / vt, 1e-8);
  EXPECT_NEAR(q["vce"].get<double>(), 4, 1e-6);
  EXPECT_EQ(found["Q2"]["type"], "pnp");
  EXPECT_LT(found["Q2"]["ic"].get<double>(), -0.9e-3);
  EXPECT_EQ(found["Q3"]["region"], "off");
  EXPECT_NEAR(found["D1"]["gd"].get<double>(), 1e-3 / vt, 1e-6);
  const double id = found["J1"]["id"];
  EXPECT_NEAR(id, 1e-3, 1e-9) << "beta (vgs - vto)^2 with vgs = -1";
  EXPECT_NEAR(found["J1"]["gm"].get<double>(), 2e-3, 1e-8);
  const json& m = found["M1"];
  const double vds = m["vds"];
  EXPECT_NEAR(m["id"].get<double>(), 1e-4 * (4 * vds - vds * vds / 2), 1e-10) << "in its linear region";
  EXPECT_NEAR(m["gm"].get<double>(), 1e-4 * vds, 1e-10);
  EXPECT_NEAR(m["gds"].get<double>(), 1e-4 * (4 - vds), 1e-10);
}

TEST(OperatingPoint, ATableShowsTheDevicesWhereItIsAskedFor) {
  const Outcome outcome = run_program({"run", "-", "--op-table"}, devices);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Q1      npn   active"));
  EXPECT_THAT(outcome.out, HasSubstr("38.7 mS"));
  EXPECT_THAT(outcome.out, HasSubstr("  gmbs  cgs  cgd  cgb")) << "of M1, which has more to tell than J1";
  EXPECT_THAT(run_program({"run", "-"}, devices).out, Not(HasSubstr("38.7 mS")));
}

TEST(OperatingPoint, ALibraryWithOneBrokenModelServesAllOthers) {
  const std::string deck =
      "Library\nV1 a 0 1\nR1 a b 1k\nD1 b 0 GOOD\n.model BAD d is=-1 nosuch=3 rs={1/0}\n"
      ".model GOOD d is=1e-14\n.op\n";
  EXPECT_EQ(run_program({"run", "-"}, deck + ".end\n").status, 0);
  const Outcome used = run_program({"run", "-"}, deck + "D2 b 0 BAD\n.end\n");
  EXPECT_EQ(used.status, 2);
  EXPECT_THAT(used.err, HasSubstr("'is' is -1"));
}

}  // namespace
}  // namespace ohmscope::testing

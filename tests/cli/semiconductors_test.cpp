// Diodes and transistors as decks name them: the operating point and what is seen there, held against the real ngspice.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/program.hpp"
#include "cli/spice_runs.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const std::string models =
    ".model QN npn is=1e-14 bf=200 vaf=80 rb=100 re=1 rc=5 cje=10p cjc=4p tf=0.4n ikf=50m ise=1e-13\n"
    ".model QP pnp is=2e-14 bf=80 vaf=50 rb=50 cje=8p cjc=6p tf=1n\n"
    ".model DS d is=1e-14 rs=5 n=1.1 cjo=4p tt=5n bv=5.1 ibv=1m\n"
    ".model JN njf vto=-2 beta=1m lambda=10m rd=10 rs=10 cgs=3p cgd=2p is=1e-14\n"
    ".model JP pjf vto=-2 beta=0.5m cgs=3p\n"
    ".model MN nmos level=1 vto=0.7 kp=100u gamma=0.5 phi=0.7 lambda=20m tox=20n cgso=0.2n cgdo=0.2n cj=0.3m rd=5\n"
    ".model MS nmos kp=0.5m vto=2\n"
    ".model MP pmos (vto=-0.8 kp=40u gamma=0.4 lambda=30m)\n";

const char* const circuits[] = {
    "V1 in 0 0 AC 1\nC1 in b 10u\nR1 vcc b 47k\nR2 b 0 10k\nQ1 c b e QN\nR3 vcc c 4.7k\nR4 e 0 1k\nC2 e 0 100u\n",
    "V1 in 0 0.6 AC 1\nQ1 c in 0 0 QN 2 temp=50\nR1 vcc c 1k\nQ2 d c vcc vcc QP\nR2 d 0 10\n",
    "V1 in 0 1 AC 1\nR1 in a 100\nD1 a b DS\nD2 b 0 DS 3 m=2\nD3 0 c DS off\nR2 c vcc 1k\nR3 b vcc 10k\n",
    "V1 in 0 -1 AC 1\nJ1 d in s JN\nR1 vcc d 1k\nR2 s 0 100\nJ2 0 in e JP 2\nR3 vcc e 2k\n",
    "V1 in 0 2.5 AC 1\nM1 o in 0 0 MN l=2u w=20u ad=40p as=40p pd=24u ps=24u\nM2 o in vcc vcc MP l=2u w=50u m=2\n"
    "R1 o 0 100k\n",
    "V1 in 0 5.7 AC 1\nV2 d 0 2\nM1 d in s s MS\nR1 s 0 500\n",
    ".subckt dar c b e\nQ1 c b x QN\nQ2 c x e QN 4\nR1 x e 10k\n.ends\nV1 in 0 3 AC 1\nX1 vcc in out dar\nR1 out 0 "
    "50\n",
    "I1 0 a 1m\nV1 z 0 0 AC 1\nC1 z a 1n\nQ1 a a 0 QN\nQ2 b a 0 QN m=3 dtemp=5\nR1 vcc b 1k\n.temp 60\n",
};

TEST_F(Ngspice, FindsTheSameInCircuitsWithTransistors) {
  for (const std::string cards : circuits) {
    const std::string deck =
        "Semiconductors\nVcc vcc 0 5\n" + cards + models +
        ".options reltol=1e-9 abstol=1e-18 vntol=1e-12 gmin=1e-18\n.op\n.ac dec 1 10 100meg\n.end\n";
    expect_equal(run_ohmscope(deck), run_ngspice(deck), deck, 1e-5);
  }
}

TEST_F(Ngspice, TakesExpandedTransistors) {
  const std::string tight = ".options reltol=1e-9 abstol=1e-18 vntol=1e-12 gmin=1e-18\n";
  for (const std::string cards : circuits) {
    const std::string deck = "Semiconductors\nVcc vcc 0 5\n" + cards + models + ".op\n.ac dec 1 10 100meg\n.end\n";
    const Outcome flat = run_program({"expand", "-"}, deck);
    ASSERT_EQ(flat.status, 0) << flat.err << deck;
    const std::size_t end = flat.out.rfind(".end");
    expect_equal(run_ohmscope(deck), run_ngspice(flat.out.substr(0, end) + tight + ".end\n"), deck + flat.out, 1e-5);
  }
}

TEST(Semiconductors, APortIsSeenAtTheOperatingPoint) {
  const Outcome outcome = run_program({"port", "-", "--json", "--freq", "0", "--port", "e"},
                                      "Emitter\nVcc vcc 0 5\nVb b 0 2\nQ1 vcc b e Q\nI1 e 0 1m\n"
                                      ".model Q npn is=1e-15 bf=1e12\n.end\n");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const double z = json::parse(outcome.out)["ports"][0]["z"][0][0];
  EXPECT_NEAR(z, 25.8642, 1e-3) << "kT / q I";
}

}  // namespace
}  // namespace ohmscope::testing

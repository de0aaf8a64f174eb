// Devices beyond R, L, C and plain sources: held against the real ngspice where it has them, or takes what `expand`
// makes of them, and else against closed forms.

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "cli/program.hpp"
#include "cli/spice_runs.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using Complex = std::complex<double>;

// ------------------------------------------------------------------------------------------ the same deck for both

struct Same {
  std::string cards;
  double tolerance = 1e-6;
};

TEST_F(Ngspice, HasTheSameDevices) {
  const std::string load = "\nR1 in a 50\nR2 b 0 75\n";
  const Same decks[] = {
      {"T1 a 0 b 0 Z0=50 TD=3n" + load},
      {"T1 a 0 b 0 ZO=60 F=1meg NL=0.3" + load},
      {"T1 a c b d Z0=50 F=2meg\nR3 c 0 1k\nR4 d 0 2k" + load},
      {"O1 a 0 b 0 M\n.model M ltra R=0.1 L=250n C=100p LEN=16 rel=1 compactrel=1e-3" + load},
      {"O1 a 0 b 0 M\n.model M ltra (R=12 C=1n LEN=30)" + load},
      {"O1 a 0 b 0 M\n.model M LTRA(L=250n C=100p LEN=16 nosteplimit)" + load},
      {"O1 a c b d M\n.model M ltra R=2 L=300n C=90p LEN=25\nR3 c 0 1k\nR4 d 0 2k" + load},
      {"O1 a 0 b 0 M\nO2 b 0 d 0 M2\n.model M ltra R=2 L=300n C=90p LEN=25\n.model M2 ltra R=9 C=90p LEN=5\nR4 d 0 2k" +
       load},
      {"U1 a b 0 M l=50 n=200\n.model M urc k=1.0001 rperl=20 cperl=0.2p" + load, 1e-4},
      {"U1 a b d M l=2 n=200\n.model M urc k=1.0001\nR3 d 0 1k" + load, 1e-4},
      {"L1 a 0 1u\nL2 b 0 2u\nL3 d 0 3u\nK1 L1 L2 0.9\nK2 L2 L3 0.8\nK3 L1 L3 0.7\nR3 d 0 10" + load},
      {"L1 a 0 1u\nL2 b 0 2u\nK1 L1 L2 0.5\nK2 L1 L2 0.3" + load},
      {"L1 a 0 1u\nL2 b 0 2u\nL3 d 0 3u\nK1 L1 L2 -0.9\nK2 L2 L3 0.9\nK3 L1 L3 -0.9\nR3 d 0 10" + load},
      {"C1 a b 1n tc1=1m tc2=20u\n.options temp=85" + load},
      {"C1 a b 1n temp=60 tc1=1m\nC2 a 0 2n dtemp=20 tc1=2m\n.options temp=85" + load},
      {"C1 a b M 1n\n.model M c tc1=2m tc2=3u tnom=50\n.options temp=85" + load},
      {"C1 a b M l=10u w=20u\n.model M c cj=50u cjsw=1n tc1=2m\n.temp 85" + load},
      {"C1 a b 1n tc1=2m\n.options temp=85 tnom=40" + load},
      {"L1 a b 1u tc1=1m tc2=20u\n.options temp=85" + load},
      {"L1 a b 1u temp=60 tc1=1m\nL2 a 0 2u dtemp=20 tc1=2m\n.options temp=85" + load},
      {"L1 a b M 1u\n.model M l tc1=2m tc2=3u tnom=50\n.options temp=85" + load},
      {"R3 a b 1k tc1=1m tc2=20u\nR4 a b 1k temp=60 tc1=4m\nR5 b 0 1k dtemp=7 tc1=4m\n.options temp=85" + load},
      {"R3 a b M 1k\n.model M r tc1=2m tc2=3u tnom=50\nR4 a b 1k tce=2\n.options temp=85" + load},
      {"L1 a b 1u ic=2m\nC1 b 0 1n ic=3\n.ic v(a)=2\n.nodeset v(b)=1" + load},
      {"B1 b 0 V={hertz+3}\nR1 in b 50\nB2 c 0 I={V(in)*hertz+hertz}\nR2 c 0 75\n"},
  };
  for (const auto& [cards, tolerance] : decks) {
    const std::string deck = "Same\nV1 in 0 0 AC 1\n" + cards + ".ac dec 2 100k 30meg\n.end\n";
    expect_equal(run_ohmscope(deck), run_ngspice(deck), deck, tolerance);
  }
}

// --------------------------------------------------------------------------------------- what `expand` makes of them

TEST_F(Ngspice, TakesWhatExpandMakesOfDevices) {
  for (const std::string cards : {
           "T1 a 0 b 0 LEN=16 R=0.1 L=250n C=100p",
           "T1 a 0 b 0 CABLE LEN=16\n.model CABLE trn R=0.1 L=250n C=100p",
           "Y1 a 0 b 0 M len=16\n.model M txl R=0.1 L=250n G=0 C=100p length=30",
           "U1 a b 0 M l=50\n.model M urc rperl=20 cperl=1n",
           "L1 a 0 1u\nL2 b 0 2u\nL3 d 0 3u\nK1 L1 L2 L3 0.6\nR3 d 0 10",
           "X1 a 0 b 0 TR n=3\n.model TR transformer",
           "X1 a c b d TR\n.model TR transformer n=-0.5\nR3 c 0 20\nR4 d 0 30",
           "E1 b d TRANSFORMER a c 2\nR3 c 0 20\nR4 d 0 30",
           "X1 a 0 b 0 GY\n.model GY gyrator r=120\nC1 b 0 1n",
           "X1 a c b d GY m=2\n.model GY gyrator r=-120\nR3 c 0 20\nR4 d 0 30",
           "X1 0 a b 0 NU\n.model NU nullor\nR3 a b 1k",
           "E1 b 0 OPAMP 0 a\nR3 a b 1k",
           "E1 b 0 POLE a 0 2e14 0,0 / 1 1e6,0 3e6,1e6",
           "E1 b 0 POLE (a,0) 2e8 0,0 2e6,3e6 / {k} 1e6,0 3e6,1e6 1e7,0",
           "G1 b 0 POLE a 0 1e4 / 1 1e6 0 SCALE=2",
           "G1 b 0 FOSTER a 0 1m 1p (0.4k, 0)/(-1e6, 0) (1k, -6k)/(-1e6, 18e6)",
           "E1 b 0 FOSTER a 0 1 1n\n+ 2e6 0 -1e7 0",
           "E1 b 0 VCVS a 0 3",
           "G1 b 0 VCCS a 0 3m m=2",
           "F1 b 0 CCCS V1 3",
           "H1 b 0 CCVS V1 3k",
       }) {
    expect_ngspice_agrees("Devices\n.param k=2\nV1 in 0 0 AC 1\n" + cards +
                          "\nR1 in a 50\nR2 b 0 75\n.ac dec 2 100k 30meg\n.end\n");
  }
}

// ------------------------------------------------------------------------------------------------------ closed forms

json ports(const std::string& deck, const std::string& frequencies) {
  const Outcome outcome = run_program({"port", "-", "--json", "--freq", frequencies}, "Deck\n" + deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return outcome.status == 0 ? json::parse(outcome.out).at("ports") : json();
}

Complex number(const json& value) {
  return value.is_array() ? Complex{value.at(0).get<double>(), value.at(1).get<double>()} : Complex{std::nan(""), 0};
}

/// All ports of a deck at a frequency.
void expect_ports(const std::string& deck, double frequency, const std::vector<Complex>& expected) {
  const json found = ports(deck, std::to_string(frequency));
  ASSERT_EQ(found.size(), expected.size()) << deck;
  for (std::size_t k = 0; k < expected.size(); ++k) {
    const Complex z = number(found[k]["z"][0]);
    EXPECT_LE(std::abs(z - expected[k]), 1e-9 * std::abs(expected[k])) << deck << k << ": " << found[k]["z"][0];
  }
}

const Complex j(0, 1);
const double w = 2 * std::numbers::pi * 1e3;

TEST(TwoPorts, TurnImpedances) {
  const std::string models = ".model TR transformer n=3\n.model GY gyrator r=50\n.model NU nullor\n";
  expect_ports(models + "X1 a 0 b 0 TR\nR1 b 0 7\n.port a a\n.port b b\n", 1e3, {63, 7});
  expect_ports("E1 b 0 TRANSFORMER a 0 3\nR1 b 0 7\n.port a a\n", 0, {63});
  expect_ports(models + "X1 a 0 b 0 GY\nC1 b 0 1u\n.port a a\n", 1e3, {j * w * 2500e-6});
  expect_ports(models + "X1 a 0 b 0 GY r=20\nL1 b 0 1m\n.port a a\n", 1e3, {400.0 / (j * w * 1e-3)});
  // Riordan's inductor (Electronics Letters 3 (1967)): Z1 Z3 Z5 / (Z2 Z4) by two nullors with a common terminal.
  expect_ports(
      models + "R1 a b 1k\nR2 b c 2k\nR3 c d 3k\nC4 d e 1n\nR5 e 0 5k\nX1 a c d 0 NU\nE2 b 0 OPAMP c e\n.port a a\n",
      1e3, {1e3 * 3e3 * 5e3 / 2e3 * j * w * 1e-9});
}

TEST(TwoPorts, ShortsAndOpensAreExact) {
  const std::string gyrator = ".model GY gyrator r=50\nX1 a 0 b 0 GY\n";
  EXPECT_EQ(ports(gyrator + "V1 b 0 1\n.port a a\n", "0,1k")[0]["z"], json({"inf", "inf"}));
  EXPECT_EQ(ports(gyrator + "C1 b 0 1u\n.port a a\n", "0")[0]["z"][0], json({0.0, 0.0}));
  EXPECT_EQ(ports(gyrator + "L1 b 0 1u\n.port a a\n", "0")[0]["z"][0], "inf");
  EXPECT_EQ(ports(".model GY gyrator r=0\nX1 a 0 b 0 GY\nR1 b 0 1\n.port a a\n", "1")[0]["z"][0], json({0.0, 0.0}));
  EXPECT_EQ(ports("E1 out 0 OPAMP 0 in\nR1 in out 1k\n.port in in\n.port out out\n", "1k")[0]["z"][0],
            json({0.0, 0.0}));
}

TEST(Lines, WithLossesAreWhatTheTelegrapherSays) {
  const Complex z = 3.0 * (0.1 + j * w * 1e-6);
  const Complex y = 3.0 * (1e-6 + j * w * 1e-9);
  const Complex open = std::sqrt(z / y) / std::tanh(std::sqrt(z * y));
  const std::string values = "R=0.1 L=1u G=1u C=1n";
  expect_ports("T1 a 0 b 0 LEN=3 " + values + "\nT2 c 0 d 0 M LEN=3\n.model M trn " + values +
                   "\nY1 e 0 f 0 N\n.model N txl length=3 " + values + "\n.port a a\n.port c c\n.port e e\n",
               1e3, {open, open, open});
  const Complex rc = std::sqrt(2000.0 / (j * w * 2e-9)) / std::tanh(std::sqrt(2000.0 * j * w * 2e-9));
  expect_ports("U1 a b c M l=2\n.model M urc cperl=1n\n.port a a c\n", 1e3, {rc});
  EXPECT_EQ(ports("U1 a b 0 M l=2\n.model M urc\n.port a a\n.port b a b\n", "0")[1]["z"][0], json({2000.0, 0.0}));
}

/// The same function of s in each of the forms.
TEST(FactoredSources, AreFunctionsOfS) {
  const std::string one = "V1 in 0 AC 1\nR1 a 0 1\nR2 b 0 1\n";
  const auto expect_alike = [&](const std::string& first, const std::string& second, const std::string& message) {
    const std::string deck = "Alike\n" + one + "E1 a 0 " + first + "\nE2 b 0 " + second + "\n";
    const Outcome outcome = run_program({"run", "-", "--json", "--freq", "1,1k,1meg,1g"}, deck);
    ASSERT_EQ(outcome.status, 0) << outcome.err << deck;
    const json signals = json::parse(outcome.out)["analyses"][0]["signals"];
    for (std::size_t k = 0; k < 4; ++k) {
      const Complex a = number(signals["v(a)"][k]);
      const Complex b = number(signals["v(b)"][k]);
      EXPECT_LE(std::abs(a - b), 1e-12 * std::abs(b)) << message << k;
    }
  };
  expect_alike("POLE in 0 2 0,0 3k,1k / 4 1k,0 2k,5k",
               "LAPLACE {V(in)} = {0.5*s*((s+3k)**2+(2k*pi)**2)/((s+1k)*((s+2k)**2+(10k*pi)**2))}", "POLE");
  expect_alike("POLE in 0 3 / 1", "LAPLACE {V(in)} = {3}", "constant");
  expect_alike("POLE in 0 1\n+ / 1 1,0\n+ 0.5,0.1379 SCALE=2 TC1=0",
               "LAPLACE {V(in)} = {2/((s+1)*((s+0.5)**2+(2*pi*0.1379)**2))}", "low pass of the manual");
  expect_alike(
      "FOSTER in 0 0.001 1e-12 (0.0004, 0)/(-1e10, 0) (0.001, -0.006)/(-1e8, 1.8e10)",
      "LAPLACE {V(in)} = {0.001 + 1e-12*s + 0.0008/(s+1e10) + (0.002*(s+1e8)+0.012*1.8e10)/((s+1e8)**2+1.8e10**2)}",
      "FOSTER");
  expect_alike("DELAY in 0 TD=1n NPDELAY=10", "LAPLACE {V(in)} = {exp(-s*1n)}", "DELAY");
  expect_alike("DELAY in 0 TD=0 SCALE=3", "LAPLACE {V(in)} = {3}", "no DELAY");
}

TEST(FactoredSources, DelayToAllDigits) {
  const json result = json::parse(
      run_program({"run", "-", "--json", "--freq", "1meg,1g"}, "Delay\nV1 in 0 AC 1\nE1 a 0 DELAY in 0 TD=0.3n\n").out);
  const json a = result["analyses"][0]["signals"]["v(a)"];
  EXPECT_LE(std::abs(number(a[0]) - std::exp(-j * 2.0 * std::numbers::pi * 1e6 * 0.3e-9)), 1e-12);
  EXPECT_LE(std::abs(number(a[1]) - std::exp(-j * 2.0 * std::numbers::pi * 1e9 * 0.3e-9)), 1e-12);
}

// ----------------------------------------------------------------------------------------------- measured impedances

TEST(MeasuredElement, IsItsTable) {
  const ScratchDirectory scratch;
  const std::string zma = scratch.write("a.zma", "* Freq(Hz) Z(Ohms) Phase(degrees)\n100 8 -90\n1000 16 90\n");
  const std::string within = "Z1 a 0 FILE=\"" + zma + "\"\n";
  const std::string beyond = "Z2 b 0 file='" + zma + "' m=2 extrapolate\n.subckt s p\nZ1 p 0 FILE=\"" + zma +
                             "\" EXTRAPOLATE minphase\n.ends\nX1 c s\nX2 d s m=4\n.port b b\n.port c c\n.port d d\n";
  // Two points of slope log10 2: the same slope everywhere, and its phase.
  const Complex z = std::polar(16.0, std::log10(2) * std::numbers::pi / 2);
  expect_ports(within + ".port a a\n" + beyond, 1000, {16.0 * j, 8.0 * j, z, z / 4.0});
  expect_ports(beyond, 10e3, {80.0 * j, 2.0 * z, z / 2.0});
  const Outcome outside = run_program({"port", "-", "--port", "a", "--freq", "10k"}, "Deck\n" + within);
  EXPECT_EQ(outside.status, 2);
  EXPECT_THAT(outside.err, ::testing::HasSubstr("'extrapolate' on the card prolongs it"));
}

}  // namespace
}  // namespace ohmscope::testing

// `ohmscope expand` through the real ngspice, unchanged: the voltages are those of `ohmscope run` of the deck itself.

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <sstream>

#include "cli/program.hpp"
#include "cli/spice_runs.hpp"

namespace ohmscope::testing {
namespace {

namespace fs = std::filesystem;

// ------------------------------------------------------------------------------------------------------ examples

class NgspiceExample : public Ngspice, public ::testing::WithParamInterface<std::string> {};

TEST_P(NgspiceExample, GivesTheSameVoltages) {
  const std::string deck = read_file(OHMSCOPE_SOURCE "/examples/" + GetParam() + ".cir");
  if (deck.find("tstonefile=") != std::string::npos) GTEST_SKIP() << "ngspice has no n-ports from files";
  expect_ngspice_agrees(deck);
}

std::vector<std::string> example_decks() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(OHMSCOPE_SOURCE "/examples")) {
    if (entry.path().extension() == ".cir") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Examples, NgspiceExample, ::testing::ValuesIn(example_decks()), [](const auto& the) {
  std::string name = the.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

// ------------------------------------------------------------------------------------------------- random chains

/// Every type, its values to be filled in: r a resistance, c a capacitance, l an inductance.
constexpr const char* stage_lines[] = {"series Z=R($r)|C($c)",
                                       "series Z=R($r)+L($l)|$r",
                                       "shunt Z=R($r)+C($c)",
                                       "divider Za=$r|L($l) Zb=R($r)|C($c)",
                                       "tee Za=$r Zb=R($r)+L($l) Zc=C($c)|R($r)",
                                       "pi Za=$r Zb=L($l)+$r Zc=C($c)",
                                       "lowpass R=$r C=$c",
                                       "highpass C=$c R=$r",
                                       "bandpass R=$r L=$l C=$c",
                                       "bandreject R=$r L=$l C=$c",
                                       "bandreject R=$r C=$c f0=$r",
                                       "twint R=$r C=$c",
                                       "follower opamp=OA",
                                       "follower",
                                       "noninverting opamp=OA Rf=$r|C($c) Rg=$r",
                                       "noninverting opamp=OB Rf=$r Rg=$r+L($l)",
                                       "inverting opamp=OA Rf=$r Rg=$r",
                                       "inverting opamp=OC Rf=$r Rg=$r",
                                       "inverting Rf=$r Rg=$r",
                                       "invertingt opamp=OA R1=$r R2=$r R3=$r R4=$r",
                                       "integrator opamp=OA R=$r C=$c",
                                       "sallenkeylp opamp=OA R1=$r R2=$r C1=$c C2=$c",
                                       "sallenkeyhp opamp=OB R1=$r R2=$r C1=$c C2=$c",
                                       "amplifier gain=-3 Zin=$r|C($c) Zout=$r",
                                       "amplifier gain=2",
                                       "transformer n=-2.5",
                                       "transformer Lp=$l Ls=$l k=0.9",
                                       "line Z0=$r td=20n",
                                       "line R=0.1 L=250n C=100p len=30",
                                       "line R=2 C=100p len=30",
                                       "line L=250n C=100p len=30",
                                       "line R=2 G=1m len=30",
                                       "line R=2 len=30",
                                       "emitterfollower gm=40m beta=200 ro=100k Re=$r",
                                       "commonemitter gm=40m beta=200 ro=$r Rc=$r Re=$r",
                                       "own r=$r",
                                       "series Z=0",
                                       "series Z=inf",
                                       "shunt Z=inf"};

const std::string definitions =
    ".subckt own in out r=1k\nR1 in x {r}\nV1 x y DC 1 AC 0.5\nC1 y 0 10n\nR2 y out {2*r}\nI1 0 out DC 1u AC "
    "1u\n.ends\n"
    ".model OA opamp (A0=100k GBW=5meg Rin=1meg Cin=2p Rout=75)\n"
    ".model OB opamp (A0=inf GBW=5meg Rin=1meg Rout=75)\n.model OC opamp (A0=20k)\n";

class RandomDeck {
 public:
  explicit RandomDeck(std::uint64_t seed) : engine_(seed) {}

  /// A resistive divider follows each stage, so that ngspice's operating point, which comes before its sweep, has
  /// neither a loop of inductors nor a node that capacitors leave afloat.
  std::string chain(const std::string& name, std::size_t stages) {
    std::string text = ".chain " + name + "\n" + sensor();
    for (std::size_t k = 0; k < stages; ++k) {
      const std::string line = stage_lines[pick(std::size(stage_lines))];
      const bool is_array = pick(8) == 0 && line.find("inf") == std::string::npos;  // opens in series would float
      text += "x" + std::to_string(k) + (is_array ? "[3] " : " ") + filled(line);
      text += "pad" + std::to_string(k) + filled(" divider Za=$r Zb=$r");
    }
    return text + filled("l load Z=$r") + ".endchain\n";
  }

 private:
  std::size_t pick(std::size_t count) { return engine_() % count; }
  std::string sensor() {
    switch (pick(4)) {
      case 0:
        return "";
      case 1:
        return filled("s sensor kind=current Z=$r|C($c) AC=2m");
      default:
        return filled("s sensor Z=$r+L($l) AC=2");
    }
  }
  std::string filled(std::string text) {
    for (std::size_t at = 0; (at = text.find('$')) != std::string::npos;) {
      const double exponent = static_cast<double>(pick(3000)) / 1000;
      const double least = text[at + 1] == 'r' ? 30 : text[at + 1] == 'c' ? 1e-10 : 1e-5;
      std::ostringstream value;
      value << least * std::pow(10, exponent);
      text.replace(at, 2, value.str());
    }
    return text + "\n";
  }
  std::mt19937_64 engine_;
};

TEST_F(Ngspice, GivesTheSameVoltagesForRandomChains) {
  for (std::uint64_t seed = 1; seed <= 40 && !HasFailure(); ++seed) {
    RandomDeck random(seed);
    const std::string deck = "Random\n" + random.chain("c", 1 + seed % 6) + random.chain("d2", 1) + definitions +
                             ".ac dec 2 10 1meg\n.end\n";
    expect_ngspice_agrees(deck);
  }
}

TEST_F(Ngspice, GivesTheSameVoltagesForFunctionsOfS) {
  expect_ngspice_agrees(
      "Functions of s\nV1 in 0 DC 1 AC 1\nR1 out 0 1k\nR2 o2 0 1\nR3 o3 0 1\nR4 o4 0 1\nR5 o5 0 1\nR6 o6 0 1\n"
      "E1 out 0 LAPLACE {V(in)} = {(1+s/2k)/(1+s/10k+s*s/1meg)}\nG2 0 o2 in 0 Laplace=s/1k\n"
      "E3 o3 0 LAPLACE {V(in)-V(o3)} = {1k/s}\nE4 o4 0 in 0 Laplace=((s/1k)**2+1)/(1+s/1k)**3*s*1u\n"
      "E5 o5 0 in 0 Laplace=s*s*s*1e-9+1\nB6 o6 0 I=-3*i(V1)-1 Laplace={2/(2+s*s/100k)}\n"
      "E7 o7 0 LAPLACE {V(in)} = {3}\nR7 o7 0 1\nE8 o8 0 LAPLACE {V(in)} = {0*s}\nR8 o8 0 1\n"
      ".op\n.ac dec 2 1 1meg\n.end\n");
}

TEST_F(Ngspice, GivesTheSameVoltagesForEveryType) {
  for (const char* line : stage_lines) {
    RandomDeck random(7);
    std::string chain = random.chain("c", 1);
    const std::size_t begin = chain.find("x0");
    std::string stage = line;
    for (std::size_t at = 0; (at = stage.find('$')) != std::string::npos;) {
      stage.replace(at, 2, stage[at + 1] == 'r' ? "1.5k" : stage[at + 1] == 'c' ? "2.2n" : "3.3m");
    }
    chain.replace(begin, chain.find('\n', begin) - begin, "x0 " + stage);
    expect_ngspice_agrees("Each\n" + chain + definitions + ".op\n.ac dec 2 10 1meg\n.end\n");
  }
}

TEST_F(Ngspice, GivesTheSameVoltagesWhenNamesOfTheDeckAreThoseExpandWouldInvent) {
  expect_ngspice_agrees(
      "Clash\n.chain c\ns sensor Z=50\na noninverting opamp=OA Rf=9k Rg=1k\nt transformer n=2\nl load "
      "Z=600\n.endchain\n"
      ".model OA opamp (A0=100k GBW=1meg Rin=1meg Rout=75)\n"
      "X1 c.l 0 x OA\nR1 x X1.o 1k\nR2 X1.o X1.p 1k\nR3 X1.p 0 1k\n"
      "R4 c.a.opamp.o 0 1k\nR5 c.a.opamp.o c.t.n.m 1k\nR6 c.t.n.m c.l 1k\nC.t.n.v x 0 1n\nC.a.opamp.Rin x 0 1n\n"
      ".op\n.ac dec 1 10 100k\n.end\n");
}

TEST_F(Ngspice, TakesChainsAndPlainElementsTogether) {
  expect_ngspice_agrees(
      "Both\n.param g=3\n.chain c\ns sensor Z=50\nrc[3] divider Za=10 Zb=C(1n)\n.endchain\n"
      "E1 e 0 C.RC2 0 {g}\nR1 e f 1k\nL1 f 0 1m\nL2 h 0 2m\nK1 L1 L2 0.8\nR2 h 0 100\nH1 i 0 V9 5\nV9 f j 0\nR3 j 0 "
      "1k\n"
      "F1 0 i V9 2\nR4 i k 1k\nG1 k 0 h 0 1m\nR5 k 0 1k\nT1 k 0 m 0 Z0=50 TD=10n\nR6 m 0 75\n"
      ".op\n.ac lin 3 1k 1meg\n.end\n");
}

// ------------------------------------------------------------------------------------------------ approximations

TEST_F(Ngspice, TakesAMeasuredImpedanceAtItsPoints) {
  const ScratchDirectory scratch;
  const std::string file = scratch.write("phones.zma", "10 8 0\n100 16 40\n1000 9 -30\n10000 12 50\n");
  expect_ngspice_agrees("Measured\n.chain c\ns sensor Z=50\nd divider Za=L(1m)+3 Zb=\"Z(" + file + ")\"\nl load Z=Z(" +
                        file + ")\n.endchain\n.ac dec 1 10 10k\n.end\n");
}

TEST_F(Ngspice, TakesAShortLineThatLeaks) {
  for (const char* values : {"R=1 L=1u G=1m C=1n", "R=1 L=1u", "L=1u", "G=1m C=1n", "R=2 G=10m C=1n", "C=1n"}) {
    expect_ngspice_agrees("Leaks\n.chain c\ns sensor Z=50\nw line " + std::string(values) +
                          " len=3\nl load Z=75\n.endchain\n.ac dec 1 10 100k\n.end\n");
  }
}

TEST_F(Ngspice, PrintsTheVoltagesOfAnExpandedDeckWithoutAnyOption) {
  const ScratchDirectory scratch;
  const std::string deck = "R\n.chain c\ns sensor Z=50\nl load Z=50\n.endchain\n.op\n.ac lin 1 1k 1k\n";
  const std::string path = scratch.write("deck.cir", run_program({"expand", "-"}, deck).out);
  const std::string command = "ngspice -b '" + path + "' > '" + scratch.file("log") + "' 2>&1 < /dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(read_file(scratch.file("log")), ::testing::HasSubstr("5.000000e-01"));
}

TEST_F(Ngspice, ReadsTheSameDeckAlike) {
  const std::string top = "Alike\nV1 in 0 2 AC 1\n";
  for (const std::string cards : {
           "E1 b 0 TABLE {3*0.5} = (0,0) (1,2)\n+ (2,8)\nR1 b 0 1\nG1 0 d TABLE {9} = (0,0) (1,2)\nR2 d 0 2",
           "R1 in b {1k*(1+hertz)} m=2 tc1=1m\nR2 b 0 1k\n.temp 37",
           "L1 in b L={1m*(1+hertz)} m=2\nR2 b 0 1k",
           "R1 in b 1k\nC1 b 0 C={1n*(1+hertz)}",
           "R1 in b '1k*(pow(hertz,2)+1)'\nR2 b 0 {2k+hertz}",
           ".subckt s a\nR1 a 0 {m}\n.ends\nR1 in b 1\nX1 b s\nX2 b s m=3",
           ".param m=5\n.subckt s a\nR1 a 0 {m}\n.ends\nR1 in b 1\nX1 b s\nX2 b s m=3",
           ".param r=1 r=2\n.param r=3\nR1 in b 1\nR2 b 0 {r}",
           ".temp 50\n.option temp=20\nR1 in b 1\nR2 b 0 1 tc1=1",
           "B1 b 0 V=v(in)*tanh(v(in)/3)+0.1*v(c)**2\nR1 b c 1k\nR2 c 0 1k",
           "B1 b 0 I=1p*(exp(v(b)/0.026)-1)\nR1 in b 1k",
           "E1 b 0 POLY(2) in 0 c 0 1 0.2 0.1 0.05 0.03 0.01\nR1 b c 1k\nR2 c 0 20k",
           "F1 0 b POLY(2) V2 V3 1m 0.5 0 3 100\nR1 in c 1k\nV2 c d 0\nR2 d 0 100\nV3 d e 0\nR4 e 0 50\nR3 b 0 10",
           "H1 b 0 POLY(1) V2 0 100 50k\nR1 in c 1k\nV2 c 0 0\nR2 b 0 1",
           "G1 0 b TABLE {v(in)*v(c)} = (-1,0) (1,1m) (5,2m)\nR1 in c 1k\nR2 c 0 2k\nR3 b 0 1k",
           "B1 b 0 V={v(in) > 1 ? min(v(in)**2,3.5)*v(c) : v(c)}\nR1 in c 1k\nR2 c 0 2k",
           "E1 b 0 VALUE={sqrt(v(in))/(1+v(c))*pwl(v(in),0,0,1,2,3,7)+100*i(V1)**3}\nR1 in c 1k\nR2 c 0 2k",
           "R1 in b {1k*(1+v(c)**2)} m=2\nR2 b c 1k\nR3 c 0 r='2k+v(in)*100'",
           "E1 b 0 VALUE={v(in)**2}\nR1 b c 1k\nR2 c 0 1k\nB1 d 0 V=100*i(E1)+v(c)*i(E1)\nR3 d 0 1k",
           "B1 0 b I=v(in,b)**3*1m - 2m*uramp(v(b)-0.3)\nR1 b 0 1k\nC1 b 0 1u",
           "S1 in b in 0 SA\nR1 b 0 1k\nS2 in c d 0 SA on\nR2 c 0 1k\nR3 in d 1k\nR4 d 0 1k\n.model SA sw vt=1 vh=0.3 "
           "ron=10 roff=100k\nW1 in e V2 WA\nR5 e 0 1k\nV2 in f 0\nR6 f 0 1k\nW2 in g V2 WB off\nR7 g 0 1k\n"
           ".model WA csw it=1m ih=0.5m ron=10\n.model WB csw (it=3m roff=5k)",
       }) {
    const bool has_hertz = cards.find("hertz") != std::string::npos;  // ngspice's .op has the .ac's last frequency
    const bool has_switch = cards.find("csw") != std::string::npos;   // in ngspice's .ac all switches are open
    const std::string deck =
        top + cards + (has_hertz ? "" : "\n.op") + (has_switch ? "" : "\n.ac dec 3 1 1k") + "\n.end\n";
    expect_equal(run_ohmscope(deck), run_ngspice(deck), deck);
  }
}

}  // namespace
}  // namespace ohmscope::testing

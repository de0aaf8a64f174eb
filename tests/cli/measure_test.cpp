// `.meas`: closed forms, the real ngspice, LTspice's and HSPICE's spellings, and what cannot be measured.

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.hpp"
#include "cli/spice_runs.hpp"

namespace ohmscope::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

json analyses_of(const std::string& deck, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"run", "-", "--json"});
  const Outcome outcome = run_program(arguments, deck);
  EXPECT_EQ(outcome.status, 0) << outcome.err << deck;
  return outcome.status == 0 ? json::parse(outcome.out)["analyses"] : json::array({json::object()});
}

json measured(const std::string& deck, std::vector<std::string> arguments = {}) {
  return analyses_of(deck, std::move(arguments))[0].value("measurements", json::object());
}

// First order, corner at 1 kHz.
const std::string lowpass =
    "Low-pass\n"
    "V1 in 0 2 AC 1\n"
    "R1 in out 1k\n"
    "C1 out 0 {1/(2*pi*1k*1k)}\n"
    ".ac dec 1000 1 1meg\n";

TEST(Measure, FindsTheCornerOfALowpass) {
  const json m = measured(lowpass +
                              ".meas ac f3 WHEN vdb(out)=-3.0102999566\n"
                              ".meas ac f3m WHEN mag(v(out))={sqrt(0.5)} FALL=1\n"
                              ".meas ac ph FIND ph(v(out)) AT=1k\n"
                              ".meas ac out FIND v(out) AT=1k\n"
                              ".meas ac there FIND vm(out) WHEN ph(v(out))=ph(v(in))-45\n",
                          {"--dialect", "ltspice"});
  EXPECT_NEAR(m["f3"].get<double>(), 1000, 0.01);
  EXPECT_NEAR(m["f3m"].get<double>(), 1000, 0.01);
  EXPECT_NEAR(m["ph"].get<double>(), -45, 1e-9);
  EXPECT_NEAR(m["out"][0].get<double>(), 0.5, 1e-12);
  EXPECT_NEAR(m["out"][1].get<double>(), -0.5, 1e-12);
  EXPECT_NEAR(m["there"].get<double>(), std::sqrt(0.5), 1e-5);
}

TEST(Measure, OfAnExpressionIsItsValueAtTheEndAsInXyce) {
  const std::string cards =
      lowpass + ".meas ac a EQN {1+vm(out)}\n.meas ac b PARAM={1+vm(out)} FROM=10 TO=1k\n.meas ac f EQN {FREQ} TO=1k\n";
  const json m = measured(cards);
  EXPECT_NEAR(m["a"].get<double>(), 1 + 1 / std::hypot(1, 1e3), 1e-12);
  EXPECT_NEAR(m["b"].get<double>(), 1 + std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(m["f"].get<double>(), 1e3, 1e-9);
  const Outcome outcome = run_program({"run", "-"}, cards + ".meas ac no EQN {vm(out)} FROM=1g TO=2g\n");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("that at the end of the sweep counts, as in Xyce"),
                                 HasSubstr("'no' has no value: 1000000000 to 2000000000 lies outside of the sweep")));
}

TEST(Measure, HasPhasesInRadiansAsNgspiceHasThem) {
  EXPECT_NEAR(measured(lowpass + ".meas ac p FIND vp(out) AT=1k\n")["p"].get<double>(), -M_PI / 4, 1e-9);
}

TEST(Measure, FindsTheBandwidthOfAResonance) {
  // R = 10, L = 1 mH, C = 1 uF in series: bandwidth R / (2 pi L), centre sqrt(f1 f2) = 1 / (2 pi sqrt(L C)).
  const json m = measured(
      "Band-pass\nV1 in 0 AC 1\nL1 in a 1m\nC1 a out 1u\nR1 out 0 10\n.ac dec 2000 1k 30k\n"
      ".meas ac peak MAX mag(v(out))\n"
      ".meas ac at MAX_AT mag(v(out))\n"
      ".meas ac bw TRIG mag(v(out))=peak/sqrt(2) RISE=1 TARG mag(v(out))=peak/sqrt(2) FALL=LAST\n"
      ".meas ac f1 TRIG AT=0 TARG mag(v(out)) VAL={sqrt(0.5)} RISE=1\n"
      ".meas ac low WHEN vm(out)=peak/sqrt(2) CROSS=1\n"
      ".meas ac high WHEN vm(out)=peak/sqrt(2) CROSS=LAST\n"
      ".meas ac q PARAM='sqrt(low*high)/bw'\n"
      ".meas ac q2 PARAM=at/bw\n",
      {});
  EXPECT_NEAR(m["peak"].get<double>(), 1, 1e-5);
  EXPECT_NEAR(m["bw"].get<double>(), 10 / (2 * M_PI * 1e-3), 1);
  EXPECT_NEAR(m["q"].get<double>(), std::sqrt(1e-3 / 1e-6) / 10, 1e-3);
  EXPECT_NEAR(m["q2"].get<double>(), std::sqrt(1e-3 / 1e-6) / 10, 1e-2);
}

// v(out) = 3/4 x over x from -2 to 2.
const std::string divider =
    "Divider\nV1 in 0 1\nR1 in out 1k\nR2 out 0 3k\n"
    ".dc V1 -2 2 0.5\n";

struct Expected {
  std::string card;
  double value;
};

TEST(Measure, AgreesWithClosedFormsOfAStraightLine) {
  const Expected all[] = {
      {"FIND v(out) AT=1.1", 0.825},
      {"FIND v(in,out) AT=1", 0.25},
      {"FIND par('v(in)-2*v(out)') AT=1", -0.5},
      {"FIND {v(in) * 2} AT=0.25", 0.5},
      {"WHEN v(out)=0.6", 0.8},
      {"WHEN v(out)=v(in)", 0},
      {"FIND v(in) WHEN v(out)=0.3 RISE=1", 0.4},
      {"DERIV v(out) AT=0.3", 0.75},
      {"DERIV v(out)*v(out) AT=0.3", 2 * 0.5625 * 0.3},
      {"DERIV v(out)*v(out) WHEN v(in)=1.5", 2 * 0.5625 * 1.5},
      {"MAX v(out)", 1.5},
      {"MIN v(out)", -1.5},
      {"PP v(out)", 3},
      {"MAX v(out) FROM=-1 TO=0.7", 0.525},
      {"MIN_AT v(out) FROM=-1 TO=0.7", -1},
      {"AVG v(out)", 0},
      {"AVG v(out) FROM=0 TO=1", 0.375},
      {"INTEG v(out) FROM=0 TO=1", 0.375},
      {"INTEG v(out) FROM=1", 0.75 * 1.5},
      {"AVG v(out) TRIG v(in)=0 TARG v(in)=1", 0.375},
      {"RMS 2", 2},
      {"TRIG v(out)=-0.75 RISE=1 TARG v(out)=0.75 RISE=LAST", 2},
      {"TRIG AT=-1 TARG v(out) VAL=0.75 CROSS=1", 2},
      {"FIND i(V1) AT=2", -2.0 / 4000},
      {"FIND i(R2)*3k AT=2", 1.5},
      {"WHEN abs(v(out))=0.75 FALL=1", -1},
      {"WHEN abs(v(out))=0.75 CROSS=2", 1},
      {"WHEN v(out)=0.75 TD=0.5", 1},
      {"MAX v(out) + 1", 2.5},
      {"PARAM='2*3'", 6},
      {"PARAM 7", 7},
  };
  std::string deck = divider;
  for (std::size_t k = 0; k < std::size(all); ++k) deck += ".meas dc m" + std::to_string(k) + " " + all[k].card + "\n";
  const json m = measured(deck);
  for (std::size_t k = 0; k < std::size(all); ++k)
    EXPECT_NEAR(m["m" + std::to_string(k)].get<double>(), all[k].value, 1e-12) << all[k].card;
}

TEST(Measure, MeasuresADescendingSweepAsWell) {
  const json m = measured(
      "D\nV1 in 0 1\nR1 in 0 1\n.dc V1 2 -2 -0.5\n.meas dc a AVG v(in) FROM=0 TO=1\n.meas dc f WHEN v(in)=0.25 FALL=1\n"
      ".meas dc v FIND v(in)*2 AT=0.2\n");
  EXPECT_NEAR(m["a"].get<double>(), 0.5, 1e-12);
  EXPECT_NEAR(m["f"].get<double>(), 0.25, 1e-12);
  EXPECT_NEAR(m["v"].get<double>(), 0.4, 1e-12);
}

TEST(Measure, TakesEachStretchOfANestedSweep) {
  const json m = measured("N\nV1 a 0 1\nV2 b 0 1\nR1 a b 1\n.dc V1 0 2 1 V2 1 3 1\n.meas dc d MAX v(a,b)\n");
  EXPECT_EQ(m["d"], json::parse("[1, 0, -1]"));
}

TEST(Measure, IntegratesNoiseAsItsTotalsDo) {
  const json analysis = analyses_of(
      "N\nV1 in 0 AC 1\nR1 in out 1k\nC1 out 0 1n\n.noise V(out) V1 dec 10 1 10meg\n"
      ".meas noise total INTEG V(onoise)\n.meas noise spot FIND onoise_spectrum AT=1\n")[0];
  EXPECT_NEAR(analysis["measurements"]["total"].get<double>() / analysis["totals"]["onoise_total"].get<double>(), 1,
              1e-12);
  EXPECT_EQ(analysis["measurements"]["spot"], analysis["signals"]["onoise"][0]);
}

TEST(Measure, MeasuresWithoutAnAnalysisName) {
  const json all = analyses_of(divider + ".op\n.measure o FIND v(out)\n.meas dc x MAX v(out)\n", {});
  EXPECT_EQ(all[1]["measurements"]["o"], 0.75);
}

TEST(Measure, NeedsNoSaveOfWhatItMeasures) {
  const json analysis = analyses_of(divider + ".save v(in)\n.meas dc x MAX v(out)\n")[0];
  EXPECT_EQ(analysis["signals"].size(), 1U);
  EXPECT_EQ(analysis["measurements"]["x"], 1.5);
}

TEST(Measure, IsReadFromControlBlocks) {
  const json m = measured(divider + ".control\nrun\nmeas dc x find v(out) at=1\n.endc\n");
  EXPECT_EQ(m["x"], 0.75);
}

TEST(Measure, SaysWhyThereIsNoValue) {
  const Outcome outcome = run_program({"run", "-", "--json"}, divider +
                                                                  ".meas dc never WHEN v(out)=5\n"
                                                                  ".meas dc falls WHEN v(out)=1 FALL=1\n"
                                                                  ".meas dc twice WHEN v(out)=1 CROSS=2\n"
                                                                  ".meas dc beyond FIND v(out) AT=9\n"
                                                                  ".meas dc before AVG v(out) FROM=5 TO=9\n"
                                                                  ".meas dc on PARAM='never*2'\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("'never' has no value: 'v(out)' never reaches '5' [W0707]"),
                                 HasSubstr("'falls' has no value: 'v(out)' never falls through '1'"),
                                 HasSubstr("'twice' has no value: 'v(out)' only 1 time reaches '1'"),
                                 HasSubstr("'beyond' has no value: 9 lies outside of the sweep, from -2 to 2"),
                                 HasSubstr("'before' has no value: 5 to 9 lies outside of the sweep"),
                                 HasSubstr("'on' has no value: what it is computed from has none")));
  for (const auto& [name, value] : json::parse(outcome.out)["analyses"][0]["measurements"].items())
    EXPECT_TRUE(value.is_null()) << name;
}

TEST(Measure, WarnsThatARealPartIsTaken) {
  const Outcome outcome = run_program({"run", "-", "--json"}, lowpass + ".meas ac x MAX v(out)\n");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("'v(out)' is complex: its real part counts here"), HasSubstr("mag()")));
}

TEST(Measure, HasRowsInCsvAndALineInTables) {
  const std::string deck = divider + ".meas dc x MAX v(out)\n.meas dc y WHEN v(out)=0.375\n";
  EXPECT_THAT(run_program({"run", "-", "--csv"}, deck).out,
              AllOf(HasSubstr("\n1,dc,,x,V,1.5,0\n"), HasSubstr("\n1,dc,,y,V,0.5,0\n")));
  EXPECT_THAT(run_program({"run", "-"}, deck).out, HasSubstr("\nmeasured\nx   1.5 V\ny  500 mV\n"));
}

TEST(Measure, TabulatesItselfOverSteps) {
  const std::string deck =
      "S\nV1 in 0 AC 1\nR1 in out {R}\nC1 out 0 1u\n.step param R list 1k 2k\n.ac dec 500 1 10k\n"
      ".meas ac f3 WHEN vm(out)={sqrt(0.5)}\n";
  EXPECT_THAT(run_program({"run", "-"}, deck).out, HasSubstr("\nmeasured\n R         f3\n1k  159.16 Hz\n2k"));
  const json all = analyses_of(deck);
  EXPECT_NEAR(all[1]["measurements"]["f3"].get<double>() * 2, all[0]["measurements"]["f3"].get<double>(), 1e-3);
}

// ------------------------------------------------------------------------------------------------------- ngspice

/// What ngspice measures, by name.
std::map<std::string, double> ngspice_measures(const std::string& deck) {
  const ScratchDirectory scratch;
  const std::string path = scratch.write("deck.cir", deck + ".save all\n.end\n");
  const std::string command =
      "cd '" + scratch.path() + "' && NGSPICE_MEAS_PRECISION=12 ngspice -b deck.cir > log 2>&1 < /dev/null";
  std::ignore = std::system(command.c_str());
  std::map<std::string, double> values;
  std::istringstream log(read_file(scratch.file("log")));
  for (std::string line; std::getline(log, line);) {
    std::istringstream words(line);
    std::string name;
    std::string sign;
    double value = 0;
    if (words >> name >> sign >> value && sign == "=") values[name] = value;
  }
  return values;
}

const std::string circuits[] = {
    "RC\nV1 in 0 3 AC 1\nR1 in out 1k\nC1 out 0 100n\nR2 out 0 10k\n",
    "CR\nV1 in 0 1 AC 2\nC1 in out 10n\nR1 out 0 10k\n",
    "Resonance\nV1 in 0 1 AC 1\nR1 in a 10\nL1 a out 1m\nC1 out 0 1u\nR2 out 0 100\n",
    "Notch\nV1 in 0 1 AC 1\nR1 in out 1k\nL1 out b 10m\nC1 b 0 1u\nR2 b 0 10k\n",
    "Ladder\nV1 in 0 1 AC 1\nR1 in a 1k\nC1 a 0 10n\nR2 a b 10k\nC2 b 0 1n\nR3 b out 1k\nC3 out 0 10n\n",
    "Amplifier\nV1 in 0 1 AC 1\nR1 in a 1k\nC1 a 0 100n\nE1 b 0 a 0 10\nR2 b out 1k\nC2 out 0 1n\nR3 out 0 10k\n",
    "Current\nI1 0 out 1m AC 1m\nR1 out 0 1k\nC1 out 0 1u\nL1 out 0 100m\n",
};
// The crossings do not lie between the first two points, where ngspice counts others; its integrals over FROM and TO
// are not exact at the ends, and over other sweeps than of a voltage it has none.
const std::string ac_cards[] = {
    ".ac dec 20 1 10meg\n"
    ".meas ac a FIND vm(out) AT=1234\n.meas ac b FIND vp(out) AT=4k\n.meas ac c FIND vdb(out) AT=20k\n"
    ".meas ac d FIND vr(out) AT=777\n.meas ac e FIND vi(out) AT=7.77k\n.meas ac f MAX vm(out)\n.meas ac g MIN "
    "vdb(out)\n"
    ".meas ac h PP vdb(out)\n.meas ac i MAX_AT vm(out)\n",
    ".ac oct 7 100 100k\n"
    ".meas ac a INTEG vm(out)\n.meas ac b RMS vm(out)\n.meas ac c PP vm(out)\n"
    ".meas ac d RMS vdb(out)\n.meas ac e MIN_AT vm(out)\n.meas ac f PARAM='a*2+b'\n",
    ".ac lin 4000 10 40k\n"
    ".meas ac a WHEN vm(out)=0.3 CROSS=1\n.meas ac b WHEN vm(out)=0.4 FALL=LAST\n.meas ac c WHEN vdb(out)=-6 FALL=1\n"
    ".meas ac d FIND vp(out) WHEN vm(out)=0.5 CROSS=LAST\n.meas ac e WHEN vm(out)=0.9 RISE=1\n"
    ".meas ac f TRIG vm(out) VAL=0.9 CROSS=1 TARG vm(out) VAL=0.4 CROSS=LAST\n"
    ".meas ac g FIND vr(out) WHEN vi(out)=-0.2 CROSS=1\n",
};
const std::string dc_decks[] = {
    "Line\nV1 in 0 1\nR1 in out 1k\nR2 out 0 3k\n.dc V1 -5 5 0.3\n"
    ".meas dc a FIND v(out) AT=1.1\n.meas dc b WHEN v(out)=1\n.meas dc c MAX v(out)\n.meas dc d RMS v(out)\n"
    ".meas dc e INTEG v(out)\n.meas dc g INTEG v(out) FROM=-1 TO=2\n"
    ".meas dc h TRIG v(out) VAL=1 RISE=1 TARG v(out) VAL=2 RISE=1\n.meas dc i WHEN v(out)=v(in)\n",
    "Resistor\nV1 in 0 1\nR1 in out 1k m=2\nR2 out 0 1k\n.dc R1 100 10k 100\n"
    ".meas dc a FIND v(out) AT=150\n.meas dc b WHEN v(out)=0.5\n",
    "Warm resistor\n.temp 77\nV1 in 0 1\nR1 in out 1k tc1=1m\nR2 out 0 1k\n.dc R1 100 10k 100\n"
    ".meas dc a FIND v(out) AT=250\n.meas dc b WHEN v(out)=0.3 FALL=1\n",
    "Temperature\nV1 in 0 1\nR1 in out 1k tc1=5m\nR2 out 0 1k\n.dc temp -40 120 10\n"
    ".meas dc a FIND v(out) AT=33\n.meas dc b WHEN v(out)=0.45\n",
    "Current\nI1 0 out 1\nV1 a 0 2\nR1 a out 100\nR2 out 0 50\n.dc I1 -10m 10m 1m\n"
    ".meas dc a FIND i(V1) AT=2.5m\n.meas dc b WHEN v(out)=0.7\n",
};

void expect_same(const std::string& deck) {
  const std::map<std::string, double> theirs = ngspice_measures(deck);
  EXPECT_FALSE(theirs.empty()) << deck;
  const Outcome outcome = run_program({"run", "-", "--json", "-q"}, deck);
  ASSERT_EQ(outcome.status, 0) << outcome.err << deck;
  for (const auto& [name, value] : json::parse(outcome.out)["analyses"][0]["measurements"].items()) {
    const auto their = theirs.find(name);
    EXPECT_EQ(value.is_null(), their == theirs.end()) << name << " " << value << "\n" << deck;
    if (value.is_null() || their == theirs.end()) continue;
    EXPECT_NEAR(value.get<double>(), their->second, 1e-6 * std::abs(their->second) + 1e-12) << name << "\n" << deck;
  }
}

TEST(Measure, AgreesWithNgspice) {
  if (!has_ngspice()) GTEST_SKIP() << "no ngspice";
  for (const std::string& circuit : circuits) {
    for (const std::string& cards : ac_cards) expect_same(circuit + cards);
  }
  for (const std::string& deck : dc_decks) expect_same(deck);
}

}  // namespace
}  // namespace ohmscope::testing

#include "solver/analyses/small_signal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "support/oracle.hpp"
#include "support/random_circuit.hpp"
#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::Cards;
using test::WideComplex;
using Complex = std::complex<double>;

Complex voltage(const Cards& c, const SignalValues& values, std::string_view node) {
  return values.voltages[static_cast<std::size_t>(c.node(node))];
}

Complex current(const Cards& c, const SmallSignalResult& result, std::string_view element) {
  const auto at = std::find(result.branches.begin(), result.branches.end(), c.element(element));
  return at == result.branches.end()
             ? Complex(NAN)
             : result.points[0].currents[static_cast<std::size_t>(at - result.branches.begin())];
}

TEST(OperatingPoint, OfADividerIsTheTextbookOne) {
  const Cards c = Cards().v("a", "0", 10).named("V1").r("a", "b", 3e3).r("b", "0", 7e3).c("b", "0", 1e-6);
  const SmallSignalResult op = operating_point(c.circuit);
  ASSERT_EQ(op.points.size(), 1U);
  EXPECT_EQ(op.frequencies, std::vector<double>{0});
  EXPECT_TRUE(op.points[0].solvable);
  EXPECT_EQ(voltage(c, op.points[0], "0"), 0.0);
  EXPECT_EQ(voltage(c, op.points[0], "b"), 7.0);
  EXPECT_EQ(current(c, op, "V1"), -1e-3) << "current flows from the first pin through the source";
}

TEST(SmallSignal, CurrentsOfAllElementsBalanceAtEveryNode) {
  const Cards c = Cards()
                      .v("a", "0", 0, 1)
                      .r("a", "b", 50)
                      .c("b", "0", 1e-6)
                      .l("b", "d", 1e-3)
                      .r("0", "d", 300)
                      .c("d", "a", 1e-9)
                      .r("b", "b", 7);
  std::vector<ElementId> all(c.circuit.element_count());
  std::iota(all.begin(), all.end(), 0);
  const SmallSignalResult result = ac_analysis(c.circuit, {0, 1e3, 1e9}, all);
  ASSERT_EQ(result.branches.size(), all.size());
  for (const SignalValues& point : result.points) {
    std::vector<Complex> balance(c.circuit.node_count());
    for (std::size_t k = 0; k < all.size(); ++k) {
      const auto pins = c.circuit.pins(result.branches[k]);
      balance[static_cast<std::size_t>(pins[0])] += point.currents[k];
      balance[static_cast<std::size_t>(pins[1])] -= point.currents[k];
    }
    for (const Complex& sum : balance) EXPECT_LT(std::abs(sum), 1e-15);
  }
}

TEST(SmallSignal, ACurrentBetweenNodesOfOneVoltageIsExactlyZero) {
  const Cards c = Cards().v("a", "0", 5).r("a", "b", 3).named("R1").r("b", "c", 0.1).c("c", "0", 1);
  const SmallSignalResult result = operating_point(c.circuit, {c.element("R1")});
  EXPECT_EQ(current(c, result, "R1"), 0.0);
}

TEST(SmallSignal, ACurrentThatHangsOnAnUndeterminedVoltageIsUndetermined) {
  const Cards c = Cards().v("a", "0", 5).c("a", "b", 1).named("C1").r("b", "c", 1).named("R1").c("c", "0", 1);
  const SmallSignalResult result = operating_point(c.circuit, {c.element("R1"), c.element("C1")});
  EXPECT_TRUE(std::isnan(current(c, result, "R1").real()));
  EXPECT_EQ(current(c, result, "C1"), 0.0) << "an open lets nothing through, whatever the voltages";
}

// Superposition by hand: V1 through 3k against 7k, I1 into them in parallel.
TEST(OperatingPoints, AreThoseOfTheSourcesSet) {
  const Cards c = Cards().v("a", "0", 10).named("V1").r("a", "b", 3e3).r("b", "0", 7e3).i("0", "b", 1).named("I1");
  const SmallSignalResult result =
      operating_points(c.circuit, {c.element("I1"), c.element("V1")}, {{0, 10}, {1e-3, 0}, {1e-3, -10}});
  ASSERT_EQ(result.points.size(), 3U);
  EXPECT_EQ(voltage(c, result.points[0], "b"), 7.0);
  EXPECT_DOUBLE_EQ(voltage(c, result.points[1], "b").real(), 2.1);
  EXPECT_DOUBLE_EQ(voltage(c, result.points[2], "b").real(), -4.9);
}

TEST(OperatingPoints, LeaveOtherSourcesAsTheyAre) {
  const Cards c = Cards().v("a", "0", 2).named("V1").r("a", "b", 1).i("0", "b", 3).named("I1");
  const SmallSignalResult result = operating_points(c.circuit, {c.element("V1")}, {{7}});
  EXPECT_EQ(voltage(c, result.points[0], "b"), 10.0);
}

TEST(OperatingPoints, AContradictionAtOneSettingLeavesTheOthersAlone) {
  const Cards c = Cards().v("a", "0", 1).named("V1").v("a", "0", 1).named("V2").r("a", "0", 1);
  const SmallSignalResult result = operating_points(c.circuit, {c.element("V1")}, {{1}, {2}, {1}});
  EXPECT_TRUE(result.points[0].solvable);
  EXPECT_FALSE(result.points[1].solvable);
  EXPECT_TRUE(result.points[2].solvable);
  EXPECT_EQ(voltage(c, result.points[2], "a"), 1.0);
}

TEST(OperatingPoint, TakesCapacitorsAsOpenAndInductorsAsShort) {
  const Cards c = Cards()
                      .i("0", "a", 2)
                      .l("a", "b", 1e-3)
                      .named("L1")
                      .r("b", "0", 5)
                      .c("b", "0", 1e-6)
                      .c("b", "x", 1)
                      .r("x", "0", 1);
  const SmallSignalResult op = operating_point(c.circuit);
  EXPECT_EQ(voltage(c, op.points[0], "a"), 10.0);
  EXPECT_EQ(voltage(c, op.points[0], "x"), 0.0);
  EXPECT_EQ(current(c, op, "L1"), 2.0);
}

TEST(OperatingPoint, IgnoresAcValuesAndAcIgnoresDcValues) {
  const Cards c = Cards().v("a", "0", 3, 5).r("a", "0", 1);
  EXPECT_EQ(voltage(c, operating_point(c.circuit).points[0], "a"), 3.0);
  EXPECT_EQ(voltage(c, ac_analysis(c.circuit, {0}).points[0], "a"), 5.0);
  EXPECT_EQ(voltage(c, ac_analysis(c.circuit, {1e3}).points[0], "a"), 5.0);
}

/// For large circuits: who takes what is wanted out of each need not keep the rest.
TEST(AcAnalysis, HandsOutEachPointOnceAndKeepsWhatIsLeftThere) {
  const Cards c = Cards().v("a", "0", 0, 1).r("a", "b", 1e3).c("b", "0", 1e-6).l("b", "x", 1).c("x", "0", 1e-9);
  std::vector<double> frequencies{0};
  for (int k = 0; k < 40; ++k) frequencies.push_back(10 + k);
  const SmallSignalResult kept = ac_analysis(c.circuit, frequencies);
  std::vector<std::vector<SignalValues>> taken(frequencies.size());
  const auto take = [&](SmallSignalResult& result, std::size_t k) {
    EXPECT_EQ(result.branches, kept.branches);
    taken[k].push_back(std::move(result.points[k]));
    result.points[k].voltages = {static_cast<double>(k)};
  };
  const SmallSignalResult left = ac_analysis(c.circuit, frequencies, {}, {}, take);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    ASSERT_EQ(taken[k].size(), 1U);
    EXPECT_EQ(taken[k].front().voltages, kept.points[k].voltages);
    EXPECT_EQ(left.points[k].voltages, std::vector<std::complex<double>>{static_cast<double>(k)});
  }
}

TEST(AcAnalysis, OfALowpassIsFirstOrder) {
  const Cards c = Cards().v("a", "0", 0, 1).r("a", "b", 1e3).c("b", "0", 1e-6);
  const std::vector<double> frequencies{1e-6, 1, 159.15, 1e6, 1e12};
  const SmallSignalResult ac = ac_analysis(c.circuit, frequencies);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const WideComplex expected = WideComplex(1.0) / (WideComplex(1.0) + test::jw(frequencies[k]) * 1e-6 * 1e3);
    EXPECT_LT(relative_error(voltage(c, ac.points[k], "b"), expected), 1e-12) << frequencies[k];
  }
}

TEST(AcAnalysis, TurnsSourcesByTheirPhase) {
  for (const auto& [degrees, expected] :
       {std::pair{0.0, Complex(2, 0)}, std::pair{90.0, Complex(0, 2)}, std::pair{180.0, Complex(-2, 0)},
        std::pair{-90.0, Complex(0, -2)}, std::pair{270.0, Complex(0, -2)}, std::pair{450.0, Complex(0, 2)}}) {
    Cards c;
    c.add(devices::voltage_source, {"a", "0"}, {7, 2, degrees})
        .add(devices::current_source, {"b", "0"}, {7, 2, degrees});
    c.r("b", "0", 1);
    const SignalValues values = ac_analysis(c.circuit, {1e3}).points[0];
    EXPECT_EQ(voltage(c, values, "a"), expected) << degrees;
    EXPECT_EQ(voltage(c, values, "b"), -expected) << degrees;
  }
  Cards c;
  c.add(devices::voltage_source, {"a", "0"}, {0, -2, 45});
  const Complex v = voltage(c, ac_analysis(c.circuit, {1}).points[0], "a");
  EXPECT_NEAR(std::abs(v - Complex(-std::sqrt(2.0), -std::sqrt(2.0))), 0, 1e-15);
}

TEST(AcAnalysis, SuperposesTwoSources) {
  const Cards c = Cards().v("a", "0", 0, 6).r("a", "b", 100).i("0", "b", 0, 0.1).r("b", "0", 200);
  EXPECT_NEAR(std::abs(voltage(c, ac_analysis(c.circuit, {50}).points[0], "b") - (4 + 20.0 / 3)), 0, 1e-14);
}

TEST(AcAnalysis, AnIdealIntegratorIsSolvedAboveZeroHertzAndNamedAtIt) {
  const Cards c = Cards().v("i", "0", 1, 1).r("i", "m", 1e3).c("m", "o", 1e-6).opamp("0", "m", "o");
  const SmallSignalResult ac = ac_analysis(c.circuit, {0, 10});
  EXPECT_FALSE(ac.points[0].solvable) << "1 mA that cannot flow on";
  EXPECT_LT(relative_error(voltage(c, ac.points[1], "o"), -WideComplex(1.0) / (test::jw(10) * 1e-6 * 1e3)), 1e-12);
}

TEST(AcAnalysis, ALineThatLetsNothingThroughAtOneFrequencyDoesAtOthers) {
  Cards c;
  c.add(devices::lossy_line, {"a", "0", "b", "0"}, {1e3, 0, 0, 1e-6, 1}).v("a", "0", 0, 1);
  const SmallSignalResult ac = ac_analysis(c.circuit, {1e12, 1});
  EXPECT_LT(std::abs(voltage(c, ac.points[0], "b")), 1e-100) << "e^-56000 V";
  const WideComplex t = sqrt(test::jw(1) * 1e-6 * 1e3);
  EXPECT_LT(relative_error(voltage(c, ac.points[1], "b"), WideComplex(1.0) / cosh(t)), 1e-12);
}

/// Whether a value agrees with the oracle's, undetermined ones being NaN.
bool same(Complex value, const Impedance& expected) {
  if (!expected.is_finite()) return std::isnan(value.real());
  return std::abs(value - expected.value()) <= 1e-10 * std::abs(expected.value());
}

void compare(unsigned seed, bool ac, int (&count)[3]) {
  const test::RandomCircuit random(seed, seed % 3 == 0);
  const Circuit& circuit = random.cards.circuit;
  const double frequency = ac ? random.frequency : 0;
  if (!ac && circuit.element_count() > 0 && random.frequency != 0) {
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      if (circuit.table(id) != nullptr) return;  // measured, but not at 0 Hz
    }
  }
  const SmallSignalResult result = ac ? ac_analysis(circuit, {frequency}) : operating_point(circuit);
  const SignalValues& values = result.points[0];
  test::Oracle oracle(circuit, frequency);
  const bool solvable = oracle.solvable(ac);
  ASSERT_EQ(values.solvable, solvable) << "seed " << seed;
  ++count[!solvable ? 0 : values.undetermined.nodes.empty() ? 1 : 2];
  if (!solvable) {
    EXPECT_FALSE(values.contradictions.at(0).nodes.empty() && values.contradictions.at(0).elements.empty());
    return;
  }
  for (NodeId node = 0; node < static_cast<NodeId>(circuit.node_count()); ++node) {
    const Complex v = values.voltages[static_cast<std::size_t>(node)];
    EXPECT_TRUE(same(v, oracle.node_voltage(node, ac))) << "seed " << seed << " node " << circuit.node_name(node);
    const auto& named = values.undetermined.nodes;
    EXPECT_EQ(std::isnan(v.real()), std::find(named.begin(), named.end(), node) != named.end());
  }
  for (std::size_t k = 0; k < result.branches.size(); ++k) {
    if (circuit.element(result.branches[k]).type == &devices::opamp) continue;  // the oracle counts it otherwise
    EXPECT_TRUE(same(values.currents[k], oracle.element_current(result.branches[k], ac)))
        << "seed " << seed << " current of " << circuit.element_name(result.branches[k]);
  }
}

TEST(SmallSignal, OfRandomCircuitsIsTheSolutionOf120Digits) {
  int count[3] = {};
  for (unsigned seed = 20000; seed < 20500; ++seed) compare(seed, seed % 2 == 0, count);
  for (const int n : count) EXPECT_GT(n, 20) << "contradictory, regular and partly undetermined circuits must occur";
}

TEST(AcAnalysis, KeepsAVoltageThatWasTooSmallForADoubleOnTheWay) {
  Cards c = Cards().v("n0", "0", 0, 1);
  for (int k = 0; k < 220; ++k) {
    c.e("n" + std::to_string(k + 1), "0", "n" + std::to_string(k), "0", k < 110 ? 1e-3 : 1e3);
  }
  const SmallSignalResult ac = ac_analysis(c.circuit, {1e3});
  EXPECT_NEAR(std::abs(ac.points[0].voltages[static_cast<std::size_t>(c.node("n220"))] - 1.0), 0, 1e-13);
}

}  // namespace
}  // namespace ohmscope

#include "solver/analyses/port_relation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "solver/circuit/two_port.hpp"
#include "support/circuits.hpp"
#include "support/oracle.hpp"
#include "support/random_circuit.hpp"
#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::agrees;
using test::capacitor;
using test::Cards;
using test::WideComplex;

/// A state of a two-port's ports: v1, i1 (in), v2, i2 (in), e.
using State = std::array<WideComplex, 5>;

/// How far the relation is from holding for a state, relative to its largest summand.
double violation(const PortRelation& relation, const State& state) {
  double worst = 0;
  for (const PortRelation::Row& row : relation.rows) {
    WideComplex sum;
    test::Wide largest = 0;
    for (std::size_t k = 0; k < state.size(); ++k) {
      const WideComplex summand = WideComplex(row.coefficients[k]) * state[k];
      sum = sum + summand;
      largest = std::max(largest, abs(summand));
    }
    if (largest > 0) worst = std::max(worst, test::Wide(abs(sum) / largest).convert_to<double>());
  }
  return worst;
}

PortRelation relation_of(const Cards& c, double frequency) {
  PortReducer reducer(c.circuit, {c.node("in"), c.node("out")});
  return reducer.at(frequency);
}

/// In all digits of the relation that later arithmetic may count on.
constexpr double accurate = 1e-22;

TEST(PortRelation, OfASeriesImpedanceIsOhmsLaw) {
  const Cards c = Cards().r("in", "m", 10).c("m", "out", 1e-9);
  const WideComplex Z = WideComplex(10.0) + capacitor(1e3, 1e-9);
  const PortRelation relation = relation_of(c, 1e3);
  ASSERT_EQ(relation.rows.size(), 2U);
  EXPECT_LT(violation(relation, {Z * 2.0 + 1.0, 2.0, 1.0, -WideComplex(2.0), 0.0}), accurate);
  EXPECT_LT(violation(relation, {5.0, 0.0, 5.0, 0.0, 0.0}), accurate);
  EXPECT_GT(violation(relation, {5.0, 0.0, 4.0, 0.0, 0.0}), 0.1);
}

TEST(PortRelation, OfATeeIsItsImpedanceMatrix) {
  const Cards c = Cards().r("in", "x", 3).r("x", "0", 5).r("x", "out", 7);
  const PortRelation relation = relation_of(c, 0);
  ASSERT_EQ(relation.rows.size(), 2U);
  EXPECT_LT(violation(relation, {3.0 + 5.0, 1.0, 5.0, 0.0, 0.0}), accurate);
  EXPECT_LT(violation(relation, {5.0, 0.0, 5.0 + 7.0, 1.0, 0.0}), accurate);
}

TEST(PortRelation, OfAnIdealAmplifierNeedsNoMatrixThatExists) {
  const Cards c = Cards().opamp("in", "out", "out");
  const PortRelation relation = relation_of(c, 10);
  ASSERT_EQ(relation.rows.size(), 2U);
  EXPECT_EQ(violation(relation, {3.0, 0.0, 3.0, 7.0, 0.0}), 0);
  EXPECT_GT(violation(relation, {3.0, 1.0, 3.0, 7.0, 0.0}), 0.1);
}

TEST(PortRelation, OfAnIntegratorAtZeroHertzFixesItsInputAlone) {
  const Cards c = Cards().r("in", "m", 1e3).c("m", "out", 1e-9).opamp("0", "m", "out");
  const PortRelation relation = relation_of(c, 0);
  EXPECT_LT(violation(relation, {0.0, 0.0, 5.0, 3.0, 0.0}), accurate);
  EXPECT_GT(violation(relation, {1.0, 1e-3, 5.0, 3.0, 0.0}), 0.1) << "no current can flow on at 0 Hz";
}

TEST(PortRelation, OfShortedPortsAndOfNothingAtAll) {
  const PortRelation shorted = relation_of(Cards().r("in", "0", 0).r("out", "0", 0), 1);
  ASSERT_EQ(shorted.rows.size(), 2U);
  EXPECT_EQ(violation(shorted, {0.0, 3.0, 0.0, 4.0, 0.0}), 0);
  EXPECT_GT(violation(shorted, {1.0, 3.0, 0.0, 4.0, 0.0}), 0.1);
  const PortRelation open = relation_of(Cards().r("in", "a", 5).r("out", "b", 5), 1);
  ASSERT_EQ(open.rows.size(), 2U);
  EXPECT_EQ(violation(open, {3.0, 0.0, 4.0, 0.0, 0.0}), 0);
  EXPECT_GT(violation(open, {3.0, 1.0, 4.0, 0.0, 0.0}), 0.1);
}

TEST(PortRelation, SourcesWithinJoinByTheirFactor) {
  const Cards c = Cards().r("in", "out", 50).v("x", "out", 9, 2).r("x", "0", 10).i("0", "out", 9, 3);
  // Open ports: 3 A into 10 ohm behind the battery of 2 V (x above out).
  EXPECT_LT(violation(relation_of(c, 10), {30.0 - 2.0, 0.0, 30.0 - 2.0, 0.0, 1.0}), accurate);
  EXPECT_LT(violation(relation_of(c, 10), {60.0, 1.0, 10.0, 0.0, 0.0}), accurate) << "zeroed they are gone";
}

TEST(PortRelation, TwoPortsAtOneNodeShareItsVoltage) {
  const Cards c = Cards().r("in", "0", 5);
  PortReducer reducer(c.circuit, {c.node("in"), c.node("in")});
  const PortRelation relation = reducer.at(1);
  ASSERT_EQ(relation.rows.size(), 2U);
  EXPECT_LT(violation(relation, {5.0, 3.0, 5.0, -WideComplex(2.0), 0.0}), accurate);
  EXPECT_GT(violation(relation, {5.0, 3.0, 4.0, -WideComplex(2.0), 0.0}), 0.1);
}

TEST(PortRelation, CoefficientsThatAreZeroByStructureAreExactlyZero) {
  // A buffer with resistors that cancel nowhere by value: i1 has nothing to do with port 2.
  const Cards c = Cards().r("in", "0", 1e3).opamp("in", "o", "o").r("o", "out", 33);
  for (const PortRelation::Row& row : relation_of(c, 1e3).rows) {
    for (std::size_t k = 0; k < row.exact.size(); ++k) {
      EXPECT_EQ(row.exact[k].is_zero(), row.coefficients[k].is_zero());
    }
  }
}

/// The relation with port 2 (of in, out) left open or closed by a load, as an impedance at port 1.
Impedance closed(const PortRelation& relation, const Termination& right) {
  std::vector<TwoPort::Row> rows;
  for (const PortRelation::Row& row : relation.rows) {
    TwoPort::Row r;
    std::copy_n(row.coefficients.begin(), r.value.size(), r.value.begin());
    std::copy_n(row.exact.begin(), r.exact.size(), r.exact.begin());
    r.value[TwoPort::i2] = -r.value[TwoPort::i2];
    r.exact[TwoPort::i2] = -r.exact[TwoPort::i2];
    rows.push_back(r);
  }
  return TwoPort(std::move(rows)).close_right(right).seen_from_left().to_impedance();
}

TEST(PortRelation, ClosedByAnOpenShowsTheDrivingPointImpedanceOfRandomCircuits) {
  int finite = 0;
  for (unsigned seed = 5000; seed < 5600; ++seed) {
    const test::RandomCircuit random(seed, seed % 2 == 0);
    if (random.positive == ground || random.negative == random.positive) continue;
    const Circuit& circuit = random.cards.circuit;
    PortReducer reducer(circuit, {random.positive, random.negative});
    const Impedance z = closed(reducer.at(random.frequency), Termination::open());
    const Impedance expected = test::Oracle(circuit, random.frequency).port(random.positive, ground);
    ASSERT_EQ(z.is_undefined(), expected.is_undefined()) << "seed " << seed;
    ASSERT_EQ(z.is_infinite(), expected.is_infinite()) << "seed " << seed;
    if (!expected.is_finite()) continue;
    EXPECT_LE(std::abs(z.value() - expected.value()), 1e-10 * std::abs(expected.value())) << "seed " << seed;
    ++finite;
  }
  EXPECT_GT(finite, 100);
}

TEST(PortRelation, MovesBetweenZeroHertzAndOthersAsAsked) {
  const Cards c = Cards().r("in", "out", 50).c("out", "0", 1e-6);
  PortReducer reducer(c.circuit, {c.node("in"), c.node("out")});
  for (const double f : {1e3, 0.0, 1e-3, 0.0, 1e6}) {
    const Impedance z = closed(reducer.at(f), Termination::open());
    if (f == 0) {
      EXPECT_TRUE(z.is_infinite());
    } else {
      EXPECT_TRUE(agrees(z, WideComplex(50.0) + capacitor(f, 1e-6))) << f;
    }
  }
}

bool has_table(const Circuit& circuit) {
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (circuit.table(id) != nullptr) return true;
  }
  return false;
}

/// Many are solved side by side; further work with them needs all of their digits.
TEST(PortRelation, AtManyFrequenciesIsToAllDigitsWhatItIsAtEach) {
  std::size_t in_lanes = 0;
  for (unsigned seed = 7000; seed < 7300; ++seed) {
    const test::RandomCircuit random(seed, seed % 2 == 0);
    if (has_table(random.cards.circuit)) continue;
    std::vector<double> frequencies{0};
    for (int k = -6; k <= 6; ++k)
      frequencies.push_back((random.frequency == 0 ? 1e3 : random.frequency) * std::pow(1.7, k));
    PortReducer many(random.cards.circuit, {random.positive, random.negative});
    PortReducer each(random.cards.circuit, {random.positive, random.negative});
    const std::vector<PortRelation> relations = many.at_all(frequencies);
    ASSERT_EQ(relations.size(), frequencies.size());
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      const PortRelation alone = each.at(frequencies[k]);
      ASSERT_EQ(relations[k].rows.size(), alone.rows.size()) << "seed " << seed;
      for (std::size_t row = 0; row < alone.rows.size(); ++row) {
        EXPECT_EQ(relations[k].rows[row].exact, alone.rows[row].exact) << "seed " << seed;
        for (std::size_t c = 0; c < alone.rows[row].coefficients.size(); ++c) {
          const ComplexDD& expected = alone.rows[row].coefficients[c];
          EXPECT_LE(abs(relations[k].rows[row].coefficients[c] - expected), 1e-24 * abs(expected)) << "seed " << seed;
        }
      }
    }
    in_lanes += many.counters().in_lanes;
  }
  EXPECT_GT(in_lanes, 1000U);
}

/// Resonance at one of the frequencies, and admittances thirty decades apart.
TEST(PortRelation, AtManyFrequenciesKeepsAllDigitsWhereValuesCancel) {
  const double henries = 1e-3, farads = 1e-9, resonance = 159154.94309189535;
  const Cards c = Cards().r("in", "0", 1e15).l("in", "a", henries).c("a", "b", farads).r("b", "out", 1e-15);
  std::vector<double> frequencies;
  for (int k = -10; k <= 10; ++k) frequencies.push_back(resonance * (k == 0 ? 1 : std::pow(2.0, k)));
  PortReducer reducer(c.circuit, {c.node("in"), c.node("out")});
  const std::vector<PortRelation> relations = reducer.at_all(frequencies);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const double f = frequencies[k];
    const WideComplex Z = test::inductor(f, henries) + capacitor(f, farads) + 1e-15;
    const WideComplex v1 = Z * 2.0 + 1.0;
    ASSERT_EQ(relations[k].rows.size(), 2U) << f;
    EXPECT_LT(violation(relations[k], {v1, v1 / WideComplex(1e15) + 2.0, 1.0, -WideComplex(2.0), 0.0}), accurate) << f;
  }
  EXPECT_GT(reducer.counters().in_lanes, 15U);
}

}  // namespace
}  // namespace ohmscope

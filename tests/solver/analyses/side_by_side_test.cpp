// Frequencies that are solved side by side, by tape or in lanes, are what they are one by one, however many processors
// share them.

#include <gmock/gmock.h>
#include <tbb/global_control.h>

#include <set>

#include "solver/analyses/driving_point.hpp"
#include "solver/analyses/small_signal.hpp"
#include "solver/circuit/mna_system.hpp"
#include "solver/circuit/port_tape.hpp"
#include "support/circuits.hpp"
#include "support/random_circuit.hpp"
#include "support/vectors.hpp"
#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::Cards;
using test::RandomCircuit;
using test::relative_error;
using test::text;
using test::WideComplex;

bool near(const Impedance& a, const Impedance& b, double tolerance) {
  if (!a.is_finite() || !b.is_finite())
    return a.is_undefined() == b.is_undefined() && a.is_infinite() == b.is_infinite();
  return std::abs(a.value() - b.value()) <= tolerance * std::abs(b.value());
}
bool same(const Impedance& a, const Impedance& b) { return near(a, b, 1e-11); }

/// A table says nothing of other frequencies than its own.
bool has_table(const Circuit& circuit) {
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    if (circuit.table(id) != nullptr) return true;
  }
  return false;
}

/// More than go side by side, 0 Hz among them, around a circuit's own.
std::vector<double> sweep_around(double frequency) {
  std::vector<double> frequencies;
  for (int k = -10; k <= 10; ++k) frequencies.push_back((frequency == 0 ? 1e3 : frequency) * std::pow(1.37, k));
  frequencies[7] = 0;
  return frequencies;
}

TEST(SideBySide, PortsOfASweepAreThoseOfEachFrequency) {
  for (unsigned seed = 1; seed <= 600; ++seed) {
    const RandomCircuit random(seed, seed % 2 == 0);
    if (has_table(random.cards.circuit)) continue;
    const Port port{"x", random.positive, random.negative};
    const Port other{"y", static_cast<NodeId>(random.cards.circuit.node_count()) - 1, ground};
    const std::vector<double> frequencies = sweep_around(random.frequency);
    const auto sweep = driving_point_impedances(random.cards.circuit, {port, other}, frequencies);
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      const auto alone = driving_point_impedances(random.cards.circuit, {port, other}, {frequencies[k]});
      for (std::size_t p = 0; p < 2; ++p) {
        EXPECT_TRUE(same(sweep[p][k], alone[p][0])) << text(sweep[p][k]) << " instead of " << text(alone[p][0])
                                                    << ", seed " << seed << " at " << frequencies[k] << " Hz";
      }
    }
  }
}

TEST(SideBySide, VoltagesAndCurrentsOfASweepAreThoseOfEachFrequency) {
  for (unsigned seed = 1; seed <= 600; ++seed) {
    RandomCircuit random(seed, seed % 2 == 0);
    if (has_table(random.cards.circuit)) continue;
    random.cards.i("a", "0", 0, 1e-3);
    const std::vector<double> frequencies = sweep_around(random.frequency);
    const SmallSignalResult sweep = ac_analysis(random.cards.circuit, frequencies);
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      const SignalValues alone = ac_analysis(random.cards.circuit, {frequencies[k]}).points[0];
      const auto expect_same = [&](const auto& values, const auto& expected) {
        ASSERT_EQ(values.size(), expected.size());
        for (std::size_t n = 0; n < values.size(); ++n) {
          EXPECT_TRUE(same(values[n], expected[n])) << values[n] << " instead of " << expected[n] << ", seed " << seed
                                                    << ", number " << n << " at " << frequencies[k] << " Hz";
        }
      };
      expect_same(sweep.points[k].voltages, alone.voltages);
      expect_same(sweep.points[k].currents, alone.currents);
      EXPECT_EQ(sweep.points[k].undetermined.nodes, alone.undetermined.nodes);
      EXPECT_EQ(sweep.points[k].solvable, alone.solvable);
    }
  }
}

TEST(SideBySide, VoltagesBeyondADoublesRangeSpoilNoOthers) {
  Cards cards = Cards().i("0", "a", 0, 1e-3).r("a", "0", 1e3).c("a", "0", 1e-9).e("b", "0", "a", "0", 1e200);
  cards.e("c", "0", "b", "0", 1e200).e("d", "0", "c", "0", 1e-200);
  const std::vector<double> frequencies{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
  const SmallSignalResult sweep = ac_analysis(cards.circuit, frequencies);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const SignalValues alone = ac_analysis(cards.circuit, {frequencies[k]}).points[0];
    for (std::size_t node = 0; node < alone.voltages.size(); ++node) {
      EXPECT_TRUE(same(sweep.points[k].voltages[node], alone.voltages[node]))
          << sweep.points[k].voltages[node] << " instead of " << alone.voltages[node] << ", node " << node;
    }
    EXPECT_TRUE(same(sweep.points[k].voltages[static_cast<std::size_t>(cards.node("a"))],
                     1.0 / std::complex<double>(1, 2e-6 * 3.14159265358979323846 * frequencies[k])));
  }
}

/// R in series with C parallel to the rest.
Cards ladder(int sections) {
  Cards cards;
  for (int k = 0; k < sections; ++k) {
    const std::string right = "n" + std::to_string(k + 1);
    cards.r("n" + std::to_string(k), right, 10).c(right, "0", 1e-9);
  }
  return cards;
}
WideComplex ladder_impedance(double f, int sections) {
  WideComplex z = WideComplex(10) + test::capacitor(f, 1e-9);
  for (int k = 1; k < sections; ++k) z = WideComplex(10) + test::par(test::capacitor(f, 1e-9), z);
  return z;
}
constexpr int many = 1500;

TEST(SideBySide, ALongLadderKeepsNineDigitsFromMicrohertzToTerahertz) {
  std::vector<double> frequencies;
  for (double f = 1e-6; f <= 1e12; f *= 10) frequencies.push_back(f);
  const Cards cards = ladder(many);
  const auto z = driving_point_impedances(cards.circuit, {{"x", cards.node("n0"), ground}}, frequencies)[0];
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    EXPECT_LT(relative_error(z[k].value(), ladder_impedance(frequencies[k], many)), 1e-9) << frequencies[k];
  }
}

TEST(SideBySide, ATapeGivesNoDigitThatRoundingHasSpoilt) {
  const Cards cards = ladder(many);
  const MnaSystem mna = assemble(cards.circuit);
  const SystemAtFrequency sample = at_frequency(mna.system, 1e5);
  const RegularPart part(sample);
  const auto tape = PortTape::write(sample, &part, MnaSystem::voltage(cards.node("n0")), 0.001);
  ASSERT_TRUE(tape);
  std::size_t given = 0;
  for (double f = 1e-6; f <= 1e12; f *= 10) {
    const DoubleDouble omega = at_frequency(mna.system, f).omega;
    const auto z = tape->at({&omega, 1})[0];
    if (!z) continue;
    ++given;
    EXPECT_LT(relative_error(*z, ladder_impedance(f, many)), 1e-10) << f;
  }
  EXPECT_GE(given, 8U);   // from 10 kHz on nothing cancels
  EXPECT_LT(given, 19U);  // at 1 uHz a shunt of 1e-14 S is all that there is beside 0.1 S
}

/// Among as many nodes as make a tape worth its while: one is written before anything is known of the structure.
TEST(SideBySide, ATapeOfAnyCircuitGivesWhatEachFrequencyGives) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    RandomCircuit random(seed, seed % 2 == 0);
    if (has_table(random.cards.circuit)) continue;
    std::vector<Port> ports{{"x", random.positive, random.negative}};
    if (seed % 3 == 0) ports.push_back({"y", static_cast<NodeId>(random.cards.circuit.node_count()) - 1, ground});
    const std::vector<double> frequencies = sweep_around(random.frequency);
    std::vector<std::vector<Impedance>> alone(ports.size());
    for (const double f : frequencies) {
      for (std::size_t p = 0; p < ports.size(); ++p)
        alone[p].push_back(driving_point_impedances(random.cards.circuit, {ports[p]}, {f})[0][0]);
    }
    for (int k = 0; k < 1000; ++k) random.cards.r("beside" + std::to_string(k), "0", 1 + k);
    const auto sweep = driving_point_impedances(random.cards.circuit, ports, frequencies);
    for (std::size_t p = 0; p < ports.size(); ++p) {
      for (std::size_t k = 0; k < frequencies.size(); ++k) {
        EXPECT_TRUE(near(sweep[p][k], alone[p][k], 2e-10)) << text(sweep[p][k]) << " instead of " << text(alone[p][k])
                                                           << ", seed " << seed << " at " << frequencies[k];
      }
    }
  }
}

TEST(SideBySide, AFewPortsOfALongLadderTakeATapeEach) {
  const Cards cards = ladder(many);
  const std::vector<double> frequencies{1e4, 1e5, 1e6, 1e7, 1e8};
  const std::vector<Port> ports{
      {"x", cards.node("n0"), ground}, {"y", cards.node("n700"), cards.node("n1")}, {"z", cards.node("n3"), ground}};
  const PortSweepResult sweep = sweep_ports(cards.circuit, ports, frequencies);
  EXPECT_EQ(sweep.counters.by_tape, frequencies.size());
  for (std::size_t p = 0; p < ports.size(); ++p) {
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      const std::vector<Port> too_many_for_tapes(9, ports[p]);
      const auto solved = driving_point_impedances(cards.circuit, too_many_for_tapes, {frequencies[k]});
      EXPECT_TRUE(near(sweep.z[p][k], solved[0][0], 1e-9)) << ports[p].name << " at " << frequencies[k];
    }
  }
}

TEST(SideBySide, OneFrequencyOfALongLadderTakesATapeToo) {
  const Cards cards = ladder(many);
  const std::vector<Port> ports{{"x", cards.node("n0"), ground}};
  const PortSweepResult at_one = sweep_ports(cards.circuit, ports, {1e6});
  EXPECT_EQ(at_one.counters.by_tape, 1U);
  EXPECT_LT(relative_error(at_one.z[0][0].value(), ladder_impedance(1e6, many)), 1e-9);
}

/// A source at one port does not hold up the others, and nothing is solved for its own.
TEST(SideBySide, APortAtAVoltageSourceIsAShortBesideOthersThatTakeATape) {
  Cards cards = ladder(many);
  cards.v("s", "0", 5, 1).r("s", "n0", 50);
  const std::vector<double> frequencies{0, 1e4, 1e5, 1e6, 1e7};
  const PortSweepResult sweep =
      sweep_ports(cards.circuit, {{"s", ground, cards.node("s")}, {"x", cards.node("n0"), ground}}, frequencies);
  EXPECT_EQ(sweep.counters.by_tape, 4U);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    ASSERT_TRUE(sweep.z[0][k].is_finite());
    EXPECT_EQ(sweep.z[0][k].value(), 0.0);
    const WideComplex expected =
        k == 0 ? WideComplex(50) : test::par(WideComplex(50), ladder_impedance(frequencies[k], many));
    EXPECT_LT(relative_error(sweep.z[1][k].value(), expected), 1e-9) << frequencies[k];
  }
}

TEST(SideBySide, ATapeKnowsNothingOfZeroAndInfinity) {
  const std::vector<double> frequencies{0, 1, 1e3, 1e4, 1e5, 1e6};
  const auto all_are = [&](const Cards& cards, const Port& port, const auto& is_right) {
    const auto z = driving_point_impedances(cards.circuit, {port}, frequencies)[0];
    return std::all_of(z.begin(), z.end(), is_right);
  };
  Cards shorted = ladder(many);
  shorted.v("n0", "0", 5, 1);
  EXPECT_TRUE(all_are(shorted, {"x", shorted.node("n0"), ground},
                      [](const Impedance& z) { return z.is_finite() && z.value() == 0.0; }));
  const Cards plain = ladder(many);
  EXPECT_TRUE(all_are(plain, {"x", plain.node("n5"), plain.node("n5")},
                      [](const Impedance& z) { return z.is_finite() && z.value() == 0.0; }));
  Cards floating = ladder(many);
  floating.r("a", "b", 1e3).c("b", "c", 1e-9);
  const Port across{"x", floating.node("a"), ground};
  EXPECT_TRUE(all_are(floating, across, [](const Impedance& z) { return z.is_infinite(); }));
  const Port within{"x", floating.node("a"), floating.node("b")};
  EXPECT_TRUE(all_are(floating, within, [](const Impedance& z) { return z.is_finite() && z.value() == 1e3; }));
}

TEST(SideBySide, TheNumberOfProcessorsChangesNoDigit) {
  const Cards cards = ladder(many);
  const std::vector<Port> one{{"x", cards.node("n0"), ground}};
  const std::vector<Port> two{{"x", cards.node("n0"), ground}, {"y", cards.node("n700"), cards.node("n1")}};
  std::vector<double> frequencies;
  for (double f = 1e-3; f <= 1e9; f *= 1.5) frequencies.push_back(f);
  for (const auto& ports : {one, two}) {
    std::vector<std::vector<Impedance>> first;
    for (const std::size_t processors : {1U, 2U, 3U}) {
      const tbb::global_control control(tbb::global_control::max_allowed_parallelism, processors);
      const auto z = driving_point_impedances(cards.circuit, ports, frequencies);
      if (first.empty()) first = z;
      for (std::size_t p = 0; p < ports.size(); ++p) {
        for (std::size_t k = 0; k < frequencies.size(); ++k) EXPECT_EQ(z[p][k].value(), first[p][k].value());
      }
    }
  }
}

TEST(SideBySide, EveryKindOfVectorGivesTheSame) {
  const Cards cards = ladder(many);
  const std::vector<Port> one{{"x", cards.node("n0"), ground}};
  const std::vector<Port> two{{"x", cards.node("n0"), ground}, {"y", cards.node("n700"), cards.node("n1")}};
  const std::vector<double> frequencies{1e-2, 0, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 2e3, 3e3};
  const auto expected_one = driving_point_impedances(cards.circuit, one, frequencies);
  const auto expected_two = driving_point_impedances(cards.circuit, two, frequencies);
  std::set<std::size_t> widths;
  for (const std::int64_t target : test::kinds_of_vectors()) {
    const test::VectorsOf vectors(target);
    widths.insert(PortTape::width());
    const auto z_one = driving_point_impedances(cards.circuit, one, frequencies);
    const auto z_two = driving_point_impedances(cards.circuit, two, frequencies);
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      EXPECT_TRUE(near(z_one[0][k], expected_one[0][k], 1e-9)) << hwy::TargetName(target) << " " << frequencies[k];
      for (std::size_t p = 0; p < 2; ++p) {
        EXPECT_TRUE(near(z_two[p][k], expected_two[p][k], 1e-11)) << hwy::TargetName(target) << " " << frequencies[k];
      }
    }
  }
  if (test::some_have_no_vectors) {
    EXPECT_THAT(widths, ::testing::Contains(tape_vectors)) << "without vectors";
  }
}

/// A near-floating port, an exact resonance, values 30 decades apart: what plain elimination in doubles would miss.
TEST(SideBySide, BadlyScaledCircuitsKeepNineDigitsInLanes) {
  const double f0 = 5032921.2104487036;  // of 1 uH and 1 nF
  const Cards tank = Cards().r("a", "m", 1e-9).l("m", "0", 1e-6).c("a", "0", 1e-9);
  const Cards pi = Cards().c("a", "0", 1e-9).r("a", "m", 5).l("m", "b", 1e-5).c("b", "0", 1e-9);
  const Cards floating = Cards().r("a", "b", 1e-15).r("b", "0", 1e15).c("a", "0", 1e-18);
  std::vector<double> frequencies;
  for (int k = -9; k <= 9; ++k) frequencies.push_back(f0 * (1 + k * 1e-12));
  for (double f = 1e-3; f < 1e12; f *= 7) frequencies.push_back(f);
  const auto expect = [&](const Cards& cards, const auto& expected) {
    const auto z = driving_point_impedances(cards.circuit, {{"x", cards.node("a"), ground}}, frequencies)[0];
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      EXPECT_LT(relative_error(z[k].value(), expected(frequencies[k])), 1e-9) << frequencies[k];
    }
  };
  using test::capacitor;
  using test::inductor;
  using test::par;
  expect(tank, [](double f) { return par(WideComplex(1e-9) + inductor(f, 1e-6), capacitor(f, 1e-9)); });
  expect(pi, [](double f) { return par(capacitor(f, 1e-9), WideComplex(5) + inductor(f, 1e-5) + capacitor(f, 1e-9)); });
  expect(floating, [](double f) { return par(WideComplex(1e-15) + WideComplex(1e15), capacitor(f, 1e-18)); });
}

/// Amplifiers raise a voltage beyond what doubles hold and bring half of it back: eliminated the other way round, the
/// products of their gains underflow first.
TEST(SideBySide, ATapeDoesNotLoseWhatUnderflowsOnItsWay) {
  Cards cards = Cards().r("n0", "0", 1e3).c("n0", "0", 1e-9);
  constexpr int gains = 800;
  for (int k = 0; k < gains; ++k) {
    const double gain = (k < gains / 2 ? 10 : 0.1) * (k + 1 == gains ? 0.5 : 1);
    cards.e("n" + std::to_string(k + 1), "0", "n" + std::to_string(k), "0", gain);
  }
  const std::vector<double> frequencies{1, 10, 100, 1e3, 1e4, 1e5};
  const Port port{"x", cards.node("n0"), cards.node("n" + std::to_string(gains))};
  const auto z = driving_point_impedances(cards.circuit, {port}, frequencies)[0];
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const WideComplex input = test::par(WideComplex(1e3), test::capacitor(frequencies[k], 1e-9));
    EXPECT_LT(relative_error(z[k].value(), input / WideComplex(2)), 1e-9) << frequencies[k];
  }
}

}  // namespace
}  // namespace ohmscope

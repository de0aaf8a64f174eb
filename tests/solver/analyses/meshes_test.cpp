// Circuits that fill in when they are eliminated: dense panels of them, several frequencies side by side, give what
// each frequency alone does, and what textbooks do.

#include <gmock/gmock.h>

#include <numbers>
#include <random>
#include <set>

#include "solver/analyses/driving_point.hpp"
#include "solver/circuit/lane_solver.hpp"
#include "solver/circuit/mna_system.hpp"
#include "support/circuits.hpp"
#include "support/plain_nodal.hpp"
#include "support/vectors.hpp"
#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::Cards;
using test::text;

constexpr int side = 14;
constexpr int nodes = side * side;

std::string node(int k) { return "n" + std::to_string(k); }

/// Calls visit(k, l) for each pair of neighbours in a square grid.
template <class Visit>
void for_each_link(const Visit& visit) {
  for (int k = 0; k < nodes; ++k) {
    if ((k + 1) % side != 0) visit(k, k + 1);
    if (k + side < nodes) visit(k, k + side);
  }
}

class Random {
 public:
  explicit Random(unsigned seed) : rng_(seed) {}
  int below(int limit) { return static_cast<int>(rng_() % static_cast<unsigned>(limit)); }
  /// From low to high, evenly by decades.
  double between(double low, double high) { return low * std::pow(high / low, std::ldexp(double(rng_()), -32)); }
  std::string any_node() { return node(below(nodes)); }

 private:
  std::mt19937 rng_;
};

Cards rc_mesh(unsigned seed) {
  Random random(seed);
  Cards cards;
  for_each_link([&](int k, int l) { cards.r(node(k), node(l), random.between(1, 1e3)); });
  for (int k = 0; k < nodes; ++k) cards.c(node(k), "0", random.between(1e-12, 1e-9));
  return cards.r(node(nodes - 1), "0", 50);
}

/// All kinds of two-pin elements; values of a breadboard, or over 20 decades. Each node has some loss.
Cards mixed_mesh(unsigned seed, bool wide) {
  Random random(seed);
  Cards cards;
  for_each_link([&](int k, int l) {
    const int kind = random.below(4);
    if (kind <= 1) cards.r(node(k), node(l), wide ? random.between(1e-6, 1e12) : random.between(1, 1e4));
    if (kind == 2) cards.l(node(k), node(l), wide ? random.between(1e-12, 1) : random.between(1e-7, 1e-4));
    if (kind == 3) cards.c(node(k), node(l), wide ? random.between(1e-18, 1e-3) : random.between(1e-12, 1e-8));
  });
  for (int k = 0; k < nodes; ++k) cards.r(node(k), "0", wide ? random.between(1, 1e12) : 1e4);
  return cards;
}

/// Controlled sources, op-amps and transformers among them: unsymmetric, and not all pivots on the diagonal.
Cards active_mesh(unsigned seed, bool wide) {
  Cards cards = mixed_mesh(seed, wide);
  Random random(seed + 1000);
  for (int k = 0; k < 30; ++k) {
    const auto any = [&] { return random.any_node(); };
    cards.g(any(), any(), any(), any(), random.between(1e-6, 1e-1));
    cards.e("e" + std::to_string(k), any(), any(), any(), random.between(1e-2, 1e2));
    cards.r("e" + std::to_string(k), any(), 100);
    if (k % 5 == 0) cards.opamp(any(), any(), "o" + std::to_string(k), 1e5, 1e6).r("o" + std::to_string(k), any(), 1e3);
    if (k % 5 == 1) cards.transformer(any(), "0", any(), "0", 2);
    if (k % 5 == 2) cards.v(any(), "v" + std::to_string(k), 0).r("v" + std::to_string(k), "0", 10);
  }
  return cards;
}

std::vector<double> decades(double low, double high, double step) {
  std::vector<double> frequencies;
  for (double f = low; f <= high; f *= step) frequencies.push_back(f);
  return frequencies;
}

std::vector<Port> ports_of(const Cards& cards) {
  return {{"corner", cards.node(node(0)), ground}, {"middle", cards.node(node(nodes / 2)), cards.node(node(3))}};
}

/// All ports together, and the first alone, which needs less.
void expect_what_each_frequency_gives(const Cards& cards, const std::vector<double>& frequencies,
                                      const std::string& what) {
  const std::vector<Port> ports = ports_of(cards);
  auto z = driving_point_impedances(cards.circuit, ports, frequencies);
  z.push_back(driving_point_impedances(cards.circuit, {ports[0]}, frequencies)[0]);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const auto alone = driving_point_impedances(cards.circuit, ports, {frequencies[k]});
    for (std::size_t p = 0; p < z.size(); ++p) {
      const Impedance& expected = alone[p % 2][0];
      EXPECT_TRUE(z[p][k].is_finite() && expected.is_finite() &&
                  std::abs(z[p][k].value() - expected.value()) <= 1e-9 * std::abs(expected.value()))
          << text(z[p][k]) << " instead of " << text(expected) << ", " << what << " at " << frequencies[k] << " Hz";
    }
  }
}

TEST(Meshes, ImpedancesAreThoseOfNodalAnalysisByTheBook) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const Cards cards = rc_mesh(seed);
    const std::vector<Port> ports = ports_of(cards);
    const std::vector<double> frequencies = decades(1e5, 1e9, 4);
    const auto z = driving_point_impedances(cards.circuit, ports, frequencies);
    for (std::size_t p = 0; p < ports.size(); ++p) {
      for (std::size_t k = 0; k < frequencies.size(); ++k) {
        const auto expected = test::plain_nodal(cards.circuit, ports[p].positive, ports[p].negative, frequencies[k]);
        EXPECT_LT(std::abs(z[p][k].value() - expected), 1e-10 * std::abs(expected)) << frequencies[k];
      }
    }
  }
}

TEST(Meshes, OfPassivePartsGiveWhatEachFrequencyGives) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    expect_what_each_frequency_gives(mixed_mesh(seed, false), decades(10, 1e9, 5), "seed " + std::to_string(seed));
  }
}

/// Ideal sources and inductors beside the grid's own parts: pivots that are not on the diagonal.
TEST(Meshes, HeldBySourcesGiveWhatEachFrequencyGives) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    Cards cards = seed % 2 == 0 ? rc_mesh(seed) : mixed_mesh(seed, false);
    cards.v("s", "0", 1).r("s", node(5), 50).v(node(20), "0", 1).v("0", node(90), 1).v(node(70), node(100), 1);
    cards.e("b", "0", "s", "0", seed == 3 ? 2 : 0).r("b", node(33), 10);
    expect_what_each_frequency_gives(cards, decades(10, 1e9, 5), "seed " + std::to_string(seed));
  }
}

TEST(Meshes, OfValuesOverTwentyDecadesGiveWhatEachFrequencyGives) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    expect_what_each_frequency_gives(mixed_mesh(seed, true), decades(1e-3, 1e12, 20), "seed " + std::to_string(seed));
    expect_what_each_frequency_gives(active_mesh(seed, true), decades(1e-3, 1e12, 20),
                                     "active, seed " + std::to_string(seed));
  }
}

TEST(Meshes, ThatAmplifyGiveWhatEachFrequencyGives) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    expect_what_each_frequency_gives(active_mesh(seed, false), decades(10, 1e9, 5), "seed " + std::to_string(seed));
  }
}

/// Without a path to ground but some attofarads: what plain elimination loses beside the mesh's own conductances.
TEST(Meshes, ThatNearlyFloatKeepNineDigits) {
  Cards cards;
  for_each_link([&](int k, int l) { cards.r(node(k), node(l), 1); });
  cards.c(node(nodes / 2), "0", 1e-15);
  const std::vector<double> frequencies = decades(1, 1e9, 8);
  const NodeId port = cards.node(node(nodes / 2));
  const auto z = driving_point_impedances(cards.circuit, {{"x", port, ground}}, frequencies)[0];
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    EXPECT_TRUE(test::agrees(z[k], test::capacitor(frequencies[k], 1e-15), 1e-9)) << frequencies[k];
  }
  expect_what_each_frequency_gives(cards, frequencies, "nearly floating");
}

/// Half of it, which the port is not at, hangs on an attofarad: its voltages have few digits, the port's have all.
TEST(Meshes, WithANearlyFloatingHalfKeepThePortsDigits) {
  Cards cards;
  for_each_link([&](int k, int l) {
    if (l < nodes / 2 || k >= nodes / 2) cards.r(node(k), node(l), 10);
  });
  cards.c(node(3), node(nodes - 1), 1e-18).r(node(40), "0", 50);
  expect_what_each_frequency_gives(cards, decades(1e-3, 1e9, 6), "half of it floating");
}

/// Modes of a lossless grid of L and C: (2 pi f)^2 LC = 4 sin^2(pi p / 2 side) + 4 sin^2(pi q / 2 side).
TEST(Meshes, AtTheirResonancesGiveWhatEachFrequencyGives) {
  Cards cards;
  for_each_link([&](int k, int l) { cards.l(node(k), node(l), 1e-6); });
  for (int k = 0; k < nodes; ++k) cards.c(node(k), "0", 1e-9);
  std::vector<double> frequencies;
  for (const auto& [p, q] : {std::pair{0, 1}, {1, 1}, {2, 5}, {13, 13}}) {
    const auto sine = [](int m) { return std::sin(std::numbers::pi * m / (2 * side)); };
    const double resonance = std::hypot(2 * sine(p), 2 * sine(q)) / std::sqrt(1e-15) / (2 * std::numbers::pi);
    for (const double off : {-1e-3, -1e-6, 1e-6, 1e-3}) frequencies.push_back(resonance * (1 + off));
  }
  expect_what_each_frequency_gives(cards, frequencies, "lossless");
}

TEST(Meshes, AreTheSameWithEveryKindOfVector) {
  const std::vector<double> frequencies = decades(1e3, 1e8, 3);
  std::set<std::size_t> widths;
  for (const Cards& cards : {mixed_mesh(7, false), active_mesh(7, false)}) {
    for (const std::int64_t target : test::kinds_of_vectors()) {
      const test::VectorsOf vectors(target);
      widths.insert(LaneSolver::width());
      expect_what_each_frequency_gives(cards, frequencies, hwy::TargetName(target));
    }
  }
  if (test::some_have_no_vectors) {
    EXPECT_THAT(widths, ::testing::Contains(1)) << "without vectors";
  }
}

TEST(Meshes, NeedNoFrequencyToBeSolvedAlone) {
  for (const Cards& cards : {rc_mesh(1), rc_mesh(2).v(node(9), "0", 1), active_mesh(1, false)}) {
    const auto sweep = sweep_ports(cards.circuit, ports_of(cards), decades(1e5, 1e7, 1.5));
    EXPECT_EQ(sweep.counters.factorizations, 0U);
    EXPECT_GE(sweep.counters.in_lanes, 12U);
  }
}

/// Of a square grid, L has about n log n entries.
TEST(Meshes, TakeMemoryInProportionToTheirEntries) {
  const auto memory = [](int length) {
    Cards cards;
    for (int k = 0; k < length * length; ++k) {
      cards.c(node(k), "0", 1e-9);
      if ((k + 1) % length != 0) cards.r(node(k), node(k + 1), 10);
      if (k + length < length * length) cards.r(node(k), node(k + length), 10);
    }
    const MnaSystem mna = assemble(cards.circuit);
    const SystemAtFrequency sample = at_frequency(mna.system, 1e5);
    const RegularPart part(sample);
    return static_cast<double>(LaneSolver(part, sample).memory(1));
  };
  const double small = memory(30);
  const double number = static_cast<double>(LaneSolver::width()) * 16;
  EXPECT_LT(small, number * 900 * 40);
  EXPECT_LT(memory(120) / small, 16 * 2);
}

}  // namespace
}  // namespace ohmscope

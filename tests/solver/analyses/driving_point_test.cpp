#include "solver/analyses/driving_point.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "solver/circuit/impedance_table.hpp"
#include "support/random_circuit.hpp"
#include "support/wide.hpp"

namespace ohmscope {
namespace {

using test::agrees;
using test::Cards;
using test::text;

bool same(const Impedance& a, const Impedance& b) {
  if (a.is_undefined() || b.is_undefined()) return a.is_undefined() && b.is_undefined();
  if (a.is_infinite() || b.is_infinite()) return a.is_infinite() && b.is_infinite();
  return std::abs(a.value() - b.value()) <= 1e-12 * std::abs(b.value());
}

TEST(DrivingPoint, ManyPortsAtOnceAreThePortsOneByOne) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    const test::RandomCircuit random(seed, seed % 2 == 0);
    const Circuit& circuit = random.cards.circuit;
    std::vector<Port> ports;
    for (NodeId p = 0; p < static_cast<NodeId>(circuit.node_count()); ++p) {
      for (NodeId n = 0; n <= p; ++n) ports.push_back({"x", p, n});
    }
    const auto together = driving_point_impedances(circuit, ports, {random.frequency});
    for (std::size_t k = 0; k < ports.size(); ++k) {
      EXPECT_TRUE(same(together[k][0], driving_point_impedances(circuit, {ports[k]}, {random.frequency})[0][0]))
          << "seed " << seed << " port " << ports[k].positive << " " << ports[k].negative;
    }
  }
}

/// All nodes of a circuit large enough to be inverted once, against one port at a time.
void expect_same_at_once(const Circuit& circuit, const std::vector<double>& frequencies) {
  std::vector<Port> ports;
  for (NodeId node = 1; node < static_cast<NodeId>(circuit.node_count()); ++node) {
    ports.push_back({"x", node, ground});
    ports.push_back({"x", node, node - 1});
    ports.push_back({"x", node, 1});  // mostly nodes that nothing joins
  }
  const auto together = driving_point_impedances(circuit, ports, frequencies);
  for (std::size_t p = 0; p < ports.size(); p += 7) {
    const auto alone = driving_point_impedances(circuit, {ports[p]}, frequencies);
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      EXPECT_TRUE(same(together[p][k], alone[0][k]))
          << text(together[p][k]) << " instead of " << text(alone[0][k]) << ", port " << ports[p].positive << " "
          << ports[p].negative << " at " << frequencies[k] << " Hz";
    }
  }
}

std::string node(const char* letter, int k) { return letter + std::to_string(k); }

TEST(DrivingPoint, HundredsOfPortsFromGroundToGroundAreShortsEvenOfNothing) {
  const Circuit nothing;
  const std::vector<Port> ports(200, {"x", ground, ground});
  for (const auto& z : driving_point_impedances(nothing, ports, {0, 1e3})) {
    for (const Impedance& value : z) EXPECT_TRUE(test::is_short(value));
  }
}

TEST(DrivingPoint, HundredsOfPortsOfALadderAreThePortsOneByOne) {
  Cards c;
  for (int k = 1; k <= 200; ++k) c.r(node("n", k - 1), node("n", k), 10).c(node("n", k), "0", 1e-9);
  expect_same_at_once(c.circuit, {0, 1e-3, 1e3, 1e6, 1e12});
}

TEST(DrivingPoint, HundredsOfPortsWhereDoublesLoseAllDigitsAreThePortsOneByOne) {
  Cards c;
  for (int k = 1; k <= 100; ++k) {
    c.r(node("n", k - 1), node("n", k), k % 3 == 0 ? 1e-12 : 1e6).r(node("n", k), "0", k % 5 == 0 ? 1e15 : 1e3);
    c.r(node("n", k), node("m", k), 1e-15).c(node("m", k), "0", 1e-15);
  }
  expect_same_at_once(c.circuit, {0, 1, 1e9});
}

TEST(DrivingPoint, HundredsOfPortsOfOpampsSourcesAndPartsThatFloatAreThePortsOneByOne) {
  Cards c;
  for (int k = 1; k <= 60; ++k) {
    const std::string in = node("n", k - 1), minus = node("m", k), out = node("n", k);
    c.r(in, minus, 1e3).c(minus, out, 1e-9).r(minus, out, k % 2 == 0 ? 1e4 : test::inf);
    k % 3 == 0 ? c.opamp("0", minus, out) : c.opamp("0", minus, out, 1e5, 1e6, 1e6, 1e-12, 50);
    c.v(node("v", k), out, 1).r(node("v", k), node("w", k), k % 4 == 0 ? 0 : 5);
    c.c(node("f", k), node("g", k), 1e-9).c(node("f", k), node("g", k), -1e-9);
  }
  expect_same_at_once(c.circuit, {0, 1e3, 1e8});
}

TEST(DrivingPoint, TheOrderOfFrequenciesDoesNotMatter) {
  const Cards c = Cards()
                      .r("a", "b", 5)
                      .c("b", "0", 1e-9)
                      .l("b", "d", 1e-3)
                      .r("d", "0", 1e6)
                      .add(devices::transmission_line, {"d", "0", "e", "0"}, {50, 1e-8})
                      .opamp("0", "m", "o", 1e5, 1e6)
                      .r("e", "m", 1e3)
                      .c("m", "o", 1e-9);
  std::vector<double> frequencies{0, 1e-3, 10, 1e3, 1e6, 1e9, 1e12, 0, 10};
  const std::vector<Port> ports{{"a", c.node("a"), ground}, {"o", c.node("o"), ground}, {"e", c.node("e"), ground}};
  const auto forward = driving_point_impedances(c.circuit, ports, frequencies);
  std::reverse(frequencies.begin(), frequencies.end());
  auto backward = driving_point_impedances(c.circuit, ports, frequencies);
  for (std::size_t p = 0; p < ports.size(); ++p) {
    std::reverse(backward[p].begin(), backward[p].end());
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      EXPECT_TRUE(same(forward[p][k], backward[p][k])) << "port " << p << " frequency " << k;
    }
  }
}

/// A measured impedance in parallel with what the cards hold.
Cards with_table(Cards cards, const char* p, const char* n, std::vector<double> f,
                 std::vector<std::complex<double>> z) {
  const NodeId pins[] = {cards.circuit.node(p), cards.circuit.node(n)};
  cards.circuit.add(devices::measured, "z", pins, {}, {}, 0,
                    std::make_shared<const ImpedanceTable>("t", std::move(f), std::move(z)));
  return cards;
}

TEST(DrivingPoint, AMeasuredShortAtOneFrequencyIsNotOneAtAllOthers) {
  const Cards c = with_table(Cards().r("a", "0", 8), "a", "0", {10, 20, 30}, {0.0, 8.0, 0.0});
  const std::vector<Port> port{{"a", c.node("a"), ground}};
  for (const std::vector<double>& order : {std::vector<double>{10, 20, 30}, std::vector<double>{20, 10, 30}}) {
    const auto z = driving_point_impedances(c.circuit, port, order);
    for (std::size_t k = 0; k < order.size(); ++k) {
      const auto right = order[k] == 20 ? agrees(z[0][k], 4.0) : test::is_short(z[0][k]);
      EXPECT_TRUE(right) << order[k] << " Hz after " << order[0] << " Hz";
    }
  }
}

TEST(DrivingPoint, TwoMeasuredShortsInALoopOnlySometimesLeaveTheRestAlone) {
  Cards c = with_table(Cards().r("b", "0", 4), "a", "b", {10, 20}, {0.0, 8.0});
  c.r("a", "b", 0.0);
  const std::vector<Port> port{{"a", c.node("a"), ground}};
  for (const std::vector<double>& order : {std::vector<double>{10, 20}, std::vector<double>{20, 10}}) {
    const auto z = driving_point_impedances(c.circuit, port, order);
    for (const Impedance& value : z[0]) EXPECT_TRUE(agrees(value, 4.0));
  }
}

TEST(DrivingPoint, AMeasuredValueThatCancelsAtOneFrequencyDoesNotCancelAtAllOthers) {
  Cards c = with_table(Cards(), "a", "b", {10, 20}, {8.0, 9.0});
  c.r("b", "0", -8);
  const std::vector<Port> port{{"a", c.node("a"), ground}};
  const auto z = driving_point_impedances(c.circuit, port, {10, 20});
  EXPECT_TRUE(test::is_short(z[0][0]));
  EXPECT_TRUE(agrees(z[0][1], 1.0));
}

TEST(DrivingPoint, ALineThatIsManyNepersLongAtHighFrequenciesOnlyIsRightAtAll) {
  // Lossy RC line: short at 1 Hz, many nepers long at 1 MHz, where it shows its characteristic impedance.
  Cards c;
  c.add(devices::lossy_line, {"a", "0", "b", "0"}, {1e3, 0, 0, 1e-6, 1});
  const std::vector<Port> port{{"a", c.node("a"), ground}};
  const auto expected = [](double f) {
    const test::WideComplex z = 1e3;
    const test::WideComplex y = test::jw(f) * 1e-6;
    const test::WideComplex t = sqrt(z * y);
    return z / t * cosh(t) / sinh(t);
  };
  for (const std::vector<double>& order : {std::vector<double>{1, 1e3, 1e6}, std::vector<double>{1e6, 1e3, 1}}) {
    const auto z = driving_point_impedances(c.circuit, port, order);
    for (std::size_t k = 0; k < order.size(); ++k) EXPECT_TRUE(agrees(z[0][k], expected(order[k]))) << order[k];
  }
}

TEST(DrivingPoint, IsReciprocalToTheCircuitReadBackwards) {
  const Cards forward = Cards().r("a", "b", 50).c("b", "0", 1e-9).r("b", "d", 7);
  const Cards backward = Cards().r("b", "d", 7).c("b", "0", 1e-9).r("a", "b", 50);
  const auto z = [](const Cards& c) {
    return driving_point_impedances(c.circuit, {{"a", c.node("a"), c.node("d")}}, {1e6})[0][0];
  };
  EXPECT_TRUE(same(z(forward), z(backward)));
}

TEST(DrivingPoint, AChainOf100000NodesIsNotTooLong) {
  Cards c;
  for (int k = 0; k < 100000; ++k) c.r("n" + std::to_string(k), "n" + std::to_string(k + 1), 10);
  c.r("n100000", "0", 10);
  EXPECT_TRUE(agrees(driving_point_impedances(c.circuit, {{"a", c.node("n0"), ground}}, {1})[0][0], 1000010.0));
}

TEST(DrivingPoint, AcrossAVoltageSourceIsZeroUnlessItsCurrentActsElsewhere) {
  const auto z = [](const Cards& cards, std::string_view p) {
    return driving_point_impedances(cards.circuit, {{"x", cards.node(p), ground}}, {0, 1e3})[0];
  };
  const Cards plain = Cards().v("a", "0", 5, 1).r("a", "b", 7).c("b", "0", 1e-9);
  const Cards reversed = Cards().v("0", "a", 5, 1).v("a", "0", -5, -1).r("a", "0", 7);
  const Cards with_resistance = Cards().v("a", "m", 5, 1).r("m", "0", 7);
  // The balance of node x lets no current through the source, and none is left for the port.
  const Cards looked_at = Cards().v("a", "0", 5, 1).r("a", "0", 7).f("x", "0", "e1", 2);
  // What the source takes comes back threefold, beside what flows through nothing else.
  const Cards mirrored = Cards().v("a", "0", 5, 1).f("a", "0", "e1", 2).r("a", "0", 7);
  const Cards inverted = Cards().v("a", "0", 5, 1).f("a", "0", "e1", -1).r("a", "0", 7);
  for (std::size_t k = 0; k < 2; ++k) {
    for (const Cards* cards : {&plain, &reversed, &mirrored})
      EXPECT_TRUE(same(z(*cards, "a")[k], Impedance::zero())) << k;
    EXPECT_EQ(z(with_resistance, "a")[k].value(), 7.0) << k;
    for (const Cards* cards : {&looked_at, &inverted}) EXPECT_TRUE(z(*cards, "a")[k].is_undefined()) << k;
  }
}

}  // namespace
}  // namespace ohmscope

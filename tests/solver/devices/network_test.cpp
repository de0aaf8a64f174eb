#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "solver/analyses/driving_point.hpp"
#include "solver/analyses/nport.hpp"
#include "solver/circuit/network_table.hpp"
#include "support/circuits.hpp"

namespace ohmscope {
namespace {

using test::Cards;
using test::inf;
using Complex = std::complex<double>;
using Kind = NetworkTable::Kind;

std::shared_ptr<const NetworkTable> table(Kind kind, std::vector<double> references, std::vector<double> frequencies,
                                          std::vector<Complex> values, NetworkTable::Rules rules = {}) {
  return std::make_shared<const NetworkTable>(
      "x", NetworkTable::Data{kind, std::move(references), std::move(frequencies), std::move(values)}, rules);
}

/// Adds a block between `nodes`, a pair a port.
Cards& add(Cards& c, std::initializer_list<std::string_view> nodes, std::shared_ptr<const NetworkTable> network,
           double m = 1) {
  std::vector<NodeId> pins;
  for (const std::string_view node : nodes) pins.push_back(c.circuit.node(node));
  const double values[] = {m};
  c.circuit.add(devices::network, "s" + std::to_string(c.circuit.element_count()), pins, values, {}, 0,
                FrequencyData(std::move(network)));
  return c;
}

Complex impedance(const Cards& c, std::string_view node, double frequency = 1) {
  const Port port{"p", c.node(std::string(node)), ground};
  return driving_point_impedances(c.circuit, {port}, {frequency})[0][0].value();
}

void expect_near(Complex found, Complex expected) {
  EXPECT_LE(std::abs(found - expected), 1e-13 * std::abs(expected)) << found << expected;
}

TEST(Network, AThroughOfReflectionsHasNoOtherMatrixAndIsAWire) {
  Cards c = Cards().r("b", "0", 75);
  add(c, {"a", "0", "b", "0"}, table(Kind::s, {50, 50}, {0, 1e9}, {0, 1, 1, 0, 0, 1, 1, 0}));
  expect_near(impedance(c, "a"), 75);
  expect_near(impedance(c, "a", 0), 75);
}

TEST(Network, AnOpenAndAShortAreExact) {
  Cards c = Cards().r("x", "0", 1);
  add(c, {"a", "0"}, table(Kind::s, {50}, {1}, {1}));
  add(c, {"b", "0"}, table(Kind::s, {50}, {1}, {-1}));
  EXPECT_TRUE(std::isinf(impedance(c, "a").real()));
  EXPECT_EQ(impedance(c, "b"), 0.0);
}

TEST(Network, EveryKindOfMatrixIsTheSameTwoPort) {
  // 30 ohm in series, 60 ohm to ground at port 2.
  const std::vector<Complex> z{90, 60, 60, 60};
  const std::vector<Complex> y{1. / 30, -1. / 30, -1. / 30, 1. / 20};
  const std::vector<Complex> h{30, 1, -1, 1. / 60};
  const std::vector<Complex> g{1. / 90, -2. / 3, 2. / 3, 20};
  for (const auto& [kind, values] : {std::pair(Kind::z, z), {Kind::y, y}, {Kind::h, h}, {Kind::g, g}}) {
    Cards c = Cards().r("b", "0", 60);
    add(c, {"a", "0", "b", "0"}, table(kind, {50, 75}, {1}, values));
    expect_near(impedance(c, "a"), 60);
  }
}

TEST(Network, ReflectionsOfUnlikeReferencesAreThoseOfTheNPortAnalysis) {
  const Cards lumped = Cards().r("a", "b", 30).l("b", "0", 1e-7).c("a", "c", 1e-11).r("c", "b", 200);
  const std::vector<NetworkPort> ports{
      {lumped.node("a"), ground, 50.0}, {lumped.node("b"), ground, 75.0}, {lumped.node("c"), ground, 20.0}};
  std::vector<Complex> s;
  for (const auto& entry : network_matrix(lumped.circuit, ports, NetworkMatrix::s, {1e8}).values)
    s.push_back(entry[0].value());
  Cards block = Cards().r("b", "0", 11).r("c", "0", 5);
  add(block, {"a", "0", "b", "0", "c", "0"}, table(Kind::s, {50, 75, 20}, {1e8}, s));
  Cards loaded = lumped;
  loaded.r("b", "0", 11).r("c", "0", 5);
  const Complex expected = impedance(loaded, "a", 1e8);
  EXPECT_LE(std::abs(impedance(block, "a", 1e8) - expected), 1e-12 * std::abs(expected));
}

TEST(Network, PortsMayFloatAndStandInParallel) {
  const auto load = table(Kind::s, {50}, {1}, {0.5});  // 150 ohm
  Cards c = Cards().r("b", "0", 7);
  add(c, {"a", "b"}, load);
  expect_near(impedance(c, "a"), 157);
  Cards three;
  add(three, {"a", "0"}, load, 3);
  expect_near(impedance(three, "a"), 50);
  Cards z;
  add(z, {"a", "0"}, table(Kind::z, {50}, {1}, {150}), 3);
  expect_near(impedance(z, "a"), 50);
}

TEST(NetworkTable, RealAndImaginaryPartsAreStraightBetweenPoints) {
  const auto t = table(Kind::s, {50}, {1e9, 2e9}, {Complex(0, 1), Complex(1, 0)});
  EXPECT_EQ((*t->at(1.25e9))[0], Complex(0.25, 0.75));
  EXPECT_EQ((*t->at(2e9))[0], 1.0);
  EXPECT_FALSE(t->at(2.5e9));
  EXPECT_FALSE(t->at(0));
}

TEST(NetworkTable, MagnitudesAndPhasesAreStraightWhereAskedForByTheShorterWay) {
  const auto t = table(Kind::s, {50}, {1, 3}, {std::polar(1., 3.), std::polar(3., -3.)}, {.is_polar = true});
  expect_near((*t->at(2))[0], -2);
}

TEST(NetworkTable, StepsHoldFromAPointToTheNext) {
  const auto t = table(Kind::s, {50}, {1, 3}, {0.1, 0.3}, {.is_stepped = true});
  EXPECT_EQ((*t->at(2.9))[0], 0.1);
}

TEST(NetworkTable, ItsEndsHoldWhereItIsExtrapolated) {
  const auto t = table(Kind::s, {50}, {1, 3}, {Complex(0.1, 0.2), 0.3}, {.is_extrapolated = true});
  EXPECT_EQ((*t->at(100))[0], 0.3);
  EXPECT_EQ((*t->at(0.5))[0], Complex(0.1, 0.2));
  EXPECT_EQ((*t->at(0))[0], 0.1);
}

}  // namespace
}  // namespace ohmscope

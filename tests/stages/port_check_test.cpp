// check_ports: two roads to a port's impedance that agree wherever it is defined.

#include "stages/port_check.hpp"

#include <gmock/gmock.h>

#include "support/circuits.hpp"
#include "support/oracle.hpp"
#include "support/random_circuit.hpp"

namespace ohmscope {
namespace {

using test::Cards;

TEST(CheckPorts, ComparesEveryFrequencyOfAPortBetweenTwoNodes) {
  const Cards c = Cards().r("a", "0", 100).r("b", "0", 300).c("a", "b", 1e-6);
  const auto checked = check_ports(c.circuit, {{"p", c.node("a"), c.node("b")}}, {0, 1e3, 1e12});
  ASSERT_EQ(checked.size(), 1U);
  EXPECT_EQ(checked[0].name, "p");
  EXPECT_EQ(checked[0].z.compared, 3U);
  EXPECT_EQ(checked[0].z.skipped, 0U);
  EXPECT_LE(checked[0].z.max_error, 1e-14);
}

TEST(CheckPorts, KnowsShortsOpensAndPortsWithoutAnAnswer) {
  const Cards c = Cards().r("a", "0", 100).r("x", "y", 50).v("s", "0", 1, 1).opamp("in", "0", "o");
  const std::vector<Port> ports{{"short", c.node("a"), c.node("a")},
                                {"source", c.node("s"), ground},
                                {"floating", c.node("x"), ground},
                                {"afloat", c.node("x"), c.node("y")},
                                {"undefined", c.node("o"), ground}};
  const auto checked = check_ports(c.circuit, ports, {1e3});
  for (const CheckedPort& port : checked) EXPECT_EQ(port.z.max_error, 0) << port.name;
  EXPECT_EQ(checked[4].z.skipped, 1U);
  for (const std::size_t k : {0U, 1U, 2U, 3U}) EXPECT_EQ(checked[k].z.compared, 1U) << checked[k].name;
  const CheckedPort& afloat = checked[3];
  EXPECT_LE(std::abs(afloat.z.by_rule.value() - 50.0), 1e-12);
}

TEST(CheckPorts, AgreesWithADenseSolutionOnRandomCircuits) {
  int finite = 0;
  for (unsigned seed = 9000; seed < 9300; ++seed) {
    const test::RandomCircuit random(seed, seed % 2 == 0);
    const Circuit& circuit = random.cards.circuit;
    const auto checked = check_ports(circuit, {{"p", random.positive, random.negative}}, {random.frequency});
    const Impedance expected = test::Oracle(circuit, random.frequency).port(random.positive, random.negative);
    const CheckedQuantity& z = checked[0].z;
    ASSERT_EQ(z.skipped == 1, expected.is_undefined()) << "seed " << seed;
    EXPECT_LE(z.max_error, 1e-10) << "seed " << seed;
    if (!expected.is_finite() || expected.value() == 0.0) continue;
    EXPECT_LE(std::abs(z.by_rule.value() - expected.value()), 1e-10 * std::abs(expected.value())) << "seed " << seed;
    ++finite;
  }
  EXPECT_GT(finite, 50);
}

}  // namespace
}  // namespace ohmscope

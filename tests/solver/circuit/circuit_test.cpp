#include "solver/circuit/circuit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "solver/circuit/impedance_table.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {
namespace {

using ::testing::ElementsAre;

TEST(Circuit, NamesOfNodesIgnoreCaseAndKeepTheirFirstSpelling) {
  Circuit circuit;
  const NodeId out = circuit.node("Out");
  EXPECT_EQ(circuit.node("OUT"), out);
  EXPECT_EQ(circuit.find_node("out"), out);
  EXPECT_EQ(circuit.node_name(out), "Out");
  EXPECT_EQ(circuit.node_count(), 2U);
}

TEST(Circuit, GroundHasTwoNames) {
  Circuit circuit;
  EXPECT_EQ(circuit.node("0"), ground);
  EXPECT_EQ(circuit.node("gnd"), ground);
  EXPECT_EQ(circuit.node("GND"), ground);
  EXPECT_EQ(circuit.node_count(), 1U);
  EXPECT_NE(circuit.node("00"), ground);
}

TEST(Circuit, AnUnknownNodeIsNotInventedByAskingForIt) {
  Circuit circuit;
  EXPECT_FALSE(circuit.find_node("a"));
  EXPECT_FALSE(circuit.find_node(""));
  EXPECT_EQ(circuit.node_count(), 1U);
}

TEST(Circuit, AnAliasIsOneMoreNameForTheSameNode) {
  Circuit circuit;
  const NodeId a = circuit.node("a");
  EXPECT_TRUE(circuit.alias("amp.out", a));
  EXPECT_EQ(circuit.find_node("AMP.OUT"), a);
  EXPECT_EQ(circuit.node("amp.out"), a);
  EXPECT_EQ(circuit.node_name(a), "a");
}

TEST(Circuit, AnAliasNeverTakesANameThatIsInUse) {
  Circuit circuit;
  const NodeId a = circuit.node("a");
  const NodeId b = circuit.node("b");
  EXPECT_FALSE(circuit.alias("B", a));
  EXPECT_FALSE(circuit.alias("gnd", a));
  EXPECT_EQ(circuit.find_node("b"), b);
}

TEST(Circuit, TwoElementsOfOneNameAreRefusedWhateverTheCase) {
  Circuit circuit;
  const NodeId pins[] = {circuit.node("a"), ground};
  const double values[] = {1.0};
  EXPECT_TRUE(circuit.add(devices::resistor, "R1", pins, values));
  EXPECT_FALSE(circuit.add(devices::resistor, "r1", pins, values));
  EXPECT_FALSE(circuit.add(devices::capacitor, "R1", pins, values));
  EXPECT_EQ(circuit.element_count(), 1U);
  EXPECT_EQ(circuit.find_element("r1"), 0);
  EXPECT_EQ(circuit.element_name(0), "R1");
  EXPECT_FALSE(circuit.find_element("r2"));
}

TEST(Circuit, ElementsAndNodesMayShareAName) {
  Circuit circuit;
  const NodeId pins[] = {circuit.node("x"), ground};
  const double values[] = {1.0};
  EXPECT_TRUE(circuit.add(devices::resistor, "x", pins, values));
  EXPECT_EQ(circuit.find_node("x"), 1);
}

TEST(Circuit, EachElementKeepsItsOwnPinsValuesReferencesAndOrigin) {
  Circuit circuit;
  const NodeId a = circuit.node("a");
  const NodeId b = circuit.node("b");
  const NodeId ab[] = {a, b};
  const NodeId four[] = {b, ground, a, b};
  const double ohms[] = {50};
  const double off[] = {1, 2, 3};
  const double gain[] = {7};
  const ElementId r = *circuit.add(devices::resistor, "r", ab, ohms);
  const ElementId v = *circuit.add(devices::voltage_source, "v", ab, off, {}, 12);
  const ElementId e = *circuit.add(devices::vcvs, "e", four, gain);
  const ElementId control[] = {v};
  const ElementId f = *circuit.add(devices::cccs, "f", ab, gain, control);
  EXPECT_THAT(circuit.pins(r), ElementsAre(a, b));
  EXPECT_THAT(circuit.pins(e), ElementsAre(b, ground, a, b));
  EXPECT_THAT(circuit.values(v), ElementsAre(1, 2, 3));
  EXPECT_THAT(circuit.values(e), ElementsAre(7));
  EXPECT_THAT(circuit.references(f), ElementsAre(v));
  EXPECT_TRUE(circuit.references(e).empty());
  EXPECT_EQ(circuit.element(v).origin, 12U);
  EXPECT_EQ(circuit.element(f).type, &devices::cccs);
}

TEST(Circuit, MeasuredDataBelongToTheirElementOnly) {
  Circuit circuit;
  const NodeId pins[] = {circuit.node("a"), ground};
  const double ohms[] = {50};
  const auto table = std::make_shared<const ImpedanceTable>("file", std::vector{1.0}, std::vector{std::complex(8.0)});
  const ElementId z = *circuit.add(devices::measured, "z", pins, {}, {}, 0, table);
  const ElementId r = *circuit.add(devices::resistor, "r", pins, ohms);
  EXPECT_EQ(circuit.table(z), table.get());
  EXPECT_EQ(circuit.frequency_data(z).table, table);
  EXPECT_EQ(circuit.table(r), nullptr);
}

TEST(Circuit, CopiesKnowTheirNames) {
  Circuit circuit;
  const NodeId pins[] = {circuit.node("a"), ground};
  const double ohms[] = {50};
  circuit.add(devices::resistor, "r", pins, ohms);
  const Circuit copy = circuit;
  circuit.node("b");
  EXPECT_EQ(copy.node_count(), 2U);
  EXPECT_EQ(copy.find_element("R"), 0);
}

}  // namespace
}  // namespace ohmscope

#include "netlist/writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netlist/deck_fixture.hpp"
#include "solver/circuit/impedance_table.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {
namespace {

using ohmscope::testing::Loaded;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string written(Loaded& loaded, double ideal_gain = 0) {
  return write_spice(loaded.netlist(), {.ideal_gain = ideal_gain}, loaded.diagnostics()).cards;
}

TEST(Writer, WritesWhatPlainSpiceReads) {
  Loaded loaded(
      "R1 a 0 4.7k\nC1 a gnd 100p\nL1 a b 1m\nL2 b 0 {1/3}\nK1 L1 L2 0.5\nV1 a 0 AC 1 45\nI1 a 0 2m\n"
      "E1 o 0 a b 2\nF1 o 0 V1 3\nT1 a 0 b 0 Z0=50 TD=10n\n");
  EXPECT_EQ(written(loaded),
            "R1 a 0 4700\nC1 a 0 1e-10\nL1 a b 0.001\nL2 b 0 0.3333333333333333\nV1 a 0 DC 0 AC 1 45\n"
            "I1 a 0 DC 0.002 AC 0 0\nE1 o 0 a b 2\nT1 a 0 b 0 Z0=50 TD=1e-08\nK1 L1 L2 0.5\nF1 o 0 V1 3\n");
  EXPECT_THAT(loaded.messages(), IsEmpty());
}

TEST(Writer, WhatItWritesReadsBackAsTheSameNumbers) {
  Loaded loaded("R1 a 0 {1/3*1e-300}\nR2 a 0 1.7976931348623157e308\nR3 a 0 -0.1\nR4 a 0 5e-324\n");
  const Loaded again(written(loaded));
  EXPECT_THAT(again.messages(), IsEmpty());
  for (const char* name : {"R1", "R2", "R3", "R4"}) EXPECT_EQ(again.value(name), loaded.value(name)) << name;
}

TEST(Writer, NamesBecomePlainAndFitTheirDevice) {
  Netlist netlist;
  Circuit& c = netlist.circuit;
  const auto add = [&](const DeviceType& type, std::string_view name, std::string_view p, std::string_view n) {
    const NodeId pins[] = {c.node(p), c.node(n)};
    const std::vector<double> values(type.parameters.size(), 1.0);
    c.add(type, name, pins, values);
  };
  add(devices::resistor, "hpamp.vol.Za", "hpamp.in", "a[1]");
  add(devices::resistor, "rc1.x$y", "a[1", "0");
  add(devices::capacitor, "C/1", "a_1", "a_1_");
  add(devices::capacitor, "C_1", "A[1", "x\xC3\xA9");
  Diagnostics diagnostics;
  EXPECT_EQ(write_spice(netlist, {}, diagnostics).cards,
            "R.hpamp.vol.Za hpamp.in a_1__2 1\nrc1.x_y a_1_2 0 1\nC_1_2 a_1 a_1_ 1\nC_1 a_1_2 x__ 1\n");
}

TEST(Writer, ZeroOhmAndInfiniteOhmHaveExactForms) {
  Netlist netlist;
  const NodeId pins[] = {netlist.circuit.node("a"), ground};
  const double zero = 0;
  const double infinite = std::numeric_limits<double>::infinity();
  netlist.circuit.add(devices::resistor, "R1", pins, {&zero, 1});
  netlist.circuit.add(devices::resistor, "R2", pins, {&infinite, 1});
  Diagnostics diagnostics;
  EXPECT_EQ(write_spice(netlist, {}, diagnostics).cards, "V.R1 a 0 DC 0 AC 0 0\n");
  EXPECT_FALSE(diagnostics.has_errors());
}

TEST(Writer, LossyLinesBringTheirModel) {
  Loaded loaded("O1 a 0 b 0 LL\n.model LL ltra (R=1 L=2u C=3n len=4)\n");
  EXPECT_EQ(written(loaded), "O1 a 0 b 0 O1.model\n.model O1.model ltra R=1 L=2e-06 G=0 C=3e-09 len=4\n");
}

TEST(Writer, ALineWithoutLAndCIsMadeOfResistorsIfItsReturnIsOneNode) {
  Loaded loaded("O1 a 0 b 0 LL\n.model LL ltra (R=2 len=4)\n");
  EXPECT_EQ(written(loaded), "R.O1 a b 8\n");
  Loaded floating("O1 a 0 b c LL\n.model LL ltra (R=2 len=4)\n");
  EXPECT_THAT((written(floating), floating.messages()),
              ElementsAre("2:1: error: 'O1' (lossy transmission line) has no exact form in plain SPICE"));
}

TEST(Writer, InnerNodesDoNotJoinNodesOfTheDeck) {
  Loaded loaded("X1 X1.o 0 b OA\nR1 X1.p 0 1\n.model OA opamp (A0=10 GBW=1k Rout=75)\n");
  const std::string text = written(loaded);
  for (const char* line :
       {"G.X1.G 0 X1.p_2 X1.o 0 1\n", "E.X1.E X1.o_2 0 X1.p_2 0 1\n", "R.X1.Rout X1.o_2 b 75\n", "R1 X1.p 0 1\n"}) {
    EXPECT_THAT(text, ::testing::HasSubstr(line));
  }
}

TEST(Writer, InnerElementsDoNotDropElementsOfTheDeck) {
  Netlist netlist;
  Circuit& c = netlist.circuit;
  const NodeId pins[] = {c.node("a"), ground, c.node("b"), ground};
  const double n = 2;
  const double farads = 1;
  c.add(devices::ideal_transformer, "c.t", pins, {&n, 1});
  c.add(devices::capacitor, "C.t.v", std::span(pins).first(2), {&farads, 1});
  Diagnostics diagnostics;
  EXPECT_EQ(write_spice(netlist, {}, diagnostics).cards,
            "E.c.t.e c.t.m 0 b 0 2\nV.c.t.v_2 a c.t.m DC 0 AC 0 0\nF.c.t.f b 0 V.c.t.v_2 -2\nC.t.v a 0 1\n");
}

TEST(Writer, AnIdealOpampIsAnErrorAtItsCard) {
  Loaded loaded("R1 a o 1\nX1 0 a o ID\n.model ID opamp\n");
  EXPECT_THAT(
      (written(loaded), loaded.messages()),
      ElementsAre("3:1: error: 'X1' (opamp) has no exact form in plain SPICE | --ideal-gain 1e9 writes a finite "
                  "gain instead"));
}

TEST(Writer, AnIdealGainIsSaidInAComment) {
  Loaded loaded("R1 a o 1\nX1 0 a o ID\n.model ID opamp\n");
  EXPECT_THAT(written(loaded, 1e9), ::testing::HasSubstr("\n* X1: infinite gain written as 1000000000\n"));
  EXPECT_THAT(loaded.messages(), IsEmpty());
}

TEST(Writer, AMeasuredImpedanceIsAnErrorOrStraightLinesBetweenItsPoints) {
  Netlist netlist;
  const NodeId pins[] = {netlist.circuit.node("a"), ground};
  netlist.circuit.add(devices::measured, "m", pins, {}, {}, 0,
                      std::make_shared<const ImpedanceTable>("f", std::vector<double>{1, 10},
                                                             std::vector<std::complex<double>>{{1, 0}, {2, -5}}));
  Diagnostics diagnostics;
  (void)write_spice(netlist, {}, diagnostics);
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.all()[0].message, "'m' (measured impedance) has no exact form in plain SPICE");
  EXPECT_EQ(diagnostics.all()[0].hint, "--ideal-gain 1e9 writes straight lines between the measured points instead");
  EXPECT_EQ(
      write_spice(netlist, {.ideal_gain = 1e9}, diagnostics).cards,
      "* m: written as straight lines between the measured points\n"
      "V.m.v a m.m DC 0 AC 0 0\nF.m.f 0 m.s V.m.v 1\nL.m.l m.s 0 1\n"
      "B.m m.m 0 V=i(V.m.v)*pwl(hertz\n+ ,1,1,10,2)\n+ +v(m.s)/(2*pi*max(hertz,1e-9))*pwl(hertz\n+ ,1,0,10,-5)\n");
  EXPECT_EQ(diagnostics.error_count(), 1U);
}

}  // namespace
}  // namespace ohmscope

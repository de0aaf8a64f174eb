#include "stages/chain_fixture.hpp"

namespace ohmscope {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The elements of a chain called `c` drawn whole, and the deck's other elements.
std::vector<std::string> drawn(const std::string& chain, const std::string& rest = "") {
  ReadDeck read(".chain c\n" + chain + ".endchain\n" + rest);
  const Netlist netlist = flatten(read.chains, *read.elaborator);
  EXPECT_THAT(read.messages(), IsEmpty());
  return listing(netlist);
}

TEST(ChainDrawing, NamesNodesAfterStages) {
  EXPECT_THAT(drawn("mic sensor Z=50 AC=2\nvol divider Za=3k Zb=7k\nout series Z=C(1u)\n"),
              ElementsAre("c.mic.source c.mic.source 0 2 2 0", "c.mic.Z c.mic.source c.mic 50",
                          "c.vol.Za c.mic c.vol 3000", "c.vol.Zb c.vol 0 7000", "c.out.Z c.vol c.out 1e-06"));
}

TEST(ChainDrawing, PutsOneVoltBeforeAChainWithoutSensor) {
  EXPECT_THAT(drawn("a series Z=5\n"), ElementsAre("c.source c.in 0 1 1 0", "c.a.Z c.in c.a 5"));
}

TEST(ChainDrawing, KeepsTheInputApartFromAStageCalledIn) {
  EXPECT_THAT(drawn("IN series Z=5\nin_ series Z=6\n"),
              ElementsAre("c.source c.in__ 0 1 1 0", "c.IN.Z c.in__ c.IN 5", "c.in_.Z c.IN c.in_ 6"));
}

TEST(ChainDrawing, CurrentSensorsDriveTheirOutput) {
  EXPECT_THAT(drawn("d sensor kind=current AC=2u\nl load Z=1k\n"),
              ElementsAre("c.d.source 0 c.d 2e-06 2e-06 0", "c.l.Z c.d 0 1000"));
}

TEST(ChainDrawing, ShuntsAndLoadsAreFurtherNamesOfTheirNode) {
  ReadDeck read(".chain c\ns sensor Z=1\np shunt Z=2\nq shunt Z=3\nl load Z=4\n.endchain\nR9 C.Q c.l 9\n");
  const Netlist netlist = flatten(read.chains, *read.elaborator);
  EXPECT_THAT(read.messages(), IsEmpty());
  EXPECT_EQ(netlist.circuit.find_node("c.l"), netlist.circuit.find_node("c.s"));
  EXPECT_THAT(listing(netlist), ElementsAre("c.s.source c.s.source 0 1 1 0", "c.s.Z c.s.source c.s 1", "c.p.Z c.s 0 2",
                                            "c.q.Z c.s 0 3", "c.l.Z c.s 0 4", "R9 c.s c.s 9"));
}

TEST(ChainDrawing, WritesOutSeriesAndParallel) {
  EXPECT_THAT(drawn("a series Z=R(1)+(L(2)|C(3)+4)|5+{6}\n"),
              ElementsAre("c.source c.in 0 1 1 0", "c.a.Z.R1 c.in c.a.Z.n1 1", "c.a.Z.L2 c.a.Z.n1 c.a.Z.n3 2",
                          "c.a.Z.C3 c.a.Z.n1 c.a.Z.n3 3", "c.a.Z.R4 c.a.Z.n3 c.a.Z.n2 4",
                          "c.a.Z.R5 c.a.Z.n1 c.a.Z.n2 5", "c.a.Z.R6 c.a.Z.n2 c.a 6"));
}

TEST(ChainDrawing, LeavesOutWhatIsOpen) {
  const std::string source = "c.source c.in 0 1 1 0";
  EXPECT_THAT(drawn("a series Z=inf\n"), ElementsAre(source));
  EXPECT_THAT(drawn("a series Z=C(0)+5\n"), ElementsAre(source));
  EXPECT_THAT(drawn("a series Z=7|(inf+5)\n"), ElementsAre(source, "c.a.Z.R1 c.in c.a 7"));
}

TEST(ChainDrawing, DrawsAShortAsOneResistorOfZeroOhm) {
  const std::string source = "c.source c.in 0 1 1 0";
  EXPECT_THAT(drawn("a series Z=0\n"), ElementsAre(source, "c.a.Z c.in c.a 0"));
  EXPECT_THAT(drawn("a series Z=L(0)\n"), ElementsAre(source, "c.a.Z c.in c.a 0"));
  EXPECT_THAT(drawn("a series Z=5|0|L(0)|C(1)\n"), ElementsAre(source, "c.a.Z.R1 c.in c.a 0"));
}

TEST(ChainDrawing, OpampsAreOneElement) {
  EXPECT_THAT(
      drawn("a follower opamp=OA\n", ".model OA opamp (A0=1k GBW=1meg Rin=2k Cin=3n Rout=4 en=5n)\n"),
      ElementsAre("c.source c.in 0 1 1 0", testing::EndsWith(" c.in c.a c.a 1000 1000000 2000 3e-09 4 5e-09 0")));
}

TEST(ChainDrawing, OpensSubcircuitsUnderTheirStage) {
  EXPECT_THAT(drawn("u[2] pad r=7\n", ".subckt pad in out r=1\nR1 in x {r}\nR2 x out 2\nR3 out 0 3\n.ends\n"),
              ElementsAre("c.source c.in 0 1 1 0", "c.u1.R1 c.in c.u1.x 7", "c.u1.R2 c.u1.x c.u1 2", "c.u1.R3 c.u1 0 3",
                          "c.u2.R1 c.u1 c.u2.x 7", "c.u2.R2 c.u2.x c.u2 2", "c.u2.R3 c.u2 0 3"));
}

TEST(ChainDrawing, JoinsTheDecksElementsToTheChain) {
  EXPECT_THAT(drawn("a series Z=1\n", "R9 C.A gnd 5\n"),
              ElementsAre("c.source c.in 0 1 1 0", "c.a.Z c.in c.a 1", "R9 c.a 0 5"));
}

TEST(ChainDrawing, StagesInTheMiddleGetTheirNodesOnly) {
  ReadDeck read(".chain c\ns sensor\na series Z=1\nb shunt Z=2\nd series Z=3\n.endchain\n");
  Netlist netlist;
  const std::vector<NodeId> nodes = draw_stages(read.chains.at(0), 2, 4, *read.elaborator, netlist);
  EXPECT_THAT(listing(netlist), ElementsAre("c.b.Z c.a 0 2", "c.d.Z c.a c.d 3"));
  ASSERT_EQ(nodes.size(), 3U);
  EXPECT_EQ(netlist.circuit.node_name(nodes[0]), "c.a");
  EXPECT_EQ(nodes[1], nodes[0]);
  EXPECT_EQ(netlist.circuit.node_name(nodes[2]), "c.d");
  Netlist first;
  EXPECT_EQ(draw_stages(read.chains.at(0), 0, 1, *read.elaborator, first).at(0), ground);
}

TEST(ChainDrawing, PointsEachElementToItsLine) {
  ReadDeck read(".chain c\na[2] series Z=R(1)+R(2)\nb series Z=3\n.endchain\n");
  Netlist netlist;
  draw_chain(read.chains.at(0), *read.elaborator, netlist);
  std::vector<std::size_t> lines;
  for (ElementId id = 0; id < static_cast<ElementId>(netlist.circuit.element_count()); ++id) {
    lines.push_back(read.sources.locate(netlist.origin_of(id)).line);
  }
  EXPECT_THAT(lines, ElementsAre(3, 3, 3, 3, 3, 4));
}

TEST(ChainDrawing, MeasuredDataIsOneElementWithItsTable) {
  StageValues values;
  const auto table =
      std::make_shared<const ImpedanceTable>("m", std::vector<double>{1}, std::vector<std::complex<double>>{8});
  Netlist netlist;
  Drawing drawing(netlist, "c.a", netlist.circuit.node("p"), ground, 0);
  drawing.z("Z", OnePort::series({OnePort::measured(table), OnePort::resistance(1)}), drawing.in(), drawing.out());
  EXPECT_THAT(listing(netlist), ElementsAre("c.a.Z.Z1 p c.a.Z.n1", "c.a.Z.R2 c.a.Z.n1 0 1"));
  EXPECT_EQ(netlist.circuit.table(0), table.get());
}

TEST(ChainDrawing, TakesAnotherNameWhereOneIsTaken) {
  Netlist netlist;
  Drawing drawing(netlist, "c.a", netlist.circuit.node("p"), ground, 0);
  drawing.z("Z", OnePort::resistance(1), drawing.in(), drawing.out());
  drawing.z("Z", OnePort::resistance(2), drawing.in(), drawing.out());
  EXPECT_THAT(listing(netlist), ElementsAre("c.a.Z p 0 1", "c.a.Z_ p 0 2"));
}

}  // namespace
}  // namespace ohmscope

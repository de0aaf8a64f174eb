#include "solver/circuit/structure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "solver/circuit/mna_system.hpp"
#include "support/circuits.hpp"

namespace ohmscope {
namespace {

using test::Cards;
using ::testing::ElementsAre;

/// A circuit's equations and their structure at a frequency.
struct Look {
  Look(const Circuit& circuit, double frequency)
      : mna(assemble(circuit)), at(at_frequency(mna.system, frequency)), structure(at) {}
  MnaSystem mna;
  SystemAtFrequency at;
  Structure structure;
};

TEST(Structure, AnOrdinaryCircuitIsRegular) {
  const Cards c = Cards().v("a", "0", 1).r("a", "b", 50).c("b", "0", 1e-9).l("b", "d", 1e-3).r("d", "0", 1);
  EXPECT_TRUE(Look(c.circuit, 0).structure.regular());
  EXPECT_TRUE(Look(c.circuit, 1e3).structure.regular());
}

TEST(Structure, AnEmptyCircuitIsRegular) {
  const Circuit nothing;
  EXPECT_TRUE(Look(nothing, 0).structure.regular());
}

TEST(Structure, APartBehindACapacitorFloatsAtZeroHertzOnly) {
  const Cards c = Cards().r("a", "0", 50).c("a", "b", 1e-9).r("b", "d", 10);
  const Look dc(c.circuit, 0);
  EXPECT_FALSE(dc.structure.regular());
  EXPECT_THAT(dc.structure.undetermined(), ElementsAre(false, true, true));
  EXPECT_TRUE(Look(c.circuit, 1).structure.regular());
}

TEST(Structure, WithinAFloatingPartDifferencesAreStillDetermined) {
  const Cards c = Cards().r("a", "b", 10).r("b", "d", 20).r("d", "a", 30);
  const Look look(c.circuit, 1);
  EXPECT_THAT(look.structure.undetermined(), ElementsAre(true, true, true));
  const UnknownPair ab{MnaSystem::voltage(c.node("a")), MnaSystem::voltage(c.node("b"))};
  EXPECT_TRUE(between(ab, look.structure.free_motion()).is_zero());
  EXPECT_FALSE(between(UnknownPair(ab.positive), look.structure.free_motion()).is_zero());
}

TEST(Structure, ParallelVoltageSourcesLeaveTheirCurrentsOpen) {
  const Cards c = Cards().v("a", "0", 1).v("a", "0", 1).r("a", "b", 5).r("b", "0", 5);
  const Look look(c.circuit, 0);
  EXPECT_THAT(look.structure.undetermined(), ElementsAre(false, false, true, true));
  const auto same = look.structure.elimination().solve(excitation<Residue>(look.mna.system, false));
  EXPECT_TRUE(same.consistent) << "two equal sources do not contradict";
}

TEST(Structure, ExcitationTellsDcFromAc) {
  const Cards c = Cards().v("a", "0", 3, 0).i("0", "a", 0, 2);
  const Look look(c.circuit, 0);
  EXPECT_THAT(excitation<Residue>(look.mna.system, false), ElementsAre(Residue{}, Residue(3.0)));
  EXPECT_THAT(excitation<Residue>(look.mna.system, true), ElementsAre(Residue(2.0), Residue{}));
}

TEST(Structure, TheIdealOpampCountsAsWhatItIs) {
  // With feedback the nullor fixes its output; without it nothing does.
  const Cards closed = Cards().r("a", "m", 1e3).r("m", "o", 1e4).opamp("0", "m", "o").v("a", "0", 1);
  EXPECT_TRUE(Look(closed.circuit, 0).structure.regular());
  const Cards integrator = Cards().r("a", "m", 1e3).c("m", "o", 1e-9).opamp("0", "m", "o").v("a", "0", 1);
  EXPECT_FALSE(Look(integrator.circuit, 0).structure.regular());
  EXPECT_TRUE(Look(integrator.circuit, 1).structure.regular());
}

TEST(Structure, TrailingUnknownsAreExpressedByOneAnother) {
  // 50 x0 = x1, x1 - x2 = 0 with x1, x2 trailing: x2 is what stays free, x0 never.
  LinearSystem system;
  system.rows = 2;
  system.columns = 3;
  system.resistive = {
      {Unknown{0}, Unknown{0}, 50.0}, {Unknown{0}, Unknown{1}, -1.0}, {Unknown{1}, {Unknown{1}, Unknown{2}}, 1.0}};
  const SystemAtFrequency at = at_frequency(system, 1);
  EXPECT_THAT(Structure(at, 2).elimination().free_columns(), ElementsAre(2));
}

}  // namespace
}  // namespace ohmscope

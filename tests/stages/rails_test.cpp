// Stages that reach nodes of .global: supplies belong to each stage, other shared nodes make one circuit of the chain.

#include <cmath>

#include "stages/chain_analysis.hpp"
#include "stages/chain_fixture.hpp"
#include "stages/check.hpp"

namespace ohmscope {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Two stages t and t2, 1k in series and 1k from its output to `vcc` each, before 1k; and what else the deck has.
struct OnOneRail {
  explicit OnOneRail(const std::string& rest = "", const std::vector<double>& frequencies = {1e3})
      : read(
            ".global vcc\n.subckt glob in out\nR1 in out 1k\nR2 out vcc 1k\n.rule zin={1k+par(1k,ZL)} "
            "zout={par(1k,1k+ZS)}\n.ends\n.chain c\nt glob\nt2 glob\nl load Z=1k\n.endchain\n" +
            rest),
        result(analyse_chain(read.chains.at(0), frequencies, *read.elaborator)) {}

  /// One value a stage, at the first frequency, real parts.
  std::vector<double> zin() const {
    return values([](auto& s) { return s.overall.zin[0].value(); });
  }
  std::vector<double> zout() const {
    return values([](auto& s) { return s.overall.zout[0].value(); });
  }
  std::vector<double> voltages() const {
    return values([](auto& s) { return s.voltage[0]; });
  }
  template <class Value>
  std::vector<double> values(Value value) const {
    std::vector<double> list;
    for (const StageResult& stage : result.stages) list.push_back(value(stage).real());
    return list;
  }

  ReadDeck read;
  ChainResult result;
};

auto near(double value) { return testing::DoubleNear(value, 1e-12 * value); }

TEST(Rails, ThatNothingHoldsAreOneNodeOfTheWholeChain) {
  const OnOneRail deck;
  // From t: 1k, then 1k + 1k over the rail beside 1k, then 1k: 1k + (2k | 1k) + 1k.
  EXPECT_THAT(deck.zin(), ElementsAre(near(8000.0 / 3), near(2000), near(1000)));
  // At t2: the source's 1k, then 1k beside 2k over the rail.
  EXPECT_THAT(deck.zout(), ElementsAre(near(1000), near(5000.0 / 3), near(625)));
  EXPECT_THAT(deck.voltages(), ElementsAre(near(0.625), near(0.375), near(0.375)));
  ASSERT_TRUE(deck.result.coupling);
  EXPECT_EQ(deck.result.coupling->rail, "vcc");
  EXPECT_EQ(deck.result.coupling->second, 1U);
}

TEST(Rails, HeldBySourcesArePartOfEachStage) {
  for (const std::string& supply :
       {std::string("Vcc vcc 0 15\n"), std::string("Vcc mid 0 10\nVmore vcc mid 5\n"), std::string("L1 vcc 0 0\n")}) {
    const OnOneRail deck(supply);
    EXPECT_FALSE(deck.result.coupling) << supply;
    EXPECT_THAT(deck.zin(), ElementsAre(near(1600), near(1500), near(1000)));
    EXPECT_THAT(deck.zout(), ElementsAre(near(500), near(600), near(375)));
    EXPECT_EQ(deck.result.stages[0].local.zin[0].value(), 2000.0);
    EXPECT_EQ(deck.result.stages[0].local.zout[0].value(), 500.0);
    EXPECT_THAT(deck.voltages(), ElementsAre(near(0.375), near(0.125), near(0.125)));
  }
}

TEST(Rails, CarryTheirSourcesVoltageIntoTheStages) {
  const OnOneRail deck("Vcc vcc 0 15 AC 2\n");
  // By nodes: 3 V(t) - V(t2) = 1 + 2, 3 V(t2) - V(t) = 2.
  EXPECT_THAT(deck.voltages(), ElementsAre(near(11.0 / 8), near(9.0 / 8), near(9.0 / 8)));
  EXPECT_THAT(deck.zin(), ElementsAre(near(1600), near(1500), near(1000)));
}

TEST(Rails, BehindAResistanceCoupleTheStages) {
  const OnOneRail deck("Rcc vcc x 1k\nVx x 0 15\n");
  ASSERT_TRUE(deck.result.coupling);
  // t alone has 1k + 1k + 1k; by nodes with 1 V at its input: 3a - b - r = 1, -a + 3b - r = 0, -a - b + 3r = 0.
  EXPECT_EQ(deck.result.stages[0].local.zin[0].value(), 3000.0);
  EXPECT_THAT(deck.voltages(), ElementsAre(near(0.5), near(0.25), near(0.25)));
  EXPECT_THAT(deck.zin(), ElementsAre(near(2000), near(1000 + 2000.0 / 3), near(1000)));
}

TEST(Rails, OfOneStageAloneLeaveItATwoPort) {
  ReadDeck read(
      ".global vref\n.subckt tap in out\nR1 in out 1k\nR2 out vref 1k\n.ends\n.chain c\nt tap\n"
      "x[1000] series Z=1\nl load Z=1k\n.endchain\nRr vref 0 1k\n");
  const ChainResult result = analyse_chain(read.chains.at(0), {1e3}, *read.elaborator);
  EXPECT_FALSE(result.coupling);
  EXPECT_THAT(result.stages[0].overall.zin[0].value().real(), near(2000));
}

TEST(Rails, LeaveOutWhatHangsOnTheChainsOwnNodes) {
  const OnOneRail deck("Vcc vcc 0 15\nRx vcc c.t 10\nE1 c.t2 0 vcc 0 3\n");
  EXPECT_THAT(deck.zin(), ElementsAre(near(1600), near(1500), near(1000)));
}

TEST(Rails, ThatHoldAtSomeFrequenciesOnlyCoupleTheStages) {
  // At 0 Hz the choke is a short, at 1 kHz it is none.
  EXPECT_FALSE(OnOneRail("L1 vcc x 1\nVx x 0 15\n", {0}).result.coupling);
  EXPECT_TRUE(OnOneRail("L1 vcc x 1\nVx x 0 15\n", {0, 1e3}).result.coupling);
}

TEST(Rails, BringTheSourcesThatTheirElementsReferTo) {
  // Vs senses 1 V / 1k; Fr draws 3 times that from the rail, beside 1k to ground: -3 V without the stages.
  const OnOneRail deck("V1 y 0 AC 1\nR1 y z 1k\nVs z 0 0\nRr vcc 0 1k\nFr vcc 0 Vs 3\n");
  // 3a - b - r = 1, -a + 3b - r = 0, -a - b + 3r = -3.
  EXPECT_THAT(deck.voltages(), ElementsAre(testing::DoubleNear(-0.25, 1e-12), testing::DoubleNear(-0.5, 1e-12),
                                           testing::DoubleNear(-0.5, 1e-12)));
}

/// What couples the stages t and u of a chain on rails of their own, r and s, given what stands behind these.
std::optional<Coupling> coupling(const std::string& behind) {
  ReadDeck read(
      ".global r s\n.subckt onr in out\nR1 in out 1k\nR2 out r 1k\n.ends\n.subckt ons in out\nR1 in out 1k\nR2 out s "
      "1k\n.ends\n.chain c\nt onr\nu ons\nl load Z=1k\n.endchain\n" +
      behind);
  return analyse_chain(read.chains.at(0), {1e3}, *read.elaborator).coupling;
}

TEST(Rails, ThatDoNotActOnOneAnotherCoupleNothing) {
  EXPECT_FALSE(coupling("Rr r 0 1k\nRs s 0 1k\n"));
  EXPECT_FALSE(coupling("Rr r x 1k\nRs s x 1k\nVx x 0 15\n"));
}

TEST(Rails, ThatActOnOneAnotherCoupleTheirStages) {
  const auto found = coupling("Rr r 0 1k\nRs s r 1k\n");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->rail, "r");
  EXPECT_EQ(found->first, 0U);
  EXPECT_EQ(found->second, 1U);
  EXPECT_TRUE(coupling("Rr r 0 1k\nEs s 0 r 0 2\nRx s 0 1\n"));
}

TEST(Rails, HeldAt0ByWhatGivesNoCurrentAreNoSupply) {
  // 0 = 2 V(vcc), and the source's current goes nowhere: none can be drawn from vcc, so V(t) = -V(t2), and no such
  // voltages solve the nodes' equations.
  const OnOneRail deck("Ex vcc vcc vcc 0 2\n");
  ASSERT_TRUE(deck.result.coupling);
  EXPECT_TRUE(std::isnan(deck.voltages()[0]));
}

TEST(Rails, LeaveOutAllPartsOfASourceOnTheChainsOwnNodes) {
  // A sum of two currents is drawn as two sources; one of them hangs on the chain, so neither counts.
  const std::string with_sum = "Rr vcc 0 1k\nB1 vcc 0 I={1m*v(c.t)+1m*v(vcc)}\n";
  EXPECT_EQ(OnOneRail(with_sum).zin(), OnOneRail("Rr vcc 0 1k\n").zin());
  EXPECT_EQ(OnOneRail("Rr vcc 0 1k\nB1 vcc 0 I={1m*v(vcc)+1m*v(c.t)}\n").zin(), OnOneRail("Rr vcc 0 1k\n").zin());
}

/// How much is solved for a chain of as many stages `t` that draw from a yielding rail, with `first` before them.
std::size_t solutions(int stages, const std::string& first) {
  ReadDeck read(
      fmt::format(".global vcc\n.subckt glob in out\nR1 in out 1k\nR2 out vcc 1k\n.ends\n"
                  ".subckt curve in out\nR1 in x 1k\nE1 out x FREQ {{v(in)}} = (1 -80 0) (1meg -60 0)\n"
                  ".ends\n.chain c\n{}\nt[{}] glob\nl load Z=1k\n.endchain\nRcc vcc 0 1k\n",
                  first, stages));
  const ChainResult result = analyse_chain(read.chains.at(0), {1e3, 2e3, 3e3}, *read.elaborator);
  EXPECT_TRUE(result.coupling);
  EXPECT_FALSE(read.diagnostics.has_errors());
  return result.counters.factorizations + result.counters.refactorizations;
}

TEST(Rails, ThatYieldTakeNoFurtherSolutionsForFurtherStages) {
  EXPECT_EQ(solutions(2, "e series Z=1k"), solutions(300, "e series Z=1k"));
  EXPECT_EQ(solutions(2, "e curve"), solutions(300, "e curve")) << "its values at two frequencies are unrelated";
}

/// `STAGE.QUANTITY` of all that check refutes.
std::vector<std::string> refuted(const std::string& rest) {
  OnOneRail deck(rest);
  const CheckedChain checked =
      check_chain(deck.read.chains.at(0), {0, 1e3}, deck.read.sources, *deck.read.elaborator, deck.read.diagnostics);
  std::vector<std::string> names;
  for (const CheckedStage& stage : checked.stages) {
    for (std::size_t q = 0; q < checked_quantities.size(); ++q) {
      EXPECT_GT(stage.quantities[q].compared, 0U);
      if (stage.quantities[q].max_error > 1e-9)
        names.push_back(fmt::format("{}.{}", stage.name, checked_quantities[q]));
    }
  }
  return names;
}

TEST(Rails, OfASupplyMakeARightRuleOfAPoweredStageRight) {
  EXPECT_THAT(refuted("Vcc vcc 0 15\n"), IsEmpty());
  EXPECT_THAT(refuted("Rcc vcc 0 1k\n"), testing::Contains("t.local.zin"));
}

}  // namespace
}  // namespace ohmscope

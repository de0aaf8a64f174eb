// check_chain: right rules pass, wrong ones are refuted with the stage, the quantity, the frequency and both values.

#include "stages/check.hpp"

#include "stages/chain_fixture.hpp"

namespace ohmscope {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
const std::vector<double> decades{1, 10, 100, 1e3, 1e4, 1e5, 1e6};
enum Quantity : std::size_t { local_zin, local_zout, overall_zin, overall_zout };

/// A deck whose first chain has been checked.
struct Checked {
  explicit Checked(const std::string& text, const std::vector<double>& frequencies = decades) : read(text) {
    chain = check_chain(read.chains.at(0), frequencies, read.sources, *read.elaborator, read.diagnostics);
  }
  [[nodiscard]] const CheckedStage& stage(std::string_view name) const {
    const auto found = std::find_if(chain.stages.begin(), chain.stages.end(), [&](auto& s) { return s.name == name; });
    if (found == chain.stages.end()) throw std::invalid_argument("no such stage");
    return *found;
  }
  /// `STAGE.QUANTITY` of all that differ by more than 1e-9.
  [[nodiscard]] std::vector<std::string> refuted() const {
    std::vector<std::string> names;
    for (const CheckedStage& s : chain.stages) {
      for (std::size_t q = 0; q < checked_quantities.size(); ++q) {
        if (s.quantities[q].max_error > 1e-9) names.push_back(fmt::format("{}.{}", s.name, checked_quantities[q]));
      }
    }
    return names;
  }

  ReadDeck read;
  CheckedChain chain;
};

/// An RC shelf between 600 ohm and 20 kohm, among stages that are right, with what its author believes.
std::string shelf(const std::string& zin, const std::string& zout) {
  return ".subckt shelf in out r1=10k r2=1k c=100n\nR1 in out {r1}\nR2 out x {r2}\nC1 x 0 {c}\n.rule zin={" + zin +
         "} zout={" + zout +
         "}\n.ends\n.chain c\ns sensor Z=600\nbefore divider Za=100 Zb=10k\nu shelf\nafter lowpass R=1k C=1n\n"
         "l load Z=20k\n.endchain\n";
}
const std::string right_zin = "r1 + par(ZL, r2 + 1/(s*c))";
const std::string right_zout = "par(ZS + r1, r2 + 1/(s*c))";

TEST(Check, PassesARightRuleAndSaysWhoseItWas) {
  const Checked checked(shelf(right_zin, right_zout));
  EXPECT_THAT(checked.refuted(), testing::IsEmpty());
  EXPECT_EQ(checked.stage("u").road, CheckRoad::author_rule);
  EXPECT_EQ(checked.stage("before").road, CheckRoad::rule);
  for (const CheckedQuantity& quantity : checked.stage("u").quantities) {
    EXPECT_EQ(quantity.compared, decades.size());
    EXPECT_EQ(quantity.skipped, 0U);
    EXPECT_LT(quantity.max_error, 1e-13);
  }
}

TEST(Check, RefutesASignAtItsStageAlone) {
  EXPECT_THAT(Checked(shelf("r1 - par(ZL, r2 + 1/(s*c))", right_zout)).refuted(),
              testing::ElementsAre("u.local.zin", "u.overall.zin"));
}

TEST(Check, RefutesAMissingSourceInTheChainOnly) {
  EXPECT_THAT(Checked(shelf(right_zin, "par(r1, r2 + 1/(s*c))")).refuted(), testing::ElementsAre("u.overall.zout"));
}

TEST(Check, RefutesAMissingLoadInTheChainOnly) {
  EXPECT_THAT(Checked(shelf("r1 + r2 + 1/(s*c)", right_zout)).refuted(), testing::ElementsAre("u.overall.zin"));
}

TEST(Check, RefutesAMissingS) {
  EXPECT_THAT(Checked(shelf("r1 + par(ZL, r2 + 1/c)", right_zout)).refuted(),
              testing::ElementsAre("u.local.zin", "u.overall.zin"));
}

TEST(Check, RefutesOnePartInAMillion) {
  const Checked checked(shelf(right_zin, "(1 + 1u)*" + right_zout));
  EXPECT_THAT(checked.refuted(), testing::ElementsAre("u.local.zout", "u.overall.zout"));
  EXPECT_NEAR(checked.stage("u").quantities[local_zout].max_error, 1e-6, 1e-15);
}

TEST(Check, RefutesZeroAndInfinityForWhatIsFinite) {
  const Checked checked(shelf("inf", "0"));
  EXPECT_EQ(checked.stage("u").quantities[overall_zin].max_error, inf);
  EXPECT_TRUE(checked.stage("u").quantities[overall_zin].by_rule.is_infinite());
  EXPECT_GT(checked.stage("u").quantities[overall_zout].max_error, 0.99);
  EXPECT_EQ(checked.refuted().size(), 4U);
}

TEST(Check, NamesTheWorstFrequencyAndBothValuesThere) {
  // Without the capacitor: nearly right at 1 MHz, worst at the lowest frequency.
  const Checked checked(shelf("r1 + par(ZL, r2)", right_zout));
  const CheckedQuantity& quantity = checked.stage("u").quantities[local_zin];
  EXPECT_EQ(quantity.worst_frequency, 1.0);
  EXPECT_DOUBLE_EQ(quantity.by_rule.value().real(), 11e3);
  const std::complex<double> expected(11e3, -1 / (2 * 3.14159265358979323846 * 1e-7));
  EXPECT_LT(std::abs(quantity.by_mna.value() - expected), 1e-12 * std::abs(expected));
  EXPECT_NEAR(quantity.max_error, std::abs(11e3 - expected) / std::abs(expected), 1e-12);
}

TEST(Check, FindsTheOneFrequencyAtWhichARuleIsWrong) {
  // Off by 1e-3 of a resonance at 1 kHz alone; elsewhere the term is far below the tolerance.
  const std::string stage =
      ".subckt peak in out\nR1 in out 1k\nR2 out 0 1k\n.rule zin={1k + par(1k, ZL)} "
      "zout={par(1k, 1k + ZS)*(1 + 1m*exp(-(s/(2*pi*1k) - sqrt(-1))**2*-1meg))}\n.ends\n";
  const Checked checked(stage + ".chain c\nu peak\n.endchain\n");
  EXPECT_EQ(checked.stage("u").quantities[local_zout].worst_frequency, 1e3);
  EXPECT_NEAR(checked.stage("u").quantities[local_zout].max_error, 1e-3, 1e-9);
}

TEST(Check, SkipsAndCountsWhereARuleHasNoValue) {
  // ZL/ZL is inf/inf with the output open.
  const Checked checked(shelf("(r1 + par(ZL, r2 + 1/(s*c)))*ZL/ZL", right_zout));
  EXPECT_THAT(checked.refuted(), testing::IsEmpty());
  EXPECT_EQ(checked.stage("u").quantities[local_zin].skipped, decades.size());
  EXPECT_EQ(checked.stage("u").quantities[local_zin].compared, 0U);
  EXPECT_EQ(checked.stage("u").quantities[overall_zin].compared, decades.size());
}

TEST(Check, SkipsASensorsInputWhichIsUndefined) {
  const Checked checked(shelf(right_zin, right_zout));
  EXPECT_EQ(checked.stage("s").quantities[overall_zin].skipped, decades.size());
  EXPECT_EQ(checked.stage("s").quantities[overall_zout].compared, decades.size());
}

TEST(Check, TakesParametersOfTheInstance) {
  const std::string stage = ".subckt pad in out r=1k\n.param half={r/2}\nR1 in out {r}\nR2 out 0 {half}\n";
  const std::string chain = ".ends\n.chain c\na pad\nb[3] pad r=5k\nl load Z=1k\n.endchain\n";
  EXPECT_THAT(Checked(stage + ".rule zin={r + par(half, ZL)} zout={par(half, r + ZS)}\n" + chain).refuted(),
              testing::IsEmpty());
  EXPECT_THAT(Checked(stage + ".rule zin={r + par(500, ZL)} zout={par(half, r + ZS)}\n" + chain).refuted(),
              testing::ElementsAre("b1.local.zin", "b1.overall.zin", "b2.local.zin", "b2.overall.zin", "b3.local.zin",
                                   "b3.overall.zin"));
}

TEST(Check, HoldsAStageWithoutARuleAgainstTheFlatNetlist) {
  const Checked checked(
      ".subckt pad in out\nR1 in out 1k\nC1 out 0 1n\n.ends\n.chain c\ns sensor Z=50\nu pad\nv pad\nl load Z=1k\n"
      ".endchain\n");
  EXPECT_THAT(checked.refuted(), testing::IsEmpty());
  for (const char* name : {"u", "v"}) {
    EXPECT_EQ(checked.stage(name).road, CheckRoad::flat_netlist);
    EXPECT_EQ(checked.stage(name).quantities[overall_zin].compared, decades.size());
  }
}

TEST(Check, HoldsWhatHalfARuleLeavesOutAgainstTheFlatNetlist) {
  const std::string stage = ".subckt pad in out\nR1 in out 1k\nR2 out 0 1k\n";
  const std::string chain = ".ends\n.chain c\ns sensor Z=50\nu pad\n.endchain\n";
  const Checked right(stage + ".rule zin={1k + par(1k, ZL)}\n" + chain);
  EXPECT_THAT(right.refuted(), testing::IsEmpty());
  EXPECT_EQ(right.stage("u").quantities[overall_zout].compared, decades.size());
  EXPECT_THAT(Checked(stage + ".rule zin={2k + par(1k, ZL)}\n" + chain).refuted(),
              testing::ElementsAre("u.local.zin", "u.overall.zin"));
}

/// The reports about a rule; the deck is otherwise right.
std::vector<std::string> complaints(const std::string& zin) { return Checked(shelf(zin, right_zout)).read.messages(); }

TEST(Check, ReportsNamesAndFunctionsThatARuleDoesNotKnow) {
  EXPECT_THAT(complaints("r1 + r9"), testing::ElementsAre(testing::HasSubstr("'r9'")));
  EXPECT_THAT(complaints("r1 + paralel(r1, r2)"), testing::ElementsAre(testing::HasSubstr("'paralel'")));
  EXPECT_THAT(complaints("r1 + 1meg*sqrt(r1, r2)"), testing::ElementsAre(testing::HasSubstr("'sqrt'")));
}

TEST(Check, ReportsARuleThatIsNoExpression) {
  EXPECT_THAT(complaints("r1 + "), testing::SizeIs(1));
  EXPECT_THAT(complaints("(r1"), testing::SizeIs(1));
}

// ------------------------------------------------------------------------------- values that cancel, 0 and infinity

TEST(Check, PassesAtAResonance) {
  const std::string notch = ".chain c\ns sensor\nn bandreject R=1k C=1u f0=50\np bandpass R=1k L=10m C=1u\n.endchain\n";
  EXPECT_THAT(Checked(notch, {50, 1591.5494309189535}).refuted(), testing::IsEmpty());
  const std::string user =
      ".subckt trap in out l=10m c=1u\nL1 in x {l}\nC1 x out {c}\n.rule zin={s*l + 1/(s*c) + ZL} "
      "zout={s*l + 1/(s*c) + ZS}\n.ends\n.chain c\nu trap\nl load Z=0\n.endchain\n";
  EXPECT_THAT(Checked(user, {1591.5494309189535, 1591.5494309189533}).refuted(), testing::IsEmpty());
}

TEST(Check, PassesWhereAResistanceMeetsItsNegative) {
  EXPECT_THAT(Checked(".chain c\na series Z=1k\nb series Z=-1k\nl load Z=0\n.endchain\n").refuted(),
              testing::IsEmpty());
  EXPECT_THAT(Checked(".chain c\ns sensor Z=1k\na shunt Z=-1k\nb divider Za=0.1 Zb=R(0.3)|-0.3\n.endchain\n").refuted(),
              testing::IsEmpty());
  EXPECT_THAT(Checked(".chain c\na shunt Z=R(3)|C(1n)\nb shunt Z=R(-3)|C(-1n)\n.endchain\n").refuted(),
              testing::IsEmpty());
}

TEST(Check, PassesQuarterWavesAndPerfectCoupling) {
  EXPECT_THAT(Checked(".chain c\ns sensor\nw line Z0=50 td=25n\nv line Z0=75 td=25n\n.endchain\n", {10e6, 20e6, 40e6})
                  .refuted(),
              testing::IsEmpty());
  EXPECT_THAT(Checked(".chain c\ns sensor\nt transformer Lp=10m Ls=3m k=1\nl load Z=0\n.endchain\n").refuted(),
              testing::IsEmpty());
}

TEST(Check, PassesPerfectCouplingWhateverTheRatio) {
  // zout is what is left of s Ls, 53 ohm and more, where nothing else of the stage exceeds a milliohm.
  const std::string two =
      ".chain c\nv sensor Z=0\ns transformer Lp=1u Ls=0.17\nt transformer Lp=1u Ls=0.17\n.endchain\n";
  EXPECT_THAT(Checked(two, {50, 1e3, 20e3}).refuted(), testing::IsEmpty());
  const std::string user =
      ".subckt tr in out\nLp in 0 1u\nLs out 0 0.17\nK1 Lp Ls 1\n.rule zin={par(s*1u, ZL/0.17meg)} "
      "zout={par(s*0.17, ZS*0.17meg)}\n.ends\n.chain c\nv sensor Z=0\ns tr\nt tr\n.endchain\n";
  EXPECT_THAT(Checked(user, {50, 1e3, 20e3}).refuted(), testing::IsEmpty());
}

TEST(Check, SkipsAndCountsWhatNoDoubleHolds) {
  const Checked checked(
      ".chain c\nv sensor Z=50\na[170] transformer n=10\nb[170] transformer n=0.1\nl load Z=5\n.endchain\n", {1e3});
  EXPECT_THAT(checked.refuted(), testing::IsEmpty());
  EXPECT_EQ(checked.stage("a170").quantities[overall_zin].skipped, 1U);
  EXPECT_EQ(checked.stage("b150").quantities[overall_zin].compared, 1U);
  EXPECT_EQ(checked.stage("l").quantities[overall_zout].compared, 1U);
}

TEST(Check, RefutesTheLeastLeakageTakenForPerfectCoupling) {
  const std::string user =
      ".subckt tr in out\nLp in 0 1u\nLs out 0 0.17\nK1 Lp Ls {1 - 1e-12}\n.rule zin={par(s*1u, ZL/0.17meg)} "
      "zout={par(s*0.17, ZS*0.17meg)}\n.ends\n.chain c\nv sensor Z=0\ns tr\n.endchain\n";
  EXPECT_THAT(Checked(user, {50, 1e3, 20e3}).refuted(), testing::ElementsAre("s.local.zout", "s.overall.zout"));
}

TEST(Check, PassesZerosInfinitiesAndZeroHertz) {
  const Checked checked(
      ".chain c\ns sensor kind=current\nz series Z=0\no series Z=inf\np shunt Z=inf\nk shunt Z=L(1m)\nb divider "
      "Za=C(1u) "
      "Zb=0\nf follower\ni integrator R=1k C=1n\nt transformer n=0\nl load Z=8\n.endchain\n",
      {0, 1e3});
  EXPECT_THAT(checked.refuted(), testing::IsEmpty());
}

TEST(Check, RefutesASmallErrorBesideAResonance) {
  // A part in a million of l, a percent off resonance: s l + 1/(s c) is 2 % of s l, so the error is 50 times as large.
  const std::string user =
      ".subckt trap in out l=10m c=1u\nL1 in x {l}\nC1 x out {c}\n.rule zin={s*l*(1 + 1u) + 1/(s*c) + ZL} "
      "zout={s*l + 1/(s*c) + ZS}\n.ends\n.chain c\nu trap\nl load Z=0\n.endchain\n";
  const Checked checked(user, {1.01 * 1591.5494309189535});
  EXPECT_THAT(checked.refuted(), testing::ElementsAre("u.overall.zin"));
  EXPECT_NEAR(checked.stage("u").quantities[overall_zin].max_error, 1e-6 / (1 - 1 / (1.01 * 1.01)), 1e-9);
}

TEST(Check, TellsTinyAndHugeValuesOfOneStageApart) {
  const auto deck = [](std::string_view zin, std::string_view zout) {
    return fmt::format(
        ".subckt st in out\nR1 in 0 1e17\nE1 x 0 in 0 1\nR2 x out 5e-4\n.rule zin={{{}}} zout={{{}}}\n.ends\n"
        ".chain c\nsource sensor Z=1e15\nu st\n.endchain\n",
        zin, zout);
  };
  EXPECT_TRUE(Checked(deck("1e17", "5e-4")).refuted().empty());
  EXPECT_THAT(Checked(deck("3e17", "5e-4")).refuted(), testing::ElementsAre("u.local.zin", "u.overall.zin"));
  EXPECT_THAT(Checked(deck("1e17", "1e-3")).refuted(), testing::ElementsAre("u.local.zout", "u.overall.zout"));
  EXPECT_THAT(Checked(deck("inf", "5e-4")).refuted(), testing::ElementsAre("u.local.zin", "u.overall.zin"));
}

TEST(Check, OfChosenStagesComparesThemAlone) {
  ReadDeck read(shelf(right_zin, right_zout));
  const CheckedChain chain =
      check_chain(read.chains.at(0), decades, read.sources, *read.elaborator, read.diagnostics, {1});
  ASSERT_EQ(chain.stages.size(), 1U);
  EXPECT_EQ(chain.stages[0].name, read.chains.at(0).stage_name(1));
}

}  // namespace
}  // namespace ohmscope

// Every built-in stage's rule against its netlist, alone and between random neighbours.

#include <algorithm>
#include <numbers>

#include "stages/chain_fixture.hpp"
#include "stages/random_chain.hpp"
#include "stages/reduced_chain.hpp"
#include "stages/rule.hpp"

namespace ohmscope {
namespace {

using test::RandomStage;

/// How often the two roads met, and where they did not.
struct Tally {
  std::size_t compared = 0;
  std::size_t undefined_by_both = 0;
  std::size_t undefined_by_rule = 0;
  std::size_t undefined_by_mna = 0;
};

/// `rounding`: see test::rounding.
bool agree(const Impedance& rule, const Impedance& mna, double rounding) {
  if (rule.is_infinite() || mna.is_infinite()) return rule.is_infinite() && mna.is_infinite();
  if (std::max(std::abs(rule.value()), std::abs(mna.value())) <= rounding) return true;
  if (rule.value() == 0.0 || mna.value() == 0.0) return rule.value() == mna.value();
  return std::abs(rule.value() - mna.value()) <= 1e-9 * std::abs(mna.value());
}

/// One quantity of one stage by both roads.
struct Pair {
  const char* quantity;
  Extended by_rule;
  Extended by_mna;
};

/// Whether an element of the stage is exactly 0 or infinite at `frequency`.
bool is_degenerate(const StageValues& values, double frequency) {
  const auto extreme = [](const Extended& z) { return z.is_zero() || z.is_infinite(); };
  const auto one_port = [&](const auto& entry) { return extreme(entry.second.impedance(frequency)); };
  const auto number = [](const auto& entry) { return entry.second == 0; };
  return std::any_of(values.one_ports.begin(), values.one_ports.end(), one_port) ||
         std::any_of(values.numbers.begin(), values.numbers.end(), number);
}

/// Where a rule has no value though the circuit has one. It is not asked of a rule to see through these:
/// - 0/0 or inf/inf in a formula because elements are exactly 0 or infinite: an op-amp whose feedback and gain
/// resistors
///   are both open or both shorted, a Sallen-Key low-pass without resistors, a collector and an ro that are both shorts
///   (an L at 0 Hz).
/// - A Sallen-Key high-pass at 0 Hz, whose capacitors leave the op-amp's input to itself.
/// - An emitter follower of infinite beta with nothing at its base.
bool may_rule_lack(const StageSpec& spec, double frequency, const Extended& load, const Extended& source) {
  if (is_degenerate(spec.values, frequency)) return true;
  if (spec.type->name == "sallenkeyhp") return frequency == 0 && load.is_zero();
  return spec.type->name == "emitterfollower" && source.is_infinite();
}

/// Where a rule has a value though the circuit has none. A unilateral stage's rule is a constant, which holds for
/// - an amplifier with nothing at its input, whose output could be at any voltage;
/// - an amplifier of no output impedance into a short, whose input can only be at 0 V.
bool may_mna_lack(const StageSpec& spec, const Extended& load, const Extended& source) {
  return spec.type->name == "amplifier" && (source.is_infinite() || load.is_zero());
}

class StageAgainstMna : public testing::TestWithParam<const StageType*> {
 protected:
  void compare_chain(const Chain& chain, double frequency) {
    const std::vector<double> frequencies{frequency};
    ReducedChain reduced(chain, frequencies, *deck_.elaborator);
    const ReducedChain::AtFrequency at = reduced.at(0);
    for (std::size_t k = 0; k < chain.stages.size(); ++k) {
      if (chain.spec(k).type != GetParam()) continue;
      const Extended load = at.right[k + 1].seen_from_left();
      const Extended source = at.left[k].seen_from_right();
      SCOPED_TRACE(fmt::format("stage {} at {} Hz between {} and {} of{}", chain.stage_name(k), frequency,
                               test::text(source.to_impedance()), test::text(load.to_impedance()),
                               test::describe(chain)));
      compare_stage(chain.spec(k), frequency, load, source, pairs(chain, k, reduced, at, load, source));
    }
  }

  std::vector<Pair> pairs(const Chain& chain, std::size_t k, const ReducedChain& reduced,
                          const ReducedChain::AtFrequency& at, const Extended& load, const Extended& source) const {
    const CompiledRule rule(*GetParam(), chain.spec(k).values);
    const double f = at.frequency;
    const Extended zout = at.left[k + 1].seen_from_right();
    if (chain.spec(k).is_sensor()) return {{"zout", rule.zout(f, 0.0), zout}};
    const TwoPort& alone = at.two_ports[reduced.distinct(k)];
    std::vector<Pair> result{{"local.zin", rule.zin(f, Extended::infinite()), alone.local_zin()},
                             {"local.zout", rule.zout(f, 0.0), alone.local_zout()}};
    if (!load.is_undefined()) result.push_back({"overall.zin", rule.zin(f, load), at.right[k].seen_from_left()});
    if (!source.is_undefined()) result.push_back({"overall.zout", rule.zout(f, source), zout});
    return result;
  }

  void compare_stage(const StageSpec& spec, double frequency, const Extended& load, const Extended& source,
                     const std::vector<Pair>& pairs) {
    std::vector<Impedance> all{load.to_impedance(), source.to_impedance()};
    for (const Pair& pair : pairs) all.push_back(pair.by_mna.to_impedance());
    double rounding = 0;
    if (test::cancels(spec)) {
      for (const char* inductor : {"Lp", "Ls"})
        all.emplace_back(2 * std::numbers::pi * frequency * spec.values.number(inductor));
      rounding = test::rounding(all);
    }
    for (const auto& [quantity, by_rule, by_mna] : pairs) {
      if (by_rule.is_undefined() && by_mna.is_undefined()) {
        ++tally_.undefined_by_both;
      } else if (by_rule.is_undefined()) {
        ++tally_.undefined_by_rule;
        EXPECT_TRUE(may_rule_lack(spec, frequency, load, source)) << quantity << " is undefined by rule alone";
      } else if (by_mna.is_undefined()) {
        ++tally_.undefined_by_mna;
        EXPECT_TRUE(may_mna_lack(spec, load, source)) << quantity << " is undefined by MNA alone";
      } else {
        ++tally_.compared;
        EXPECT_TRUE(agree(by_rule.to_impedance(), by_mna.to_impedance(), rounding))
            << quantity << " by rule " << test::text(by_rule.to_impedance()) << ", by MNA "
            << test::text(by_mna.to_impedance());
      }
    }
  }

  ReadDeck deck_{""};
  Tally tally_;
};

TEST_P(StageAgainstMna, AgreesAloneAndInChains) {
  for (const RandomStage::Reach reach : {RandomStage::Reach::ordinary, RandomStage::Reach::extreme}) {
    RandomStage random(20261120, reach);
    for (int round = 0; round < 150; ++round) {
      const Chain chain = test::random_chain(random, *GetParam());
      for (const double frequency : {0.0, random.log_uniform(-3, 3), random.log_uniform(3, 12)}) {
        compare_chain(chain, frequency);
      }
    }
  }
  EXPECT_GE(tally_.compared, 900U);
  EXPECT_LE(tally_.undefined_by_rule + tally_.undefined_by_mna, tally_.compared / 10);
  // Op-amps without feedback at 0 Hz and the like: a quarter at most, of the integrator.
  EXPECT_LE(tally_.undefined_by_both, tally_.compared / 2);
}

INSTANTIATE_TEST_SUITE_P(Types, StageAgainstMna, testing::ValuesIn(stage_types().begin(), stage_types().end()),
                         [](const auto& the) { return std::string(the.param->name); });

}  // namespace
}  // namespace ohmscope

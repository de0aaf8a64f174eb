// Long chains, whose frequencies are swept side by side in doubles, against each frequency alone, swept in 106 bits.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "stages/chain_analysis.hpp"
#include "stages/chain_fixture.hpp"
#include "stages/random_chain.hpp"
#include "support/vectors.hpp"

namespace ohmscope {
namespace {

using test::RandomStage;

/// A random chain, each of its stages many times over.
Chain long_chain(RandomStage& random) {
  const auto types = stage_types();
  const auto k = static_cast<std::size_t>(random.uniform(0, static_cast<double>(types.size())));
  const Chain shape = test::random_chain(random, *types[k]);
  Chain chain;
  chain.name = "c";
  for (StageSpec spec : shape.specs) {
    spec.count = spec.is_sensor() || spec.type->name == "load" ? 1 : static_cast<std::uint32_t>(random.uniform(1, 400));
    spec.is_array = spec.count > 1;
    test::append(chain, std::move(spec));
  }
  return chain;
}

std::vector<double> many_frequencies(RandomStage& random, std::size_t stages) {
  const std::size_t count = 30'000 / stages + 1;  // from there on they are swept side by side
  std::vector<double> frequencies;
  for (std::size_t n = 0; n < count; ++n) frequencies.push_back(random.frequency());
  return frequencies;
}

bool same(const Impedance& a, const Impedance& b) {
  if (!a.is_finite() || !b.is_finite())
    return a.is_undefined() == b.is_undefined() && a.is_infinite() == b.is_infinite();
  return std::abs(a.value() - b.value()) <= 1e-9 * std::abs(b.value());
}
/// Volts that a double holds with all digits.
bool same(std::complex<double> a, std::complex<double> b) {
  constexpr double least = 1e-290;
  if (!std::isfinite(b.real()) || !std::isfinite(b.imag())) return !std::isfinite(a.real()) || !std::isfinite(a.imag());
  return std::abs(a - b) <= std::max(least, 1e-9 * std::abs(b));
}

void expect_each_frequency_alone(std::uint64_t seed, RandomStage::Reach reach) {
  RandomStage random(seed, reach);
  const Chain chain = long_chain(random);
  const std::vector<double> frequencies = many_frequencies(random, chain.stages.size());
  ReadDeck none("");
  const ChainResult sweep = analyse_chain(chain, frequencies, *none.elaborator);
  for (std::size_t n = 0; n < frequencies.size(); n += std::max<std::size_t>(1, frequencies.size() / 3)) {
    const ChainResult alone = analyse_chain(chain, {frequencies[n]}, *none.elaborator);
    for (std::size_t k = 0; k < chain.stages.size(); ++k) {
      const StageResult& a = sweep.stages[k];
      const StageResult& b = alone.stages[k];
      const bool agrees = same(a.local.zin[n], b.local.zin[0]) && same(a.local.zout[n], b.local.zout[0]) &&
                          same(a.overall.zin[n], b.overall.zin[0]) && same(a.overall.zout[n], b.overall.zout[0]) &&
                          same(a.voltage[n], b.voltage[0]);
      ASSERT_TRUE(agrees) << "seed " << seed << " stage " << a.name << " at " << frequencies[n] << " Hz: InZ "
                          << test::text(a.overall.zin[n]) << " instead of " << test::text(b.overall.zin[0]) << ", OutZ "
                          << test::text(a.overall.zout[n]) << " instead of " << test::text(b.overall.zout[0])
                          << ", voltage " << a.voltage[n] << " instead of " << b.voltage[0] << test::describe(chain);
    }
  }
}

TEST(LongChains, OfOrdinaryValuesAreEachFrequencyAlone) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    expect_each_frequency_alone(seed, RandomStage::Reach::ordinary);
    if (HasFailure()) return;
  }
}

TEST(LongChains, OfExtremeValuesAreEachFrequencyAlone) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    expect_each_frequency_alone(seed, RandomStage::Reach::extreme);
    if (HasFailure()) return;
  }
}

TEST(LongChains, AreTheSameInEveryKindOfVector) {
  for (const std::int64_t target : test::kinds_of_vectors()) {
    const test::VectorsOf vectors(target);
    for (std::uint64_t seed = 101; seed <= 106; ++seed) {
      expect_each_frequency_alone(seed, RandomStage::Reach::ordinary);
      ASSERT_FALSE(HasFailure()) << hwy::TargetName(target);
    }
  }
}

/// A line that is matched shows its characteristic impedance everywhere, each section half the voltage of the one
/// before: R and 2 R in an endless ladder, closed by R.
TEST(LongChains, OfAMatchedLadderShowTheSameAtEachOfAHundredThousandStages) {
  ReadDeck read(".chain c\ns sensor Z=2k\na[100000] divider Za=1k Zb=2k\nl load Z=2k\n.endchain\n");
  std::vector<double> frequencies(3, 1e3);
  const ChainResult result =
      analyse_chain(read.chains.at(0), frequencies, *read.elaborator, {1, 2, 500, 99'999, 100'000});
  const double count[] = {1, 2, 500, 99'999, 100'000};
  for (std::size_t w = 0; w < 5; ++w) {
    const StageResult& stage = result.stages[w];
    EXPECT_NEAR(stage.overall.zin[0].value().real(), 2e3, 2e-6) << stage.name;
    EXPECT_NEAR(stage.voltage[0].real(), 0.5 * std::pow(0.5, count[w]), 1e-9 * std::pow(0.5, count[w])) << stage.name;
  }
}

/// An ideal current source before it, an ideal voltage at an amplifier's output within it: exact at 0 and infinity.
TEST(LongChains, KeepExactZerosAndInfinities) {
  ReadDeck read(
      ".chain c\ns sensor Z=R(1k)\na[2000] divider Za=10 Zb=1k\nf follower\nb[2000] series Z=10\n.endchain\n");
  const ChainResult result =
      analyse_chain(read.chains.at(0), {1, 2, 3, 4, 5, 6, 7, 8, 9}, *read.elaborator, {2000, 2001, 2002, 4001});
  ASSERT_TRUE(read.messages().empty());
  EXPECT_TRUE(result.stages[1].overall.zin[3].is_infinite());
  EXPECT_EQ(result.stages[1].overall.zout[3].value(), 0.0);
  EXPECT_TRUE(result.stages[2].overall.zin[3].is_infinite());
  EXPECT_TRUE(result.stages[3].local.zin[3].is_infinite());
  EXPECT_NEAR(result.stages[3].overall.zout[3].value().real(), 20e3, 2e-5);
}

/// Each follower's input shows its load 101 times over: 73 of them 1 nF as an impedance whose square no double holds,
/// 170 as one that no double holds itself, which transformers bring back.
TEST(LongChains, KeepImpedancesFarBeyondWhatSquaresOfDoublesHold) {
  const auto expect = [](const std::string& deck, std::size_t seen, double turns) {
    ReadDeck read(".chain c\ns sensor Z=50\n" + deck + "l load Z=C(1n)\n.endchain\n");
    const std::vector<double> frequencies{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const ChainResult result = analyse_chain(read.chains.at(0), frequencies, *read.elaborator, {seen});
    for (std::size_t n = 0; n < frequencies.size(); ++n) {
      const double expected = turns / (2 * std::numbers::pi * frequencies[n] * 1e-9);
      ASSERT_TRUE(result.stages[0].overall.zin[n].is_finite()) << frequencies[n];
      EXPECT_NEAR(result.stages[0].overall.zin[n].value().imag() / expected, -1, 1e-9) << frequencies[n];
    }
  };
  expect("a[6000] series Z=0\nf[73] emitterfollower gm=40m beta=100\n", 6001, std::pow(101.0, 73));
  expect("a[6000] series Z=0\nt[100] transformer n=0.1\nf[170] emitterfollower gm=40m beta=100\n", 6001,
         std::pow(1.01, 170) * 1e140);
}

}  // namespace
}  // namespace ohmscope

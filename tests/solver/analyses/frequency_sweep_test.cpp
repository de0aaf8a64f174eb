#include "solver/analyses/frequency_sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ohmscope {
namespace {

using ::testing::ElementsAre;

TEST(FrequencySweep, ByDecadesMeetsBothEndsAndEveryPowerOfTenExactly) {
  const auto f = frequencies({SweepKind::decade, 10, 1, 1e6});
  ASSERT_EQ(f.size(), 61U);
  for (std::size_t k = 0; k <= 6; ++k) EXPECT_EQ(f[10 * k], std::pow(10.0, static_cast<double>(k)));
  EXPECT_NEAR(f[3], 1.9952623149688795, 1e-15);
}

// Checked with ngspice 39: `.ac dec 5 1 30` has these eight.
TEST(FrequencySweep, ByDecadesStretchesItsStepsToMeetAnEndThatIsNotOnTheGrid) {
  const auto f = frequencies({SweepKind::decade, 5, 1, 30});
  ASSERT_EQ(f.size(), 8U);
  EXPECT_EQ(f.front(), 1);
  EXPECT_NEAR(f[1], 1.625614, 1e-6);
  EXPECT_NEAR(f[6], 18.45457, 1e-5);
  EXPECT_EQ(f.back(), 30);
}

TEST(FrequencySweep, ByDecadesShorterThanAStepIsItsStart) {
  EXPECT_THAT(frequencies({SweepKind::decade, 5, 1, 1.2}), ElementsAre(1));
}

TEST(FrequencySweep, ByOctavesStopsBelowAnEndThatIsNotOnTheGrid) {
  const auto f = frequencies({SweepKind::octave, 3, 1, 10});
  ASSERT_EQ(f.size(), 10U);
  EXPECT_DOUBLE_EQ(f.back(), 8);
}

TEST(FrequencySweep, ByOctavesDoubles) {
  EXPECT_THAT(frequencies({SweepKind::octave, 1, 3, 48}), ElementsAre(3, 6, 12, 24, 48));
  const auto f = frequencies({SweepKind::octave, 3, 1, 2});
  ASSERT_EQ(f.size(), 4U);
  EXPECT_NEAR(f[1], 1.2599210498948732, 1e-15);
  EXPECT_EQ(f.back(), 2);
}

TEST(FrequencySweep, LinearHasItsCountAndBothEnds) {
  EXPECT_THAT(frequencies({SweepKind::linear, 5, 0, 2}), ElementsAre(0, 0.5, 1, 1.5, 2));
  EXPECT_THAT(frequencies({SweepKind::linear, 1, 50, 60}), ElementsAre(50));
  EXPECT_THAT(frequencies({SweepKind::linear, 2, 0.1, 0.3}), ElementsAre(0.1, 0.3));
}

TEST(FrequencySweep, OfOnePlaceIsOnePoint) {
  EXPECT_THAT(frequencies({SweepKind::decade, 10, 1e3, 1e3}), ElementsAre(1e3));
  EXPECT_THAT(frequencies({SweepKind::octave, 10, 1e3, 1e3}), ElementsAre(1e3));
}

TEST(FrequencySweep, RisesStrictlyAndNeverPassesItsEnd) {
  for (const SweepKind kind : {SweepKind::decade, SweepKind::octave, SweepKind::linear}) {
    for (int points = 1; points < 40; points += 3) {
      for (const double start : {1e-6, 0.7, 20.0, 3.3e5}) {
        for (const double ratio : {1.01, 10.0, 1e3, 12345.678, 1e9}) {
          const auto f = frequencies({kind, points, start, start * ratio});
          ASSERT_FALSE(f.empty());
          EXPECT_EQ(f.front(), start);
          EXPECT_LE(f.back(), start * ratio);
          EXPECT_EQ(std::adjacent_find(f.begin(), f.end(), std::greater_equal<>{}), f.end());
        }
      }
    }
  }
}

TEST(FrequencySweep, AWholeNumberOfDecadesEndsExactlyAtTheStop) {
  for (const int points : {1, 3, 7, 10, 20, 100, 333}) {
    for (const double start : {0.1, 0.3, 7.0, 20.0, 123.456}) {
      const double stop = start * 1e4;
      const auto f = frequencies({SweepKind::decade, points, start, stop});
      ASSERT_EQ(f.size(), static_cast<std::size_t>(4 * points + 1));
      EXPECT_EQ(f.back(), stop);
    }
  }
}

TEST(FrequencySweep, WithoutSenseIsEmpty) {
  const double nan = std::nan("");
  const double infinity = std::numeric_limits<double>::infinity();
  for (const SweepKind kind : {SweepKind::decade, SweepKind::octave, SweepKind::linear}) {
    EXPECT_TRUE(frequencies({kind, 0, 1, 10}).empty());
    EXPECT_TRUE(frequencies({kind, -5, 1, 10}).empty());
    EXPECT_TRUE(frequencies({kind, 5, 10, 1}).empty());
    EXPECT_TRUE(frequencies({kind, 5, -1, 10}).empty());
    EXPECT_TRUE(frequencies({kind, 5, nan, 10}).empty());
    EXPECT_TRUE(frequencies({kind, 5, 1, nan}).empty());
    EXPECT_TRUE(frequencies({kind, 5, 1, infinity}).empty());
  }
  EXPECT_TRUE(frequencies({SweepKind::decade, 5, 0, 10}).empty());
  EXPECT_TRUE(frequencies({SweepKind::octave, 5, 0, 10}).empty());
}

}  // namespace
}  // namespace ohmscope

#include "solver/analyses/value_sweep.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace ohmscope {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ValueSweep, EndsWithItsStopOrBelow) {
  EXPECT_THAT(values(ValueSweep{0, 2, 0.5}), ElementsAre(0, 0.5, 1, 1.5, 2));
  EXPECT_THAT(values(ValueSweep{0, 1, 0.75}), ElementsAre(0, 0.75));
  EXPECT_THAT(values(ValueSweep{1, 1, 0.5}), ElementsAre(1));
}

TEST(ValueSweep, GoesDownByANegativeStep) {
  EXPECT_THAT(values(ValueSweep{2, -1, -1}), ElementsAre(2, 1, 0, -1));
  EXPECT_THAT(values(ValueSweep{-1, -1, -0.1}), ElementsAre(-1));
}

TEST(ValueSweep, LosesNoPointToRounding) {
  EXPECT_EQ(values(ValueSweep{0, 1, 0.1}).size(), 11U);
  const auto fine = values(ValueSweep{-10, 10, 1e-3});
  ASSERT_EQ(fine.size(), 20001U);
  EXPECT_EQ(fine.back(), 10);
  EXPECT_NEAR(fine[10000], 0, 1e-14) << "steps are not added up";
}

TEST(ValueSweep, MayLeadFromOneEndOfTheNumbersToTheOther) {
  EXPECT_THAT(values(ValueSweep{-1e308, 1e308, 1e308}), ElementsAre(-1e308, 0, 1e308));
  const auto fine = values(ValueSweep{1.7e308, -1.7e308, -1e307});
  ASSERT_EQ(fine.size(), 35U);
  EXPECT_EQ(fine.back(), -1.7e308);
}

TEST(ValueSweep, WithoutSenseIsEmpty) {
  const double nan = std::nan("");
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THAT(values(ValueSweep{0, 1, 0}), IsEmpty());
  EXPECT_THAT(values(ValueSweep{0, 1, -1}), IsEmpty());
  EXPECT_THAT(values(ValueSweep{1, 0, 1}), IsEmpty());
  EXPECT_THAT(values(ValueSweep{nan, 1, 1}), IsEmpty());
  EXPECT_THAT(values(ValueSweep{0, infinity, 1}), IsEmpty());
  EXPECT_THAT(values(ValueSweep{0, 1, infinity}), IsEmpty());
}

TEST(ValueSweep, IsCountedWithoutBeingMade) { EXPECT_EQ(count(ValueSweep{0, 1e15, 1}), 1e15 + 1); }

}  // namespace
}  // namespace ohmscope

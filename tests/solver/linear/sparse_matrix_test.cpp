#include "solver/linear/sparse_matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

namespace ohmscope {
namespace {

using ::testing::ElementsAre;

TEST(MakePattern, SortsRowsAndMergesEqualPositions) {
  const Coordinate coordinates[] = {{2, 1}, {0, 1}, {2, 1}, {1, 0}, {0, 2}};
  const auto [pattern, slots] = make_pattern(3, 3, coordinates);
  EXPECT_EQ(pattern.rows, 3);
  EXPECT_EQ(pattern.columns(), 3);
  EXPECT_THAT(pattern.column_begin, ElementsAre(0, 1, 3, 4));
  EXPECT_THAT(pattern.row_index, ElementsAre(1, 0, 2, 0));
  EXPECT_THAT(slots, ElementsAre(2, 1, 2, 0, 3));
}

TEST(MakePattern, EmptyMatricesAndColumnsHavePatternsToo) {
  const auto none = make_pattern(0, 0, {});
  EXPECT_EQ(none.pattern.columns(), 0);
  EXPECT_EQ(none.pattern.size(), 0U);
  const Coordinate corner[] = {{4, 2}};
  const auto [pattern, slots] = make_pattern(5, 4, corner);
  EXPECT_THAT(pattern.column_begin, ElementsAre(0, 0, 0, 1, 1));
  EXPECT_THAT(slots, ElementsAre(0));
}

TEST(MakePattern, RandomCoordinatesAllFindTheirSlot) {
  std::mt19937 rng(3);
  for (int round = 0; round < 50; ++round) {
    const auto rows = static_cast<std::int32_t>(1 + rng() % 20);
    const auto columns = static_cast<std::int32_t>(1 + rng() % 20);
    std::vector<Coordinate> coordinates(rng() % 100);
    for (Coordinate& c : coordinates) {
      c = {static_cast<std::int32_t>(rng()) & 0x7fffffff, static_cast<std::int32_t>(rng()) & 0x7fffffff};
      c = {c.row % rows, c.column % columns};
    }
    const auto [pattern, slots] = make_pattern(rows, columns, coordinates);
    std::map<std::pair<int, int>, int> distinct;
    ASSERT_EQ(slots.size(), coordinates.size());
    for (std::size_t k = 0; k < slots.size(); ++k) {
      const auto [row, column] = coordinates[k];
      distinct[{row, column}] = slots[k];
      EXPECT_EQ(pattern.row_index[static_cast<std::size_t>(slots[k])], row);
      EXPECT_LE(pattern.column_begin[static_cast<std::size_t>(column)], slots[k]);
      EXPECT_LT(slots[k], pattern.column_begin[static_cast<std::size_t>(column) + 1]);
    }
    EXPECT_EQ(distinct.size(), pattern.size());
  }
}

}  // namespace
}  // namespace ohmscope

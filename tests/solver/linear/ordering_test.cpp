#include "solver/linear/ordering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace ohmscope {
namespace {

SparsePattern grid(std::int32_t side) {
  std::vector<Coordinate> coordinates;
  const auto join = [&](std::int32_t k, std::int32_t l) { coordinates.insert(coordinates.end(), {{k, l}, {l, k}}); };
  for (std::int32_t k = 0; k < side * side; ++k) {
    coordinates.push_back({k, k});
    if ((k + 1) % side != 0) join(k, k + 1);
    if (k + side < side * side) join(k, k + side);
  }
  return make_pattern(side * side, side * side, coordinates).pattern;
}

bool names_each_once(std::vector<std::int32_t> order, std::int32_t size) {
  std::sort(order.begin(), order.end());
  std::vector<std::int32_t> all(static_cast<std::size_t>(size));
  std::iota(all.begin(), all.end(), 0);
  return order == all;
}

TEST(FillReducingOrder, NamesEachUnknownOnceWhateverThePattern) {
  std::mt19937 rng(1);
  for (std::int32_t size = 1; size <= 60; ++size) {
    std::vector<Coordinate> coordinates;
    const auto any = [&] { return static_cast<std::int32_t>(rng() % static_cast<unsigned>(size)); };
    for (auto k = rng() % 100; k > 0; --k) coordinates.push_back({any(), any()});
    const auto found = fill_reducing_order(make_pattern(size, size, coordinates).pattern);
    ASSERT_TRUE(found);
    EXPECT_TRUE(names_each_once(found->order, size)) << size;
  }
}

/// Minimum degree leaves about 2 n log n entries, nested dissection 1.6.
TEST(FillReducingOrder, DissectsLargeGrids) {
  const SparsePattern pattern = grid(250);
  const auto found = fill_reducing_order(pattern);
  ASSERT_TRUE(found);
  EXPECT_TRUE(names_each_once(found->order, pattern.columns()));
  EXPECT_LT(found->entries, 1.75 * pattern.columns() * std::log2(pattern.columns()));
}

TEST(FillReducingOrder, OfEqualPatternsIsEqual) {
  const SparsePattern pattern = grid(240);
  EXPECT_EQ(fill_reducing_order(pattern)->order, fill_reducing_order(pattern)->order);
}

TEST(FillReducingOrder, OfAChainFillsInNothing) {
  std::vector<Coordinate> coordinates;
  for (std::int32_t k = 0; k < 1000; ++k) {
    coordinates.push_back({k, k});
    if (k > 0) coordinates.insert(coordinates.end(), {{k, k - 1}, {k - 1, k}});
  }
  EXPECT_EQ(fill_reducing_order(make_pattern(1000, 1000, coordinates).pattern)->entries, 999);
}

}  // namespace
}  // namespace ohmscope

#include "solver/linear/lu_pattern.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "solver/linear/elimination_tape.hpp"

namespace ohmscope {
namespace {

using Dense = std::vector<std::vector<bool>>;

struct Random {
  SparsePattern pattern;
  std::vector<std::int32_t> rows, columns;
  Dense permuted;  ///< in the order of elimination
};

Random random_pattern(unsigned seed) {
  std::mt19937 rng(seed);
  const auto size = static_cast<std::int32_t>(1 + rng() % 12);
  Random random;
  random.rows.resize(static_cast<std::size_t>(size));
  std::iota(random.rows.begin(), random.rows.end(), 0);
  random.columns = random.rows;
  std::shuffle(random.rows.begin(), random.rows.end(), rng);
  std::shuffle(random.columns.begin(), random.columns.end(), rng);
  std::vector<Coordinate> coordinates;
  for (auto k = rng() % 40; k > 0; --k) {
    coordinates.push_back({static_cast<std::int32_t>(rng()) & 15, static_cast<std::int32_t>(rng()) & 15});
  }
  std::erase_if(coordinates, [&](const Coordinate& c) { return c.row >= size || c.column >= size; });
  random.pattern = make_pattern(size, size, coordinates).pattern;
  random.permuted.assign(random.rows.size(), std::vector<bool>(random.rows.size()));
  for (std::size_t i = 0; i < random.rows.size(); ++i) {
    for (std::size_t j = 0; j < random.rows.size(); ++j) {
      for (const Coordinate& c : coordinates) {
        if (c.row == random.rows[i] && c.column == random.columns[j]) random.permuted[i][j] = true;
      }
    }
  }
  return random;
}

/// What elimination fills in, pivot after pivot, of a full table.
Dense filled(Dense a) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::size_t i = k + 1; i < a.size(); ++i) {
      for (std::size_t j = k + 1; j < a.size(); ++j) {
        if (a[i][k] && a[k][j]) a[i][j] = true;
      }
    }
  }
  return a;
}

TEST(LuPattern, HoldsWhatEliminationFillsInAndNothingElse) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    const Random random = random_pattern(seed);
    const LuPattern pattern = lu_pattern(random.pattern, random.rows, random.columns);
    const Dense expected = filled(random.permuted);
    for (std::size_t j = 0; j < pattern.size(); ++j) {
      std::vector<bool> column(pattern.size());
      for (std::size_t p = pattern.upper_begin[j]; p < pattern.upper_begin[j + 1]; ++p) {
        const auto row = static_cast<std::size_t>(pattern.upper_row[p]);
        column[row] = true;
        EXPECT_EQ(pattern.upper_source[p] >= 0, random.permuted[row][j]) << "seed " << seed;
      }
      for (std::size_t q = pattern.lower_begin[j]; q < pattern.lower_begin[j + 1]; ++q) {
        const auto row = static_cast<std::size_t>(pattern.lower_row[q]);
        column[row] = true;
        EXPECT_EQ(pattern.lower_source[q] >= 0, random.permuted[row][j]) << "seed " << seed;
      }
      for (std::size_t i = 0; i < pattern.size(); ++i) {
        EXPECT_TRUE(i == j || column[i] == expected[i][j]) << "seed " << seed << " row " << i << " column " << j;
      }
      EXPECT_EQ(pattern.diagonal_source[j] >= 0, random.permuted[j][j]) << "seed " << seed;
    }
  }
}

/// Of a ladder of any length: each node and the next.
LuPattern chain(std::int32_t size) {
  std::vector<Coordinate> coordinates;
  for (std::int32_t k = 0; k < size; ++k) {
    coordinates.push_back({k, k});
    if (k + 1 < size) coordinates.insert(coordinates.end(), {{k, k + 1}, {k + 1, k}});
  }
  std::vector<std::int32_t> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), 0);
  return lu_pattern(make_pattern(size, size, coordinates).pattern, order, order);
}

TEST(EliminationTape, OfALongChainNeedsNoMoreMemoryThanOfAShortOne) {
  EXPECT_EQ(write_tape(chain(10), 1000)->slots, write_tape(chain(1000), 1000)->slots);
}

TEST(EliminationTape, IsNotWrittenWhereItWouldBeLong) {
  EXPECT_TRUE(write_tape(chain(100), 99));
  EXPECT_FALSE(write_tape(chain(100), 98));
}

}  // namespace
}  // namespace ohmscope

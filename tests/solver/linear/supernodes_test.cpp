#include "solver/linear/supernodes.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

namespace ohmscope {
namespace {

using Table = std::vector<std::vector<bool>>;
using Order = std::vector<std::int32_t>;

struct Random {
  SparsePattern pattern;
  Order rows, columns;
};

Random random_pattern(unsigned seed) {
  std::mt19937 rng(seed);
  const auto size = static_cast<std::int32_t>(1 + rng() % 80);
  Random random;
  random.rows.resize(static_cast<std::size_t>(size));
  std::iota(random.rows.begin(), random.rows.end(), 0);
  random.columns = random.rows;
  std::shuffle(random.rows.begin(), random.rows.end(), rng);
  std::shuffle(random.columns.begin(), random.columns.end(), rng);
  std::vector<Coordinate> coordinates;
  const auto any = [&] { return static_cast<std::int32_t>(rng() % static_cast<unsigned>(size)); };
  for (auto k = rng() % 200; k > 0; --k) coordinates.push_back({any(), any()});
  random.pattern = make_pattern(size, size, coordinates).pattern;
  return random;
}

std::optional<Supernodes> supernodes_of(const Random& random, std::size_t most_entries = 1000000) {
  return find_supernodes(random.pattern, random.rows, random.columns, random.rows.size(), most_entries);
}

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// What elimination in this order fills in below the diagonal, of a full table made symmetric.
Table filled(const SparsePattern& pattern, const Order& rows, const Order& columns) {
  Table a(rows.size(), std::vector<bool>(rows.size()));
  const auto place = [](const Order& order, std::int32_t member) {
    return std::find(order.begin(), order.end(), member) - order.begin();
  };
  for (std::int32_t column = 0; column < pattern.columns(); ++column) {
    for (std::int32_t p = pattern.column_begin[at(column)]; p < pattern.column_begin[at(column) + 1]; ++p) {
      const auto i = static_cast<std::size_t>(place(rows, pattern.row_index[at(p)]));
      const auto j = static_cast<std::size_t>(place(columns, column));
      a[i][j] = a[j][i] = true;
    }
  }
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::size_t i = k + 1; i < a.size(); ++i) {
      for (std::size_t j = k + 1; j < a.size(); ++j) a[i][j] = a[i][j] || (a[i][k] && a[k][j]);
    }
  }
  return a;
}

std::size_t entries(const Table& table) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) count += table[i][j] ? 1U : 0U;
  }
  return count;
}

TEST(Supernodes, HoldAllThatEliminationFillsInAndNameEachPivotOnce) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const Random random = random_pattern(seed);
    const Supernodes nodes = *supernodes_of(random);
    EXPECT_THAT(nodes.row_order, ::testing::UnorderedElementsAreArray(random.rows));
    EXPECT_THAT(nodes.column_order, ::testing::UnorderedElementsAreArray(random.columns));
    const Table expected = filled(random.pattern, nodes.row_order, nodes.column_order);
    EXPECT_EQ(entries(expected), entries(filled(random.pattern, random.rows, random.columns))) << "seed " << seed;
    for (std::size_t s = 0; s < nodes.count(); ++s) {
      const auto rows = nodes.rows[s];
      EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
      for (std::size_t k = 0; k < nodes.width(s); ++k)
        EXPECT_EQ(rows[k], nodes.first[s] + static_cast<std::int32_t>(k));
      for (std::int32_t j = nodes.first[s]; j < nodes.first[s + 1]; ++j) {
        for (std::int32_t i = j + 1; at(i) < nodes.size(); ++i) {
          const bool held = std::binary_search(rows.begin(), rows.end(), i);
          EXPECT_TRUE(held || !expected[at(i)][at(j)]) << "seed " << seed;
        }
      }
    }
  }
}

TEST(Supernodes, EachEntryOfTheMatrixStartsInItsPlace) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const Random random = random_pattern(seed);
    const Supernodes nodes = *supernodes_of(random);
    std::set<std::int32_t> seen;
    const auto expect = [&](std::size_t s, const Supernodes::Source& source, bool lower) {
      seen.insert(source.slot);
      const std::size_t entry = source.entry - nodes.panel[s];
      const std::int32_t far = nodes.rows[s][entry / nodes.width(s)];
      const std::int32_t pivot = nodes.first[s] + static_cast<std::int32_t>(entry % nodes.width(s));
      EXPECT_EQ(nodes.row_order[at(lower ? far : pivot)], random.pattern.row_index[at(source.slot)]);
      const std::int32_t column = nodes.column_order[at(lower ? pivot : far)];
      EXPECT_LE(random.pattern.column_begin[at(column)], source.slot);
      EXPECT_GT(random.pattern.column_begin[at(column) + 1], source.slot);
      EXPECT_TRUE(lower ? far >= pivot : far > pivot);
    };
    for (std::size_t s = 0; s < nodes.count(); ++s) {
      for (const auto& source : nodes.lower[s]) expect(s, source, true);
      for (const auto& source : nodes.upper[s]) expect(s, source, false);
    }
    EXPECT_EQ(seen.size(), random.pattern.size()) << "seed " << seed;
  }
}

TEST(Supernodes, ActOnThoseThatHaveTheirRowsAsPivots) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const Supernodes nodes = *supernodes_of(random_pattern(seed));
    std::vector<std::size_t> covered(nodes.count());
    for (std::size_t s = 0; s < nodes.count(); ++s) {
      for (const auto& update : nodes.updates[s]) {
        const auto rows = nodes.rows[at(update.from)].subspan(at(update.begin));
        covered[at(update.from)] += at(update.end - update.begin);
        EXPECT_LT(at(update.from), s);
        for (std::size_t k = 0; k < at(update.end - update.begin); ++k) {
          EXPECT_GE(rows[k], nodes.first[s]);
          EXPECT_LT(rows[k], nodes.first[s + 1]);
        }
        EXPECT_TRUE(std::includes(nodes.rows[s].begin(), nodes.rows[s].end(), rows.begin(), rows.end()))
            << "seed " << seed;
      }
    }
    for (std::size_t s = 0; s < nodes.count(); ++s) EXPECT_EQ(covered[s], nodes.rows[s].size() - nodes.width(s));
  }
}

TEST(Supernodes, PivotsThatAreSetApartShareNoPanelAndAloneHaveOneOfU) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const Random random = random_pattern(seed);
    const std::size_t apart = random.rows.size() / 3;
    const Supernodes nodes = *find_supernodes(random.pattern, random.rows, random.columns, apart, 1000000);
    for (std::size_t s = 0; s < nodes.count(); ++s) {
      for (std::int32_t k = nodes.first[s]; k < nodes.first[s + 1]; ++k) {
        const auto place = std::find(random.rows.begin(), random.rows.end(), nodes.row_order[at(k)]);
        EXPECT_EQ(place - random.rows.begin() >= static_cast<std::ptrdiff_t>(apart), nodes.is_symmetric(s));
      }
    }
  }
}

TEST(Supernodes, AreNotSoughtWhereThereWouldBeTooMuchFillIn) {
  const Random random = random_pattern(3);
  const std::size_t below = entries(filled(random.pattern, random.rows, random.columns));
  ASSERT_GT(below, 0U);
  EXPECT_TRUE(supernodes_of(random, below));
  EXPECT_FALSE(supernodes_of(random, below - 1));
}

}  // namespace
}  // namespace ohmscope

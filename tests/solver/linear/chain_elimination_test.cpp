#include "solver/linear/chain_elimination.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

namespace ohmscope {
namespace {

struct Entry {
  std::int32_t row, column;
  double value;
};

/// A square matrix by its entries; the last row and column come last.
struct Matrix {
  std::int32_t size = 0;
  std::vector<Entry> entries;

  [[nodiscard]] PatternWithSlots pattern() const {
    std::vector<Coordinate> coordinates;
    for (const Entry& e : entries) coordinates.push_back({e.row, e.column});
    return make_pattern(size, size, coordinates);
  }
  [[nodiscard]] std::optional<EliminationTape> tape(std::size_t most_products = 1000000) const {
    const std::int32_t last = size - 1;
    return eliminate_chain(pattern().pattern, {&last, 1}, most_products);
  }
  [[nodiscard]] std::vector<std::vector<long double>> dense(std::int32_t members) const {
    std::vector<std::vector<long double>> a(static_cast<std::size_t>(members),
                                            std::vector<long double>(static_cast<std::size_t>(members)));
    for (const auto& [row, column, value] : entries) {
      if (row < members && column < members)
        a[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] += value;
    }
    return a;
  }
};

long double determinant(std::vector<std::vector<long double>> a) {
  long double product = 1;
  for (std::size_t k = 0; k < a.size(); ++k) {
    std::size_t best = k;
    for (std::size_t i = k; i < a.size(); ++i) best = std::fabs(a[i][k]) > std::fabs(a[best][k]) ? i : best;
    if (best != k) product = -product;
    std::swap(a[k], a[best]);
    product *= a[k][k];
    for (std::size_t i = k + 1; i < a.size() && a[k][k] != 0; ++i) {
      const long double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < a.size(); ++j) a[i][j] -= factor * a[k][j];
    }
  }
  return product;
}

/// The last pivot, read from the tape; NaN where another one is nothing but rounding, which the tape's reader sees by
/// its bounds.
long double run(const EliminationTape& tape, const Matrix& matrix) {
  const auto slots_of_entries = matrix.pattern().slots;
  std::vector<long double> values(matrix.entries.size());
  for (std::size_t k = 0; k < matrix.entries.size(); ++k)
    values[static_cast<std::size_t>(slots_of_entries[k])] += matrix.entries[k].value;
  std::vector<long double> slots(tape.slots);
  const auto get = [&](std::int32_t place) {
    if (place >= 0) return slots[static_cast<std::size_t>(place)];
    return place == EliminationTape::fresh ? 0.0L : values[EliminationTape::source(place)];
  };
  const std::int32_t* code = tape.code.data();
  for (std::size_t k = 0; k + 1 < tape.pivots; ++k) {
    const std::int32_t below = code[0];
    const std::int32_t right = code[1];
    const long double pivot = get(code[2]);
    if (std::fabs(pivot) < 1e-9L) return std::numeric_limits<long double>::quiet_NaN();
    std::vector<long double> l, u;
    for (std::int32_t i = 0; i < below; ++i) l.push_back(get(code[3 + i]) / pivot);
    for (std::int32_t j = 0; j < right; ++j) u.push_back(get(code[3 + below + j]));
    const std::int32_t* target = code + 3 + below + right;
    for (const long double upper : u) {
      for (const long double lower : l) {
        slots[static_cast<std::size_t>(target[0])] = get(target[1]) - lower * upper;
        target += 2;
      }
    }
    code = target;
  }
  return get(*code);
}

Matrix chain(std::int32_t size) {
  Matrix matrix{size, {}};
  for (std::int32_t k = 0; k < size; ++k) {
    matrix.entries.push_back({k, k, 3});
    if (k + 1 < size) matrix.entries.insert(matrix.entries.end(), {{k, k + 1, -1}, {k + 1, k, -2}});
  }
  return matrix;
}

/// A tree with a few entries besides, not symmetric even in where its entries are, some diagonal ones missing.
Matrix random_matrix(unsigned seed) {
  std::mt19937 rng(seed);
  std::uniform_real_distribution<double> value(0.5, 2);
  Matrix matrix{static_cast<std::int32_t>(2 + rng() % 12), {}};
  const auto any = [&](std::int32_t below) { return static_cast<std::int32_t>(rng() % static_cast<unsigned>(below)); };
  for (std::int32_t k = 0; k < matrix.size; ++k) {
    if (rng() % 4 != 0) matrix.entries.push_back({k, k, 4 * value(rng)});
    if (k == 0) continue;
    const std::int32_t parent = any(k);
    matrix.entries.insert(matrix.entries.end(), {{k, parent, value(rng)}, {parent, k, -value(rng)}});
  }
  for (int k = any(4); k > 0; --k) matrix.entries.push_back({any(matrix.size), any(matrix.size), value(rng)});
  return matrix;
}

TEST(ChainElimination, GivesTheLastPivotOfAnyMatrixWhoseDiagonalFillsIn) {
  std::size_t compared = 0;
  for (unsigned seed = 1; seed <= 500; ++seed) {
    const Matrix matrix = random_matrix(seed);
    const auto tape = matrix.tape();
    const long double found = tape ? run(*tape, matrix) : std::numeric_limits<long double>::quiet_NaN();
    if (std::isnan(found)) continue;
    ++compared;
    const long double expected = determinant(matrix.dense(matrix.size)) / determinant(matrix.dense(matrix.size - 1));
    EXPECT_NEAR(static_cast<double>(found - expected), 0, 1e-9 * (1 + std::fabs(static_cast<double>(expected))))
        << "seed " << seed;
  }
  EXPECT_GT(compared, 250U);
}

TEST(ChainElimination, OfALongChainNeedsNoMoreMemoryThanOfAShortOne) {
  EXPECT_EQ(chain(10).tape()->slots, chain(1000).tape()->slots);
  EXPECT_LT(chain(1000).tape()->slots, 6U);
}

TEST(ChainElimination, IsNotWrittenWhereItWouldBeLong) {
  EXPECT_TRUE(chain(100).tape(99));
  EXPECT_FALSE(chain(100).tape(98));
}

TEST(ChainElimination, WaitsForADiagonalEntryThatIsZeroByStructure) {
  const Matrix source{3, {{0, 0, 2}, {0, 1, 1}, {1, 0, 1}, {1, 2, 5}, {2, 1, 7}}};
  ASSERT_TRUE(source.tape());
  EXPECT_NEAR(static_cast<double>(run(*source.tape(), source)), 70, 1e-12);
  const Matrix never{3, {{0, 1, 1}, {1, 0, 1}, {1, 2, 5}, {2, 1, 7}, {2, 2, 1}}};
  EXPECT_FALSE(never.tape());
}

/// A supply that every stage hangs on: searched once a stage it would take hours.
TEST(ChainElimination, TakesNoLongerAStageWhereAllHangOnOneRow) {
  Matrix matrix = chain(200000);
  const std::int32_t hub = matrix.size - 2;
  for (std::int32_t k = 0; k < hub - 1; ++k)
    matrix.entries.insert(matrix.entries.end(), {{k, hub, -0.5}, {hub, k, -0.5}});
  EXPECT_TRUE(matrix.tape());
}

}  // namespace
}  // namespace ohmscope

#include "solver/linear/elimination.hpp"

#include <gtest/gtest.h>
#include <array>
#include <cmath>

#include <boost/multiprecision/cpp_int.hpp>
#include <numeric>
#include <random>

#include "solver/linear/multiprecision.hpp"
#include "solver/linear/residue.hpp"

namespace ohmscope {
namespace {

using Precise100 = PreciseComplex<100>;

/// A matrix of small whole numbers, row by row, as the reference sees it.
struct Dense {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<std::vector<int>> at;
};

/// By exact fractions, row by row.
std::size_t rank_of(const Dense& dense) {
  using Fraction = boost::multiprecision::cpp_rational;
  std::vector<std::vector<Fraction>> a;
  for (const auto& row : dense.at) a.emplace_back(row.begin(), row.end());
  std::size_t rank = 0;
  for (std::size_t column = 0; column < dense.columns && rank < a.size(); ++column) {
    std::size_t pivot = rank;
    while (pivot < a.size() && a[pivot][column] == 0) ++pivot;
    if (pivot == a.size()) continue;
    std::swap(a[rank], a[pivot]);
    for (std::size_t r = rank + 1; r < a.size(); ++r) {
      const Fraction factor = a[r][column] / a[rank][column];
      for (std::size_t c = column; c < dense.columns; ++c) a[r][c] -= factor * a[rank][c];
    }
    ++rank;
  }
  return rank;
}

class Random {
 public:
  explicit Random(unsigned seed) : rng_(seed) {}
  int below(std::size_t limit) { return static_cast<int>(rng_() % limit); }
  std::size_t size(std::size_t most) { return rng_() % (most + 1); }
  std::vector<int> vector(std::size_t n) {
    std::vector<int> v(n);
    for (int& x : v) x = below(7) - 3;
    return v;
  }
  /// Sparse; now and then a row or a column is a combination of others, so that every rank occurs.
  Dense matrix(std::size_t rows, std::size_t columns) {
    Dense d{rows, columns, std::vector<std::vector<int>>(rows, std::vector<int>(columns))};
    const std::size_t sparsity = 1 + size(4);
    for (auto& row : d.at) {
      for (int& x : row) x = rng_() % sparsity == 0 ? below(7) - 3 : 0;
    }
    if (rows > 2 && rng_() % 2 == 0) {
      for (std::size_t c = 0; c < columns; ++c) d.at[2][c] = 2 * d.at[0][c] - d.at[1][c];
    }
    if (columns > 2 && rng_() % 2 == 0) {
      for (auto& row : d.at) row[2] = row[0] + 3 * row[1];
    }
    return d;
  }
  std::vector<std::int32_t> permutation(std::size_t n) {
    std::vector<std::int32_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t k = n; k > 1; --k) std::swap(order[k - 1], order[rng_() % k]);
    return order;
  }

 private:
  std::mt19937 rng_;
};

Residue value_of(int x, Residue) { return Residue(static_cast<double>(x)); }
Precise100 value_of(int x, const Precise100&) { return {x, 0}; }

template <class Value>
SparseMatrix<Value> sparse(const Dense& dense) {
  std::vector<Coordinate> coordinates;
  std::vector<Value> values;
  for (std::size_t r = 0; r < dense.rows; ++r) {
    for (std::size_t c = 0; c < dense.columns; ++c) {
      if (dense.at[r][c] == 0) continue;
      coordinates.push_back({static_cast<std::int32_t>(r), static_cast<std::int32_t>(c)});
      values.push_back(value_of(dense.at[r][c], Value{}));
    }
  }
  auto [pattern, slots] =
      make_pattern(static_cast<std::int32_t>(dense.rows), static_cast<std::int32_t>(dense.columns), coordinates);
  SparseMatrix<Value> matrix{std::move(pattern), std::vector<Value>(values.size())};
  for (std::size_t k = 0; k < slots.size(); ++k) matrix.values[static_cast<std::size_t>(slots[k])] = values[k];
  return matrix;
}

template <class Value>
std::vector<Value> lift(const std::vector<int>& x) {
  std::vector<Value> result;
  for (const int v : x) result.push_back(value_of(v, Value{}));
  return result;
}

std::vector<Residue> product(const Dense& a, const std::vector<Residue>& x) {
  std::vector<Residue> b(a.rows);
  for (std::size_t r = 0; r < a.rows; ++r) {
    for (std::size_t c = 0; c < a.columns; ++c) b[r] += value_of(a.at[r][c], Residue{}) * x[c];
  }
  return b;
}

/// One random matrix and its elimination, in a random order of columns, with random wishes for pivots.
struct Trial {
  Trial(Random& random, std::size_t most)
      : dense(random.matrix(random.size(most), random.size(most))),
        rank(rank_of(dense)),
        elimination(sparse<Residue>(dense), random.permutation(dense.columns), wishes(random, dense)) {}
  static std::vector<std::int32_t> wishes(Random& random, const Dense& dense) {
    std::vector<std::int32_t> rows(dense.columns);
    for (auto& row : rows) row = random.below(dense.rows + 1) - 1;
    return rows;
  }
  /// The rank with one more row, or one more column.
  [[nodiscard]] std::size_t rank_with_row(const std::vector<int>& row) const {
    Dense d = dense;
    ++d.rows;
    d.at.push_back(row);
    return rank_of(d);
  }
  [[nodiscard]] std::size_t rank_with_column(const std::vector<int>& column) const {
    Dense d = dense;
    ++d.columns;
    for (std::size_t r = 0; r < d.rows; ++r) d.at[r].push_back(column[r]);
    return rank_of(d);
  }

  Dense dense;
  std::size_t rank;
  Elimination<Residue> elimination;
};

constexpr int rounds = 1000;
constexpr std::size_t most = 8;

TEST(Elimination, FindsTheRankOfEveryShape) {
  Random random(1);
  std::vector<int> seen(most + 1);
  for (int k = 0; k < rounds; ++k) {
    const Trial t(random, most);
    ASSERT_EQ(t.elimination.rank(), t.rank);
    EXPECT_EQ(t.elimination.free_columns().size(), t.dense.columns - t.rank);
    EXPECT_EQ(t.elimination.redundant_rows().size(), t.dense.rows - t.rank);
    ++seen[t.rank];
  }
  for (const int count : seen) EXPECT_GT(count, 0) << "the matrices must show every rank";
}

TEST(Elimination, SolvesWhateverCanBeSolved) {
  Random random(2);
  for (int k = 0; k < rounds; ++k) {
    const Trial t(random, most);
    const std::vector<Residue> b = product(t.dense, lift<Residue>(random.vector(t.dense.columns)));
    const auto solution = t.elimination.solve(b);
    EXPECT_TRUE(solution.consistent);
    EXPECT_EQ(product(t.dense, solution.x), b);
    for (const std::int32_t c : t.elimination.free_columns()) {
      EXPECT_TRUE(solution.x[static_cast<std::size_t>(c)].is_zero());
    }
  }
}

TEST(Elimination, ContradictionsAreNeverOverlookedNorInvented) {
  Random random(3);
  int contradictions = 0;
  for (int k = 0; k < rounds; ++k) {
    const Trial t(random, most);
    const std::vector<int> b = random.vector(t.dense.rows);
    const bool consistent = t.rank_with_column(b) == t.rank;
    const auto solution = t.elimination.solve(lift<Residue>(b));
    EXPECT_EQ(solution.consistent, consistent);
    EXPECT_EQ(t.elimination.contradicting_rows(lift<Residue>(b)).empty(), consistent);
    const std::vector<Residue> reached = product(t.dense, solution.x);
    for (const std::int32_t row : t.elimination.pivot_rows()) {
      const auto r = static_cast<std::size_t>(row);
      EXPECT_EQ(reached[r], value_of(b[r], Residue{})) << "all but the redundant equations hold";
    }
    contradictions += consistent ? 0 : 1;
  }
  EXPECT_GT(contradictions, rounds / 10);
}

TEST(Elimination, NullVectorsMoveAllThatTheEquationsLeaveOpen) {
  Random random(4);
  int determined = 0;
  for (int k = 0; k < rounds; ++k) {
    const Trial t(random, most);
    std::vector<int> c = random.vector(t.dense.columns);
    if (t.dense.rows > 1 && k % 2 == 0) {  // a combination of rows is determined
      for (std::size_t i = 0; i < c.size(); ++i) c[i] = t.dense.at[0][i] - 2 * t.dense.at[1][i];
    }
    const bool expected = t.rank_with_row(c) == t.rank;
    std::vector<Residue> arbitrary;
    for (std::size_t f = 0; f < t.elimination.free_columns().size(); ++f) arbitrary.push_back(Residue::scrambled(f));
    const std::vector<Residue> x = t.elimination.null_vector(arbitrary);
    Residue moved;
    for (std::size_t i = 0; i < c.size(); ++i) moved += value_of(c[i], Residue{}) * x[i];
    EXPECT_EQ(moved.is_zero(), expected);
    determined += expected ? 1 : 0;
  }
  EXPECT_GT(determined, rounds / 10);
  EXPECT_LT(determined, rounds * 9 / 10);
}

TEST(Elimination, NullVectorsSolveTheHomogeneousEquations) {
  Random random(5);
  for (int k = 0; k < rounds; ++k) {
    const Trial t(random, most);
    const auto& free = t.elimination.free_columns();
    const auto values = lift<Residue>(random.vector(free.size()));
    const std::vector<Residue> x = t.elimination.null_vector(values);
    EXPECT_EQ(product(t.dense, x), std::vector<Residue>(t.dense.rows));
    for (std::size_t f = 0; f < free.size(); ++f) EXPECT_EQ(x[static_cast<std::size_t>(free[f])], values[f]);
  }
}

TEST(Elimination, LeftNullVectorsCombineTheRowsToNothing) {
  Random random(6);
  for (int k = 0; k < rounds; ++k) {
    const Trial t(random, most);
    for (const std::int32_t row : t.elimination.redundant_rows()) {
      const std::vector<Residue> w = t.elimination.left_null_vector(std::array{row}, std::array{Residue::one()});
      EXPECT_EQ(w[static_cast<std::size_t>(row)], Residue::one());
      for (std::size_t c = 0; c < t.dense.columns; ++c) {
        Residue sum;
        for (std::size_t r = 0; r < t.dense.rows; ++r) sum += w[r] * value_of(t.dense.at[r][c], Residue{});
        EXPECT_TRUE(sum.is_zero());
      }
    }
  }
}

/// The largest |A x - b| left by 100-digit elimination of a regular matrix.
double residual_in_100_digits(Random& random, const Dense& dense) {
  const std::vector<std::int32_t> none(dense.columns, -1);
  const Elimination<Precise100> elimination(sparse<Precise100>(dense), random.permutation(dense.columns), none);
  if (elimination.rank() != dense.rows) return 1;
  const std::vector<int> b = random.vector(dense.rows);
  const auto solution = elimination.solve(lift<Precise100>(b));
  double worst = 0;
  for (std::size_t r = 0; r < dense.rows; ++r) {
    Precise100 left = -value_of(b[r], Precise100{});
    for (std::size_t c = 0; c < dense.columns; ++c) left += value_of(dense.at[r][c], Precise100{}) * solution.x[c];
    if (!left.is_zero()) worst = std::max(worst, std::ldexp(1.0, pivot_weight(left)));
  }
  return worst;
}

TEST(Elimination, InHundredDigitsSolvesToNinety) {
  Random random(7);
  int regular = 0;
  for (int k = 0; k < 200; ++k) {
    const std::size_t n = random.size(most);
    const Dense dense = random.matrix(n, n);
    if (rank_of(dense) < n) continue;
    ++regular;
    EXPECT_LT(residual_in_100_digits(random, dense), 1e-90);
  }
  EXPECT_GT(regular, 20);
}

/// x_0 + x_(n-1) = 2, x_k - x_(k-1) = 0: the last column reaches all rows, one from the other.
template <class Value>
void solve_long_chain(std::int32_t n) {
  std::vector<Coordinate> coordinates{{0, n - 1}};
  std::vector<Value> values{Value::one()};
  for (std::int32_t k = 0; k < n; ++k) {
    coordinates.push_back({k, k});
    values.push_back(Value::one());
    if (k + 1 == n) continue;
    coordinates.push_back({k + 1, k});
    values.push_back(-Value::one());
  }
  auto [pattern, slots] = make_pattern(n, n, coordinates);
  SparseMatrix<Value> matrix{std::move(pattern), std::vector<Value>(values.size())};
  for (std::size_t k = 0; k < slots.size(); ++k) matrix.values[static_cast<std::size_t>(slots[k])] = values[k];
  std::vector<std::int32_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  const Elimination<Value> elimination(matrix, order, order);
  ASSERT_EQ(elimination.rank(), order.size());
  std::vector<Value> b(order.size());
  b[0] = Value::one() + Value::one();
  const auto solution = elimination.solve(std::move(b));
  for (const Value& x : solution.x) ASSERT_TRUE((x - Value::one()).is_zero());
}

TEST(Elimination, AChainOf200000UnknownsDoesNotOverflowTheStack) { solve_long_chain<Residue>(200000); }
TEST(Elimination, ALongChainInHundredDigitsDoesNotEither) { solve_long_chain<Precise100>(200000); }

}  // namespace
}  // namespace ohmscope

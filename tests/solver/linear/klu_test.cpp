#include "solver/linear/klu.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <limits>
#include <random>

namespace ohmscope {
namespace {

using Complex = std::complex<double>;

/// A random sparse pattern with its diagonal, and values for it.
class Sample {
 public:
  Sample(std::int32_t size, unsigned seed) : size_(size), rng_(seed) {
    std::vector<Coordinate> coordinates;
    for (std::int32_t k = 0; k < size; ++k) {
      coordinates.push_back({k, k});
      for (int n = 0; n < 2; ++n) coordinates.push_back({index(), index()});
    }
    pattern = make_pattern(size, size, coordinates).pattern;
  }
  std::vector<Complex> values() {
    std::vector<Complex> v(pattern.size());
    for (Complex& x : v) x = {unit(), unit()};
    return v;
  }
  std::vector<Complex> right(std::int32_t count) {
    std::vector<Complex> b(static_cast<std::size_t>(size_ * count));
    for (Complex& x : b) x = {unit(), unit()};
    return b;
  }
  [[nodiscard]] Eigen::MatrixXcd dense(const std::vector<Complex>& values) const {
    Eigen::MatrixXcd a = Eigen::MatrixXcd::Zero(size_, size_);
    for (std::int32_t c = 0; c < size_; ++c) {
      for (auto p = pattern.column_begin[static_cast<std::size_t>(c)];
           p < pattern.column_begin[static_cast<std::size_t>(c) + 1]; ++p) {
        a(pattern.row_index[static_cast<std::size_t>(p)], c) += values[static_cast<std::size_t>(p)];
      }
    }
    return a;
  }

  SparsePattern pattern;

 private:
  std::int32_t index() { return static_cast<std::int32_t>(rng_() % static_cast<unsigned>(size_)); }
  double unit() { return std::ldexp(static_cast<double>(rng_()), -31) - 1; }
  std::int32_t size_;
  std::mt19937 rng_;
};

/// The distance of KLU's solutions from those of a dense LU, relative to the largest.
double difference(Klu& klu, const Eigen::MatrixXcd& a, const std::vector<Complex>& b, std::int32_t count) {
  std::vector<Complex> x = b;
  klu.solve(x, count);
  const Eigen::Map<const Eigen::MatrixXcd> right(b.data(), a.rows(), count);
  const Eigen::Map<const Eigen::MatrixXcd> solution(x.data(), a.rows(), count);
  const Eigen::MatrixXcd expected = a.fullPivLu().solve(right);
  return (solution - expected).norm() / expected.norm();
}

TEST(Klu, FactorsAndRefactorsLikeADenseLu) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    Sample sample(static_cast<std::int32_t>(seed), seed);
    Klu klu(sample.pattern);
    for (int round = 0; round < 4; ++round) {
      std::vector<Complex> values = sample.values();
      const Eigen::MatrixXcd a = sample.dense(values);
      const double condition = 1 / std::max(a.fullPivLu().rcond(), 1e-12);
      ASSERT_TRUE(round % 2 == 0 ? klu.factor(values) : klu.refactor(values));
      EXPECT_LT(difference(klu, a, sample.right(1), 1), 1e-12 * condition);
    }
  }
}

TEST(Klu, SolvesSeveralRightHandSidesAtOnce) {
  for (const std::int32_t count : {1, 2, 3, 4, 5, 8, 9, 17}) {
    Sample sample(25, static_cast<unsigned>(count));
    Klu klu(sample.pattern);
    std::vector<Complex> values = sample.values();
    const Eigen::MatrixXcd a = sample.dense(values);
    ASSERT_TRUE(klu.factor(values));
    EXPECT_LT(difference(klu, a, sample.right(count), count), 1e-9) << count;
  }
}

TEST(Klu, RefactorWithoutFactorsBeforeItFactorsAfresh) {
  Sample sample(10, 5);
  Klu klu(sample.pattern);
  std::vector<Complex> values = sample.values();
  const Eigen::MatrixXcd a = sample.dense(values);
  ASSERT_TRUE(klu.refactor(values));
  EXPECT_LT(difference(klu, a, sample.right(1), 1), 1e-10);
}

SparsePattern two_by_two() {
  const Coordinate all[] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};
  return make_pattern(2, 2, all).pattern;
}

TEST(Klu, SingularValuesAreReportedNotSolved) {
  Klu klu(two_by_two());
  std::vector<Complex> singular{1, 2, 2, 4};
  EXPECT_FALSE(klu.factor(singular));
  EXPECT_FALSE(klu.refactor(singular));
  std::vector<Complex> zero(4);
  EXPECT_FALSE(klu.factor(zero));
  std::vector<Complex> regular{1, 2, 2, 5};
  EXPECT_TRUE(klu.factor(regular)) << "recovers with the next values";
  EXPECT_FALSE(klu.refactor(singular));
}

TEST(Klu, AnEmptyColumnIsSingular) {
  const Coordinate one[] = {{0, 0}, {1, 0}};
  Klu klu(make_pattern(2, 2, one).pattern);
  std::vector<Complex> values{1, 1};
  EXPECT_FALSE(klu.factor(values));
}

TEST(Klu, RefactorTakesNewPivotsWhereTheOldOnesVanish) {
  Klu klu(two_by_two());
  std::vector<Complex> diagonal{1, 0, 0, 1};
  ASSERT_TRUE(klu.factor(diagonal));
  std::vector<Complex> crossed{0, 1, 1, 0};
  ASSERT_TRUE(klu.refactor(crossed));
  std::vector<Complex> b{3, 4};
  klu.solve(b, 1);
  EXPECT_EQ(b[0], 4.0);
  EXPECT_EQ(b[1], 3.0);
}

TEST(Klu, OrdersNameEveryColumnAndRowOnce) {
  Sample sample(40, 9);
  const Klu klu(sample.pattern);
  for (const auto order : {klu.column_order(), klu.row_order()}) {
    std::vector<std::int32_t> sorted(order.begin(), order.end());
    std::sort(sorted.begin(), sorted.end());
    ASSERT_EQ(sorted.size(), 40U);
    for (std::int32_t k = 0; k < 40; ++k) EXPECT_EQ(sorted[static_cast<std::size_t>(k)], k);
  }
}

/// Eliminating the middle of n ones around it joins all of them; the middle last, none: each takes one product.
TEST(Klu, ExpectsAsManyProductsAsItsOrderTakes) {
  std::vector<Coordinate> star;
  for (std::int32_t k = 0; k < 20; ++k) star.insert(star.end(), {{k, k}, {k, 0}, {0, k}});
  EXPECT_EQ(Klu(make_pattern(20, 20, star).pattern).expected_products(), 19);
}

TEST(Klu, MovesWithItsFactors) {
  Klu first(two_by_two());
  std::vector<Complex> values{2, 0, 0, 4};
  ASSERT_TRUE(first.factor(values));
  Klu second = std::move(first);
  std::vector<Complex> b{2, 4};
  second.solve(b, 1);
  EXPECT_EQ(b[0], 1.0);
  EXPECT_EQ(b[1], 1.0);
}

}  // namespace
}  // namespace ohmscope

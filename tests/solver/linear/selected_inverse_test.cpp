#include "solver/linear/selected_inverse.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "solver/linear/residue.hpp"

namespace ohmscope {
namespace {

/// A sparse square matrix of small whole numbers, which cancel often.
SparseMatrix<Residue> random_matrix(std::mt19937& random, std::int32_t size) {
  std::vector<Coordinate> coordinates;
  std::vector<Residue> values;
  const auto sparsity = 2 + random() % 6;
  for (std::int32_t row = 0; row < size; ++row) {
    for (std::int32_t column = 0; column < size; ++column) {
      if (row != column && random() % sparsity != 0) continue;
      coordinates.push_back({row, column});
      values.emplace_back(static_cast<double>(random() % 5) - 2.0);
    }
  }
  auto [pattern, slots] = make_pattern(size, size, coordinates);
  SparseMatrix<Residue> matrix{std::move(pattern), std::vector<Residue>(values.size())};
  for (std::size_t k = 0; k < slots.size(); ++k) matrix.values[static_cast<std::size_t>(slots[k])] = values[k];
  return matrix;
}

std::vector<std::int32_t> any_order(std::mt19937& random, std::int32_t size) {
  std::vector<std::int32_t> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), random);
  return order;
}

TEST(SelectedInverse, HoldsTheSolutionsForUnitRightHandSides) {
  std::mt19937 random(1);
  int regular = 0;
  for (int round = 0; round < 300; ++round) {
    const auto size = static_cast<std::int32_t>(1 + random() % 12);
    const SparseMatrix<Residue> matrix = random_matrix(random, size);
    const Elimination<Residue> factors(matrix, any_order(random, size), any_order(random, size));
    if (factors.rank() < static_cast<std::size_t>(size)) continue;
    ++regular;
    const SelectedInverse<Residue> inverse(factors);
    for (std::int32_t row = 0; row < size; ++row) {
      std::vector<Residue> unit(static_cast<std::size_t>(size));
      unit[static_cast<std::size_t>(row)] = Residue::one();
      const std::vector<Residue> x = factors.solve(unit).x;
      for (std::int32_t column = 0; column < size; ++column) {
        const Residue* element = inverse.find(column, row);
        if (element == nullptr) continue;
        EXPECT_EQ(*element, x[static_cast<std::size_t>(column)]);
      }
    }
    const auto& begin = matrix.pattern.column_begin;
    for (std::int32_t column = 0; column < size; ++column) {
      for (auto p = begin[static_cast<std::size_t>(column)]; p < begin[static_cast<std::size_t>(column) + 1]; ++p) {
        EXPECT_NE(inverse.find(column, matrix.pattern.row_index[static_cast<std::size_t>(p)]), nullptr)
            << "what the matrix joins is there";
      }
    }
  }
  EXPECT_GT(regular, 100);
}

}  // namespace
}  // namespace ohmscope

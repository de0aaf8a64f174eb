#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope {

/// Where the factors of P A Q = L U have entries if the pivots are taken in a fixed order, whatever the values: what
/// one frequency's choice of pivots makes of the same circuit at all others. Indices are places in the order of
/// elimination.
struct LuPattern {
  std::vector<std::int32_t> row_order;     ///< row of A that is the pivot's, by place
  std::vector<std::int32_t> column_order;  ///< likewise
  /// By column of the factors: below the diagonal those of L, above it those of U, ascending in each.
  std::vector<std::size_t> lower_begin{0}, upper_begin{0};
  std::vector<std::int32_t> lower_row, upper_row;
  /// Where an entry starts from: its place among the entries of A, or -1 where it is filled in.
  std::vector<std::int32_t> lower_source, upper_source, diagonal_source;

  [[nodiscard]] std::size_t size() const { return row_order.size(); }
};

/// Of a square pattern; `row_order` and `column_order` name each row and column once, pivots in the order in which they
/// are taken. In time proportional to the factors' entries and the arithmetic they stand for (depth-first search, as
/// Gilbert and Peierls, SIAM J. Sci. Stat. Comput. 9 (1988)).
[[nodiscard]] LuPattern lu_pattern(const SparsePattern& pattern, std::span<const std::int32_t> row_order,
                                   std::span<const std::int32_t> column_order);

}  // namespace ohmscope

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope {

/// Gaussian elimination of a sparse matrix of any shape and rank over a field `Value` (+ - * /, one(), is_zero(),
/// pivot_weight()).
///
/// Columns are taken in the order given. A column that depends on those before it becomes free; rows left without a
/// pivot are redundant. Left-looking, in time proportional to the arithmetic (Gilbert and Peierls, SIAM J. Sci. Stat.
/// Comput. 9 (1988)). In a field without rounding the rank is exact.
template <class Value>
class Elimination {
 public:
  /// `column_order` names every column once. `preferred_row[k]` is the row wanted as pivot of column_order[k], or -1.
  Elimination(const SparseMatrix<Value>& matrix, std::span<const std::int32_t> column_order,
              std::span<const std::int32_t> preferred_row);

  [[nodiscard]] std::size_t rank() const { return pivot_row_.size(); }
  /// Row and column of each pivot, in elimination order.
  [[nodiscard]] const std::vector<std::int32_t>& pivot_rows() const { return pivot_row_; }
  [[nodiscard]] const std::vector<std::int32_t>& pivot_columns() const { return pivot_column_; }
  [[nodiscard]] const std::vector<std::int32_t>& free_columns() const { return free_column_; }
  [[nodiscard]] const std::vector<std::int32_t>& redundant_rows() const { return redundant_row_; }

  struct Entry {
    std::int32_t index;  // in L: row; in U: pivot number
    Value value;
  };
  /// Column of L of the k-th pivot, below the diagonal, which is 1. Zeros by cancellation are kept: the pattern of the
  /// factors is that of the elimination.
  [[nodiscard]] std::span<const Entry> lower(std::size_t k) const { return lower_[k]; }
  /// Column of U of the k-th pivot, above the diagonal.
  [[nodiscard]] std::span<const Entry> upper(std::size_t k) const { return upper_[k]; }
  /// Diagonal of U.
  [[nodiscard]] const Value& pivot(std::size_t k) const { return pivot_[k]; }
  /// Of L and U, the diagonal of U included, free columns not.
  [[nodiscard]] std::size_t factor_entries() const {
    return lower_.entries.size() + upper_.entries.size() + pivot_.size();
  }

  struct Solution {
    bool consistent = true;
    std::vector<Value> x;  ///< by column, free columns 0; if not consistent: of all equations but the redundant ones
  };
  /// A x = b. `b` has one entry a row.
  [[nodiscard]] Solution solve(std::vector<Value> b) const;
  /// The redundant rows whose equations cannot hold together with the others.
  [[nodiscard]] std::vector<std::int32_t> contradicting_rows(std::vector<Value> b) const;
  /// The solution of A x = 0 with the given values at the free columns (one entry each).
  [[nodiscard]] std::vector<Value> null_vector(std::span<const Value> free_values) const;
  /// The combination w of rows with w A = 0 and the given values at redundant rows (one entry each), 0 at the others.
  [[nodiscard]] std::vector<Value> left_null_vector(std::span<const std::int32_t> rows,
                                                    std::span<const Value> values) const;

 private:
  struct Columns {  // a growing list of sparse columns
    std::vector<std::size_t> begin{0};
    std::vector<Entry> entries;
    [[nodiscard]] std::span<const Entry> operator[](std::size_t k) const {
      return std::span(entries).subspan(begin[k], begin[k + 1] - begin[k]);
    }
    void close() { begin.push_back(entries.size()); }
  };
  class Worker;

  std::vector<Value> forward_substitute(std::vector<Value>& b) const;
  void back_substitute(std::vector<Value>& y, std::vector<Value>& x) const;

  std::int32_t rows_;
  std::int32_t columns_;
  std::vector<std::int32_t> pivot_row_, pivot_column_, free_column_, redundant_row_;
  std::vector<Value> pivot_;  // values on the diagonal of U
  Columns lower_;             // by pivot: entries below it, divided by it
  Columns upper_;             // by pivot: entries above it
  Columns free_upper_;        // by free column
};

}  // namespace ohmscope

#include "solver/linear/elimination_impl.hpp"

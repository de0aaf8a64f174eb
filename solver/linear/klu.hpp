#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope {

/// A thin owner of SuiteSparse's KLU for complex square matrices of one pattern: analyse once, factor or refactor for
/// each set of values, solve for many right-hand sides (Davis and Palamadai Natarajan, ACM TOMS 37 (2010)).
class Klu {
 public:
  /// Analyses the pattern: fill-reducing order and block triangular form. A row that the order would like is taken as
  /// pivot if it is at least `least_pivot` of its column's largest. `dissect`: see fill_reducing_order().
  explicit Klu(SparsePattern pattern, double least_pivot = 0.001, bool dissect = true);
  ~Klu();
  Klu(Klu&&) noexcept;
  Klu& operator=(Klu&&) noexcept;

  [[nodiscard]] const SparsePattern& pattern() const;
  /// Column taken k-th, and the row that the order would like as its pivot.
  [[nodiscard]] std::span<const std::int32_t> column_order() const;
  [[nodiscard]] std::span<const std::int32_t> row_order() const;

  /// Where each block of the triangular form begins in that order, and where the last one ends: entries outside of the
  /// diagonal blocks do not touch the determinant.
  [[nodiscard]] std::span<const std::int32_t> block_begin() const;

  /// Products that the order leads to if the pivots are those it would like.
  [[nodiscard]] double expected_products() const;

  /// Row of the k-th pivot of the last factor(); its column is column_order()[k].
  [[nodiscard]] std::span<const std::int32_t> pivot_rows() const;

  /// Of L and U of the last factor(), their diagonals included.
  [[nodiscard]] std::size_t factor_entries() const;

  /// New factors with a fresh choice of pivots. `values` runs along the pattern. False if a pivot is zero or not
  /// finite.
  bool factor(std::span<std::complex<double>> values);
  /// New factors with the pivots of the last factor(); factors afresh if there are none yet. False likewise.
  bool refactor(std::span<std::complex<double>> values);
  /// Solves A x = b in place for `count` right-hand sides stored one after the other.
  void solve(std::span<std::complex<double>> b, std::int32_t count);

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace ohmscope

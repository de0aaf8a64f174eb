#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "solver/linear/elimination.hpp"

namespace ohmscope {

/// The elements of the inverse of a regular matrix that lie on the pattern of its factors, in about twice the time that
/// the factors took: the diagonal of the inverse without a solution for each of its columns (Takahashi, Fagan and Chen,
/// 8th PICA Conf. (1973); Erisman and Tinney, Comm. ACM 18 (1975)).
///
/// With P A Q = L U, Z its inverse and indices in elimination order, U Z = L^-1 and Z L = U^-1 say
///     u_kk Z_kl = -sum_m u_km Z_ml,    Z_mk = -sum_l Z_ml l_lk,    u_kk Z_kk = 1 - sum_m u_km Z_mk,
/// with m over row k of U right of the diagonal and l over column k of L below it. Fill-in at (l, m) sees to it that
/// every Z_ml is on the pattern too.
template <class Value>
class SelectedInverse {
 public:
  /// Of the matrix that `elimination` has factored; all its columns and rows have pivots.
  explicit SelectedInverse(const Elimination<Value>& elimination);

  /// Element (column, row) of the inverse, the solution at `column` of a unit at `row`; null if the factors have
  /// nothing at (row, column).
  [[nodiscard]] const Value* find(std::int32_t column, std::int32_t row) const;
  /// Number of products that were formed, to a factor of about two.
  [[nodiscard]] std::size_t work() const { return work_; }

 private:
  /// Of row l of the factors: at column m, l_lm or u_lm (1 on the diagonal), and Z_ml.
  struct Entry {
    std::int32_t column;
    Value factor;
    Value inverse;
  };
  static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

  void lay_out(const Elimination<Value>& elimination);
  void invert(std::int32_t k, const Elimination<Value>& elimination);

  std::vector<std::int32_t> step_of_row_;     // by row of the matrix: its place in the elimination
  std::vector<std::int32_t> step_of_column_;  // likewise
  std::vector<std::size_t> begin_;            // of the rows of the factors
  std::vector<std::size_t> diagonal_;         // where each has its own column
  std::vector<Entry> entries_;                // ascending columns
  std::size_t work_ = 0;
  // While inverting:
  std::vector<std::size_t> next_;    // by row: behind the entry of L that is the next to be inverted
  std::vector<std::int32_t> place_;  // by column: its place in row k right of the diagonal, or -1
  std::vector<Value> sum_;           // by that place
};

template <class Value>
SelectedInverse<Value>::SelectedInverse(const Elimination<Value>& elimination) {
  lay_out(elimination);
  next_ = diagonal_;
  place_.assign(diagonal_.size(), -1);
  for (auto k = static_cast<std::int32_t>(diagonal_.size()); k-- > 0;) invert(k, elimination);
}

template <class Value>
void SelectedInverse<Value>::lay_out(const Elimination<Value>& elimination) {
  const std::size_t size = elimination.rank();
  const auto steps_of = [&](const std::vector<std::int32_t>& pivots) {
    std::vector<std::int32_t> steps(size);
    for (std::size_t k = 0; k < size; ++k) steps[at(pivots[k])] = static_cast<std::int32_t>(k);
    return steps;
  };
  step_of_row_ = steps_of(elimination.pivot_rows());
  step_of_column_ = steps_of(elimination.pivot_columns());
  std::vector<std::size_t> count(size, 1);
  for (std::size_t k = 0; k < size; ++k) {
    for (const auto& [row, value] : elimination.lower(k)) ++count[at(step_of_row_[at(row)])];
    for (const auto& [step, value] : elimination.upper(k)) ++count[at(step)];
  }
  begin_.assign(1, 0);
  for (const std::size_t n : count) begin_.push_back(begin_.back() + n);
  entries_.resize(begin_.back());
  std::vector<std::size_t> free(begin_.begin(), begin_.end() - 1);
  diagonal_.resize(size);
  for (std::size_t k = 0; k < size; ++k) {  // ascending columns
    const auto column = static_cast<std::int32_t>(k);
    diagonal_[k] = free[k];
    entries_[free[k]++] = {column, Value::one(), {}};
    for (const auto& [row, value] : elimination.lower(k)) {
      entries_[free[at(step_of_row_[at(row)])]++] = {column, value, {}};
    }
    for (const auto& [step, value] : elimination.upper(k)) entries_[free[at(step)]++] = {column, value, {}};
  }
}

template <class Value>
void SelectedInverse<Value>::invert(std::int32_t k, const Elimination<Value>& elimination) {
  const std::span right = std::span(entries_).subspan(diagonal_[at(k)] + 1, begin_[at(k) + 1] - diagonal_[at(k)] - 1);
  const Value inverse_pivot = Value::one() / elimination.pivot(at(k));
  sum_.assign(right.size(), Value{});
  work_ += right.size() * elimination.lower(at(k)).size();
  for (std::size_t p = 0; p < right.size(); ++p) place_[at(right[p].column)] = static_cast<std::int32_t>(p);
  for (const auto& [row, factor] : elimination.lower(at(k))) {
    const auto l = at(step_of_row_[at(row)]);
    Value sum{};
    for (std::size_t e = begin_[l + 1]; entries_[--e].column > k;) {
      const std::int32_t place = place_[at(entries_[e].column)];
      if (place < 0) continue;
      sum += right[at(place)].factor * entries_[e].inverse;
      sum_[at(place)] -= entries_[e].inverse * factor;
    }
    entries_[--next_[l]].inverse = -(sum * inverse_pivot);
  }
  Value sum = Value::one();
  for (std::size_t p = 0; p < right.size(); ++p) {
    right[p].inverse = sum_[p];
    sum -= right[p].factor * sum_[p];
    place_[at(right[p].column)] = -1;
  }
  entries_[diagonal_[at(k)]].inverse = sum * inverse_pivot;
}

template <class Value>
const Value* SelectedInverse<Value>::find(std::int32_t column, std::int32_t row) const {
  const auto l = at(step_of_row_[at(row)]);
  const std::int32_t m = step_of_column_[at(column)];
  const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(begin_[l + 1]);
  const auto entry = std::lower_bound(entries_.begin() + static_cast<std::ptrdiff_t>(begin_[l]), end, m,
                                      [](const Entry& e, std::int32_t wanted) { return e.column < wanted; });
  return entry == end || entry->column != m ? nullptr : &entry->inverse;
}

}  // namespace ohmscope

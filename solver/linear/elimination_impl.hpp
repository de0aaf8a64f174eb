#pragma once

#include <algorithm>
#include <cassert>
#include <limits>
#include <optional>

namespace ohmscope {

/// The state of one elimination in progress: a dense column and the marks of a depth-first search through L.
template <class Value>
class Elimination<Value>::Worker {
 public:
  Worker(Elimination& target, const SparseMatrix<Value>& matrix)
      : target_(target),
        matrix_(matrix),
        column_(static_cast<std::size_t>(target.rows_)),
        pivot_of_row_(static_cast<std::size_t>(target.rows_), -1),
        mark_(static_cast<std::size_t>(target.rows_), -1),
        row_count_(static_cast<std::size_t>(target.rows_), 0) {
    for (const std::int32_t row : matrix.pattern.row_index) ++row_count_[static_cast<std::size_t>(row)];
  }

  void eliminate(std::int32_t column, std::int32_t preferred_row) {
    find_pattern(column);
    compute(column);
    const std::int32_t row = choose_pivot(preferred_row);
    Columns& above = row < 0 ? target_.free_upper_ : target_.upper_;
    for (std::size_t k = order_.size(); k-- > 0;) {
      const std::int32_t row_above = order_[k];
      const std::int32_t pivot = pivot_of_row_[at(row_above)];
      if (pivot >= 0) above.entries.push_back({pivot, column_[at(row_above)]});
    }
    above.close();
    if (row < 0) {
      target_.free_column_.push_back(column);
    } else {
      accept(column, row);
    }
    for (const std::int32_t i : order_) column_[at(i)] = Value{};
  }

  void finish() const {
    for (std::int32_t row = 0; row < target_.rows_; ++row) {
      if (pivot_of_row_[at(row)] < 0) target_.redundant_row_.push_back(row);
    }
  }

 private:
  static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

  /// Rows that the column reaches through L, each before those that it was reached from (reverse topological order).
  void find_pattern(std::int32_t column) {
    order_.clear();
    const auto& pattern = matrix_.pattern;
    for (std::int32_t p = pattern.column_begin[at(column)]; p < pattern.column_begin[at(column) + 1]; ++p) {
      if (mark_[at(pattern.row_index[at(p)])] != stamp_) search(pattern.row_index[at(p)]);
    }
    ++stamp_;
  }

  /// Depth-first search with a stack of its own: a long chain would overflow the machine's.
  void search(std::int32_t start) {
    stack_.push_back({start, 0});
    mark_[at(start)] = stamp_;
    while (!stack_.empty()) {
      Visit& top = stack_.back();
      const std::int32_t pivot = pivot_of_row_[at(top.row)];
      const auto below = pivot < 0 ? std::span<const Entry>{} : target_.lower_[at(pivot)];
      while (top.next < below.size() && mark_[at(below[top.next].index)] == stamp_) ++top.next;
      if (top.next == below.size()) {
        order_.push_back(top.row);
        stack_.pop_back();
      } else {
        const std::int32_t row = below[top.next++].index;
        mark_[at(row)] = stamp_;
        stack_.push_back({row, 0});
      }
    }
  }

  void compute(std::int32_t column) {
    const auto& pattern = matrix_.pattern;
    for (std::int32_t p = pattern.column_begin[at(column)]; p < pattern.column_begin[at(column) + 1]; ++p) {
      column_[at(pattern.row_index[at(p)])] += matrix_.values[at(p)];
    }
    for (std::size_t k = order_.size(); k-- > 0;) {
      const std::int32_t row = order_[k];
      const std::int32_t pivot = pivot_of_row_[at(row)];
      if (pivot < 0) continue;
      const Value factor = column_[at(row)];
      if (factor.is_zero()) continue;
      for (const Entry& entry : target_.lower_[at(pivot)]) column_[at(entry.index)] -= entry.value * factor;
    }
  }

  /// The preferred row if it is fit, else the fit row with the fewest entries; -1 if all are zero. Fit: within a factor
  /// 1024 of the heaviest, which keeps growth small where there is rounding and leaves room for the sparse choice.
  [[nodiscard]] std::int32_t choose_pivot(std::int32_t preferred) const {
    constexpr int room = 10;  // bits
    const auto eligible = [&](std::int32_t row) { return pivot_of_row_[at(row)] < 0 && !column_[at(row)].is_zero(); };
    std::optional<int> heaviest;
    for (const std::int32_t row : order_) {
      if (eligible(row))
        heaviest = std::max(heaviest.value_or(std::numeric_limits<int>::min()), pivot_weight(column_[at(row)]));
    }
    std::int32_t best = -1;
    for (const std::int32_t row : order_) {
      if (!eligible(row) || pivot_weight(column_[at(row)]) < *heaviest - room) continue;
      if (row == preferred) return row;
      if (best < 0 || row_count_[at(row)] < row_count_[at(best)]) best = row;
    }
    return best;
  }

  void accept(std::int32_t column, std::int32_t row) {
    const Value pivot = column_[at(row)];
    const Value inverse = Value::one() / pivot;
    pivot_of_row_[at(row)] = static_cast<std::int32_t>(target_.pivot_row_.size());
    target_.pivot_row_.push_back(row);
    target_.pivot_column_.push_back(column);
    target_.pivot_.push_back(pivot);
    for (const std::int32_t i : order_) {
      if (pivot_of_row_[at(i)] < 0) target_.lower_.entries.push_back({i, column_[at(i)] * inverse});
    }
    target_.lower_.close();
  }

  struct Visit {
    std::int32_t row;
    std::size_t next;
  };
  Elimination& target_;
  const SparseMatrix<Value>& matrix_;
  std::vector<Value> column_;
  std::vector<std::int32_t> pivot_of_row_;
  std::vector<std::int32_t> mark_;
  std::vector<std::int32_t> row_count_;
  std::vector<std::int32_t> order_;
  std::vector<Visit> stack_;
  std::int32_t stamp_ = 0;
};

template <class Value>
Elimination<Value>::Elimination(const SparseMatrix<Value>& matrix, std::span<const std::int32_t> column_order,
                                std::span<const std::int32_t> preferred_row)
    : rows_(matrix.pattern.rows), columns_(matrix.pattern.columns()) {
  assert(column_order.size() == static_cast<std::size_t>(columns_) && preferred_row.size() == column_order.size());
  Worker worker(*this, matrix);
  for (std::size_t k = 0; k < column_order.size(); ++k) worker.eliminate(column_order[k], preferred_row[k]);
  worker.finish();
}

template <class Value>
void Elimination<Value>::back_substitute(std::vector<Value>& y, std::vector<Value>& x) const {
  for (std::size_t k = rank(); k-- > 0;) {
    if (y[k].is_zero()) continue;
    const Value value = y[k] / pivot_[k];
    x[static_cast<std::size_t>(pivot_column_[k])] = value;
    for (const Entry& entry : upper_[k]) y[static_cast<std::size_t>(entry.index)] -= entry.value * value;
  }
}

/// y by pivot; what is left in b stands at the redundant rows.
template <class Value>
std::vector<Value> Elimination<Value>::forward_substitute(std::vector<Value>& b) const {
  std::vector<Value> y(rank());
  for (std::size_t k = 0; k < rank(); ++k) {
    y[k] = b[static_cast<std::size_t>(pivot_row_[k])];
    if (y[k].is_zero()) continue;
    for (const Entry& entry : lower_[k]) b[static_cast<std::size_t>(entry.index)] -= entry.value * y[k];
  }
  return y;
}

template <class Value>
typename Elimination<Value>::Solution Elimination<Value>::solve(std::vector<Value> b) const {
  Solution solution;
  std::vector<Value> y = forward_substitute(b);
  for (const std::int32_t row : redundant_row_) {
    solution.consistent = solution.consistent && b[static_cast<std::size_t>(row)].is_zero();
  }
  solution.x.resize(static_cast<std::size_t>(columns_));
  back_substitute(y, solution.x);
  return solution;
}

template <class Value>
std::vector<std::int32_t> Elimination<Value>::contradicting_rows(std::vector<Value> b) const {
  forward_substitute(b);
  std::vector<std::int32_t> rows;
  for (const std::int32_t row : redundant_row_) {
    if (!b[static_cast<std::size_t>(row)].is_zero()) rows.push_back(row);
  }
  return rows;
}

template <class Value>
std::vector<Value> Elimination<Value>::null_vector(std::span<const Value> free_values) const {
  std::vector<Value> x(static_cast<std::size_t>(columns_));
  std::vector<Value> y(rank());
  for (std::size_t f = 0; f < free_column_.size(); ++f) {
    x[static_cast<std::size_t>(free_column_[f])] = free_values[f];
    for (const Entry& entry : free_upper_[f]) y[static_cast<std::size_t>(entry.index)] -= entry.value * free_values[f];
  }
  back_substitute(y, x);
  return x;
}

template <class Value>
std::vector<Value> Elimination<Value>::left_null_vector(std::span<const std::int32_t> rows,
                                                        std::span<const Value> values) const {
  std::vector<Value> w(static_cast<std::size_t>(rows_));
  for (std::size_t r = 0; r < rows.size(); ++r) w[static_cast<std::size_t>(rows[r])] = values[r];
  for (std::size_t k = rank(); k-- > 0;) {
    Value sum{};
    for (const Entry& entry : lower_[k]) {
      const Value& below = w[static_cast<std::size_t>(entry.index)];
      if (!below.is_zero()) sum -= entry.value * below;
    }
    w[static_cast<std::size_t>(pivot_row_[k])] = sum;
  }
  return w;
}

}  // namespace ohmscope

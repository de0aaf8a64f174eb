#include "solver/linear/lu_pattern.hpp"

#include <algorithm>

namespace ohmscope {

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Adds one column of the factors after the other.
class Builder {
 public:
  Builder(const SparsePattern& pattern, LuPattern& result)
      : pattern_(pattern), result_(result), place_of_row_(result.size()), mark_(result.size(), -1), source_(mark_) {
    for (std::size_t k = 0; k < result.size(); ++k) {
      place_of_row_[at(result.row_order[k])] = static_cast<std::int32_t>(k);
    }
  }

  void add_column(std::int32_t place) {
    const auto column = at(result_.column_order[at(place)]);
    reached_.clear();
    for (std::int32_t p = pattern_.column_begin[column]; p < pattern_.column_begin[column + 1]; ++p) {
      const std::int32_t row = place_of_row_[at(pattern_.row_index[at(p)])];
      source_[at(row)] = p;
      reach(row, place);
    }
    std::sort(reached_.begin(), reached_.end());
    std::int32_t diagonal = -1;
    for (const std::int32_t row : reached_) {
      if (row < place) append(row, result_.upper_row, result_.upper_source);
      if (row == place) diagonal = source_[at(row)];
      if (row > place) append(row, result_.lower_row, result_.lower_source);
      source_[at(row)] = -1;
    }
    result_.diagonal_source.push_back(diagonal);
    result_.lower_begin.push_back(result_.lower_row.size());
    result_.upper_begin.push_back(result_.upper_row.size());
  }

 private:
  /// Adds `row` and all rows that the columns of L left of `place` fill in below it.
  void reach(std::int32_t row, std::int32_t place) {
    if (!take(row, place)) return;
    while (!open_.empty()) {
      const std::int32_t next = open_.back();
      open_.pop_back();
      if (next >= place) continue;
      for (std::size_t q = result_.lower_begin[at(next)]; q < result_.lower_begin[at(next) + 1]; ++q) {
        take(result_.lower_row[q], place);
      }
    }
  }
  bool take(std::int32_t row, std::int32_t place) {
    if (mark_[at(row)] == place) return false;
    mark_[at(row)] = place;
    reached_.push_back(row);
    open_.push_back(row);
    return true;
  }
  void append(std::int32_t row, std::vector<std::int32_t>& rows, std::vector<std::int32_t>& sources) const {
    rows.push_back(row);
    sources.push_back(source_[at(row)]);
  }

  const SparsePattern& pattern_;
  LuPattern& result_;
  std::vector<std::int32_t> place_of_row_;
  std::vector<std::int32_t> mark_;  // by row: the last column that reached it
  std::vector<std::int32_t> source_;
  std::vector<std::int32_t> reached_;
  std::vector<std::int32_t> open_;
};

}  // namespace

LuPattern lu_pattern(const SparsePattern& pattern, std::span<const std::int32_t> row_order,
                     std::span<const std::int32_t> column_order) {
  LuPattern result;
  result.row_order.assign(row_order.begin(), row_order.end());
  result.column_order.assign(column_order.begin(), column_order.end());
  Builder builder(pattern, result);
  for (std::size_t place = 0; place < result.size(); ++place) builder.add_column(static_cast<std::int32_t>(place));
  return result;
}

}  // namespace ohmscope

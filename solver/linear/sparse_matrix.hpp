#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace ohmscope {

/// Where a sparse matrix has entries: compressed columns, rows ascending in each.
struct SparsePattern {
  std::int32_t rows = 0;
  std::vector<std::int32_t> column_begin{0};  ///< columns + 1 entries
  std::vector<std::int32_t> row_index;
  [[nodiscard]] std::int32_t columns() const { return static_cast<std::int32_t>(column_begin.size()) - 1; }
  [[nodiscard]] std::size_t size() const { return row_index.size(); }
};

struct Coordinate {
  std::int32_t row;
  std::int32_t column;
};

/// The pattern of all coordinates, and for each of them its place in row_index. Linear time (two bucket sorts).
struct PatternWithSlots {
  SparsePattern pattern;
  std::vector<std::int32_t> slots;
};
[[nodiscard]] PatternWithSlots make_pattern(std::int32_t rows, std::int32_t columns,
                                            std::span<const Coordinate> coordinates);

/// A pattern with one value an entry.
template <class Value>
struct SparseMatrix {
  SparsePattern pattern;
  std::vector<Value> values;
};

}  // namespace ohmscope

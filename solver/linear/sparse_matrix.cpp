#include "solver/linear/sparse_matrix.hpp"

#include <numeric>

namespace ohmscope {

namespace {

/// The order of `coordinates`, taken in `order`, by `key` (below `buckets`), equal keys staying in place.
template <class Key>
std::vector<std::int32_t> bucket_sort(std::span<const Coordinate> coordinates, const std::vector<std::int32_t>& order,
                                      std::int32_t buckets, Key key) {
  std::vector<std::int32_t> begin(static_cast<std::size_t>(buckets) + 1, 0);
  for (const Coordinate& c : coordinates) ++begin[static_cast<std::size_t>(key(c)) + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::int32_t> sorted(order.size());
  for (const std::int32_t i : order) {
    const auto bucket = static_cast<std::size_t>(key(coordinates[static_cast<std::size_t>(i)]));
    sorted[static_cast<std::size_t>(begin[bucket]++)] = i;
  }
  return sorted;
}

}  // namespace

PatternWithSlots make_pattern(std::int32_t rows, std::int32_t columns, std::span<const Coordinate> coordinates) {
  std::vector<std::int32_t> order(coordinates.size());
  std::iota(order.begin(), order.end(), 0);
  order = bucket_sort(coordinates, order, rows, [](const Coordinate& c) { return c.row; });
  order = bucket_sort(coordinates, order, columns, [](const Coordinate& c) { return c.column; });

  PatternWithSlots result;
  result.pattern.rows = rows;
  result.pattern.column_begin.assign(static_cast<std::size_t>(columns) + 1, 0);
  result.pattern.row_index.reserve(coordinates.size());
  result.slots.resize(coordinates.size());
  result.pattern.row_index.reserve(coordinates.size());
  Coordinate last{-1, -1};
  for (const std::int32_t i : order) {
    const Coordinate c = coordinates[static_cast<std::size_t>(i)];
    if (c.row != last.row || c.column != last.column) {
      result.pattern.row_index.push_back(c.row);
      ++result.pattern.column_begin[static_cast<std::size_t>(c.column) + 1];
      last = c;
    }
    result.slots[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(result.pattern.row_index.size()) - 1;
  }
  auto& begin = result.pattern.column_begin;
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  return result;
}

}  // namespace ohmscope

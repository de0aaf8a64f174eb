#include "solver/linear/ordering.hpp"

#include <amd.h>
#include <metis.h>

#include <array>

namespace ohmscope {

namespace {

using Places = std::vector<std::int32_t>;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::optional<FillReducingOrder> minimum_degree(const SparsePattern& pattern) {
  FillReducingOrder result;
  result.order.resize(at(pattern.columns()));
  std::array<double, AMD_INFO> found{};
  const int status = amd_order(pattern.columns(), pattern.column_begin.data(), pattern.row_index.data(),
                               result.order.data(), nullptr, found.data());
  if (status != AMD_OK && status != AMD_OK_BUT_JUMBLED) return std::nullopt;
  result.entries = found[AMD_LNZ];
  result.products = found[AMD_NMULTSUBS_LU];
  return result;
}

/// Of each column those that it shares an entry with, or its transpose does.
SparsePattern neighbours(const SparsePattern& pattern) {
  std::vector<Coordinate> coordinates;
  for (std::int32_t column = 0; column < pattern.columns(); ++column) {
    for (std::int32_t p = pattern.column_begin[at(column)]; p < pattern.column_begin[at(column) + 1]; ++p) {
      const std::int32_t row = pattern.row_index[at(p)];
      if (row != column) coordinates.insert(coordinates.end(), {{row, column}, {column, row}});
    }
  }
  return make_pattern(pattern.columns(), pattern.columns(), coordinates).pattern;
}

/// Entries of L by column: a row has those on the ways from its entries up the elimination tree (Liu, SIAM J. Matrix
/// Anal. Appl. 11 (1990)).
std::vector<double> column_counts(const SparsePattern& neighbours, const Places& order) {
  Places place(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) place[at(order[k])] = static_cast<std::int32_t>(k);
  Places parent(order.size(), -1);
  Places last_row(order.size(), -1);
  std::vector<double> counts(order.size());
  for (std::int32_t row = 0; at(row) < order.size(); ++row) {
    const std::int32_t member = order[at(row)];
    for (std::int32_t p = neighbours.column_begin[at(member)]; p < neighbours.column_begin[at(member) + 1]; ++p) {
      for (std::int32_t k = place[at(neighbours.row_index[at(p)])]; k < row && last_row[at(k)] != row;
           k = parent[at(k)]) {
        if (parent[at(k)] < 0) parent[at(k)] = row;
        last_row[at(k)] = row;
        ++counts[at(k)];
      }
    }
  }
  return counts;
}

std::optional<FillReducingOrder> nested_dissection(const SparsePattern& pattern) {
  SparsePattern graph = neighbours(pattern);
  static_assert(sizeof(idx_t) == sizeof(std::int32_t));
  idx_t size = graph.columns();
  std::array<idx_t, METIS_NOPTIONS> options{};
  METIS_SetDefaultOptions(options.data());
  options[METIS_OPTION_SEED] = 1;
  FillReducingOrder result;
  result.order.resize(at(size));
  Places place(at(size));
  const int status = METIS_NodeND(&size, graph.column_begin.data(), graph.row_index.data(), nullptr, options.data(),
                                  result.order.data(), place.data());
  if (status != METIS_OK) return std::nullopt;
  for (const double count : column_counts(graph, result.order)) {
    result.entries += count;
    result.products += count * count;
  }
  return result;
}

}  // namespace

std::optional<FillReducingOrder> fill_reducing_order(const SparsePattern& pattern, bool dissect) {
  constexpr double worth_a_look = 3000;  // products an unknown: as long as METIS takes for one
  std::optional<FillReducingOrder> best = minimum_degree(pattern);
  if (!best) return std::nullopt;
  if (dissect && best->products > worth_a_look * pattern.columns()) {
    std::optional<FillReducingOrder> other = nested_dissection(pattern);
    if (other && other->products < best->products) best = std::move(other);
  }
  return best;
}

}  // namespace ohmscope

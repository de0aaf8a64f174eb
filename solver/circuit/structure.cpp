#include "solver/circuit/structure.hpp"

#include <algorithm>

#include "solver/linear/klu.hpp"

namespace ohmscope {

SparseMatrix<Residue> Structure::residues(const SystemAtFrequency& sample) {
  std::vector<Coordinate> coordinates;
  std::vector<Residue> values;
  coordinates.reserve(most_entries(sample));
  values.reserve(most_entries(sample));
  for_each_entry(sample, [&](std::int32_t row, std::int32_t column, const ComplexDD& value) {
    coordinates.push_back({row, column});
    values.emplace_back(value);
  });
  auto [pattern, slots] = make_pattern(sample.system->rows, sample.system->columns, coordinates);
  SparseMatrix<Residue> matrix{std::move(pattern), {}};
  matrix.values.resize(matrix.pattern.size());
  for (std::size_t i = 0; i < slots.size(); ++i) matrix.values[static_cast<std::size_t>(slots[i])] += values[i];
  return matrix;
}

/// KLU's order of the leading columns, padded to a square with empty rows or columns.
Structure::Order Structure::order_for(const SparsePattern& pattern, std::int32_t trailing) {
  const std::int32_t leading = pattern.columns() - trailing;
  const std::int32_t size = std::max(pattern.rows, leading);
  SparsePattern square;
  square.rows = size;
  square.column_begin.assign(pattern.column_begin.begin(), pattern.column_begin.begin() + leading + 1);
  square.row_index.assign(pattern.row_index.begin(), pattern.row_index.begin() + square.column_begin.back());
  square.column_begin.resize(static_cast<std::size_t>(size) + 1, square.column_begin.back());

  Order order;
  if (size > 0) {
    const Klu klu(std::move(square));
    const auto columns = klu.column_order();
    const auto rows = klu.row_order();
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (columns[k] >= leading) continue;
      order.columns.push_back(columns[k]);
      order.preferred_rows.push_back(rows[k] < pattern.rows ? rows[k] : -1);
    }
  }
  for (std::int32_t column = leading; column < pattern.columns(); ++column) {
    order.columns.push_back(column);
    order.preferred_rows.push_back(-1);
  }
  return order;
}

Structure::Structure(const SparseMatrix<Residue>& matrix, Order order)
    : order_(std::move(order)),
      reciprocal_(is_symmetric(matrix)),
      elimination_(matrix, order_.columns, order_.preferred_rows) {}

/// Each entry is weighed by its place, its mirror image by the opposite: what is symmetric adds up to 0.
bool Structure::is_symmetric(const SparseMatrix<Residue>& matrix) {
  Residue sum;
  const auto weight = [](std::int32_t row, std::int32_t column) {
    return Residue::scrambled((static_cast<std::uint64_t>(row) << 32U) + static_cast<std::uint64_t>(column));
  };
  const SparsePattern& pattern = matrix.pattern;
  for (std::int32_t column = 0; column < pattern.columns(); ++column) {
    const auto end = static_cast<std::size_t>(pattern.column_begin[static_cast<std::size_t>(column) + 1]);
    for (auto p = static_cast<std::size_t>(pattern.column_begin[static_cast<std::size_t>(column)]); p < end; ++p) {
      const std::int32_t row = pattern.row_index[p];
      if (row != column) sum += matrix.values[p] * (weight(row, column) - weight(column, row));
    }
  }
  return sum.is_zero();
}

Structure::Structure(const SystemAtFrequency& sample, std::int32_t trailing)
    : Structure([&] {
        const SparseMatrix<Residue> matrix = residues(sample);
        return Structure(matrix, order_for(matrix.pattern, trailing));
      }()) {}

namespace {

std::vector<Residue> arbitrary(std::size_t count) {
  std::vector<Residue> values;
  for (std::size_t k = 0; k < count; ++k) values.push_back(Residue::scrambled(k + 1));
  return values;
}

}  // namespace

std::vector<Residue> Structure::free_motion() const {
  return elimination_.null_vector(arbitrary(elimination_.free_columns().size()));
}

std::vector<Residue> Structure::redundancy() const {
  const auto& rows = elimination_.redundant_rows();
  return elimination_.left_null_vector(rows, arbitrary(rows.size()));
}

std::vector<bool> Structure::undetermined() const {
  std::vector<bool> result;
  for (const Residue& x : free_motion()) result.push_back(!x.is_zero());
  return result;
}

}  // namespace ohmscope

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/circuit/port_tape.cpp"
#include "hwy/foreach_target.h"
// After it, for it includes this file once for every kind of vector:
#include "solver/circuit/port_tape.hpp"
#include "solver/linear/bounded_lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

void run_tape(const EliminationTape& tape, std::span<const LanePlan::Entry> entries,
              std::span<const DoubleDouble> omega, std::span<std::optional<std::complex<double>>> values) {
  constexpr double tolerable = 1e-10;
  const std::size_t lanes = vector_lanes();
  LaneArray numbers(3 * lanes);
  for (std::size_t lane = 0; lane < lanes; ++lane) numbers[lane] = omega[std::min(lane, omega.size() - 1)].hi;
  const Real w = Real::load(numbers.data());
  const auto entry = [&](std::size_t source) HWY_ATTR {
    return Bounded::rounded({Real::of(entries[source].g), w * Real::of(entries[source].c)});
  };
  TapeRun(tape, entry).run().store(numbers.data());
  for (std::size_t lane = 0; lane < values.size(); ++lane) {
    const std::complex<double> z(numbers[lane], numbers[lanes + lane]);
    if (numbers[2 * lanes + lane] <= tolerable * std::abs(z)) values[lane] = z;
  }
}

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>

#include "solver/circuit/lane_width.hpp"
#include "solver/linear/klu.hpp"

namespace ohmscope {

HWY_EXPORT(run_tape);

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The part's matrix, bordered by a port's row and column.
struct Bordered {
  SparsePattern pattern;
  std::vector<LanePlan::Entry> entries;
  std::vector<std::int32_t> last_rows, last_columns;  ///< of the port, to be eliminated last
};

Bordered border(const RegularPart& part, const SystemAtFrequency& sample, UnknownPair port) {
  Bordered bordered;
  const auto border = static_cast<std::int32_t>(part.size());
  std::vector<Coordinate> coordinates;
  std::vector<LanePlan::Entry> values = constant_entries(part, sample);
  coordinates.reserve(values.size() + 4);  // of the border
  values.reserve(values.size() + 4);
  for (std::int32_t column = 0; column < border; ++column) {
    for (std::int32_t p = part.pattern().column_begin[at(column)]; p < part.pattern().column_begin[at(column) + 1];
         ++p) {
      coordinates.push_back({part.pattern().row_index[at(p)], column});
    }
  }
  const auto join = [&](Unknown node, double sign) {
    if (!node.exists()) return;
    const std::int32_t row = part.rows()[node.at()];
    const std::int32_t column = part.columns()[node.at()];
    if (row >= 0) {
      coordinates.push_back({row, border});
      values.push_back({-sign, 0});
    }
    if (column >= 0) {
      coordinates.push_back({border, column});
      values.push_back({sign, 0});
    }
    if (row < 0 || column < 0) return;
    bordered.last_rows.push_back(row);
    bordered.last_columns.push_back(column);
  };
  join(port.positive, 1);
  join(port.negative, -1);
  auto built = make_pattern(border + 1, border + 1, coordinates);
  bordered.pattern = std::move(built.pattern);
  bordered.entries.resize(bordered.pattern.size());
  for (std::size_t k = 0; k < values.size(); ++k) bordered.entries[at(built.slots[k])] = values[k];
  return bordered;
}

/// KLU's order and pivots of the rows and columns that are not to come last; nothing if those are singular.
struct Order {
  std::vector<std::int32_t> rows, columns;
};
std::optional<Order> order_of(const Bordered& bordered, double omega, double least_pivot) {
  const std::int32_t size = bordered.pattern.columns();
  std::vector<std::int32_t> row_number(at(size), 0), column_number(at(size), 0);
  const auto number = [&](const std::vector<std::int32_t>& last, std::vector<std::int32_t>& numbers) {
    std::vector<std::int32_t> members;
    for (const std::int32_t k : last) numbers[at(k)] = -1;
    numbers.back() = -1;
    for (std::int32_t k = 0; k < size; ++k) {
      if (numbers[at(k)] < 0) continue;
      numbers[at(k)] = static_cast<std::int32_t>(members.size());
      members.push_back(k);
    }
    return members;
  };
  const std::vector<std::int32_t> rows = number(bordered.last_rows, row_number);
  const std::vector<std::int32_t> columns = number(bordered.last_columns, column_number);
  SparsePattern inner;
  inner.rows = static_cast<std::int32_t>(rows.size());
  std::vector<std::complex<double>> values;
  inner.row_index.reserve(bordered.entries.size());
  values.reserve(bordered.entries.size());
  for (const std::int32_t column : columns) {
    for (std::int32_t p = bordered.pattern.column_begin[at(column)]; p < bordered.pattern.column_begin[at(column) + 1];
         ++p) {
      const std::int32_t row = row_number[at(bordered.pattern.row_index[at(p)])];
      if (row < 0) continue;
      inner.row_index.push_back(row);
      values.emplace_back(bordered.entries[at(p)].g, omega * bordered.entries[at(p)].c);
    }
    inner.column_begin.push_back(static_cast<std::int32_t>(inner.row_index.size()));
  }
  Order order;
  if (!rows.empty()) {
    Klu klu(std::move(inner), least_pivot);
    if (!klu.factor(values)) return std::nullopt;
    for (const std::int32_t k : klu.pivot_rows()) order.rows.push_back(rows[at(k)]);
    for (const std::int32_t k : klu.column_order()) order.columns.push_back(columns[at(k)]);
  }
  order.rows.insert(order.rows.end(), bordered.last_rows.begin(), bordered.last_rows.end());
  order.columns.insert(order.columns.end(), bordered.last_columns.begin(), bordered.last_columns.end());
  order.rows.push_back(size - 1);
  order.columns.push_back(size - 1);
  return order;
}

}  // namespace

std::optional<PortTape> PortTape::write(const RegularPart& part, const SystemAtFrequency& sample, UnknownPair port,
                                        double least_pivot) {
  constexpr std::size_t chain_like = 16;  // products a pivot; of more, what is read from the tape costs too much
  constexpr std::size_t far_from_it = 4;  // times as many in the finite field: none in sight
  constexpr std::size_t worth_it = 1000;  // unknowns; fewer are soon solved for, and refined to the last digit
  if (part.size() < worth_it || !sample.dependent.empty()) return std::nullopt;
  if (part.structure().elimination().products() > far_from_it * chain_like * part.size()) return std::nullopt;
  Bordered bordered = border(part, sample, port);
  std::optional<Order> order = order_of(bordered, sample.omega.hi, least_pivot);
  if (!order) {
    bordered.last_rows.clear();
    bordered.last_columns.clear();
    order = order_of(bordered, sample.omega.hi, least_pivot);
  }
  if (!order) return std::nullopt;
  std::optional<EliminationTape> tape =
      write_tape(lu_pattern(bordered.pattern, order->rows, order->columns), chain_like * part.size());
  if (!tape) return std::nullopt;
  PortTape result;
  result.entries_ = std::move(bordered.entries);
  result.tape_ = std::move(*tape);
  return result;
}

std::size_t PortTape::width() { return lane_width(); }

std::vector<std::optional<std::complex<double>>> PortTape::at(std::span<const DoubleDouble> omega) const {
  std::vector<std::optional<std::complex<double>>> values(omega.size());
  HWY_DYNAMIC_DISPATCH(run_tape)(tape_, entries_, omega, values);
  return values;
}

}  // namespace ohmscope

#endif

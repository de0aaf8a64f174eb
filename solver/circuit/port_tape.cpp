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
  constexpr double tolerable = 9e-10;  // of the 1e-9 that are promised
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
#include "solver/linear/vectors.hpp"

namespace ohmscope {

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// A matrix bordered by a port's row and column.
struct Bordered {
  SparsePattern pattern;
  std::vector<LanePlan::Entry> entries;
  std::vector<std::int32_t> last_rows, last_columns;  ///< of the port, to be eliminated last
};

/// Of a square system, or of its regular part.
Bordered border(const SystemAtFrequency& sample, const RegularPart* part, UnknownPair port) {
  const std::size_t size = part == nullptr ? at(sample.system->columns) : part->size();
  const auto row_of = [&](std::int32_t row) { return part == nullptr ? row : part->rows()[at(row)]; };
  const auto column_of = [&](std::int32_t column) { return part == nullptr ? column : part->columns()[at(column)]; };
  const auto each = [&](const auto& visit) {
    for_each_entry(constant_at(sample), [&](std::int32_t row, std::int32_t column, const ComplexDD& value) {
      if (row_of(row) >= 0 && column_of(column) >= 0) visit(row_of(row), column_of(column), value);
    });
    const auto last = static_cast<std::int32_t>(size);
    const auto join = [&](Unknown node, double sign) {
      if (!node.exists()) return;
      if (row_of(node.index) >= 0) visit(row_of(node.index), last, ComplexDD(-sign));
      if (column_of(node.index) >= 0) visit(last, column_of(node.index), ComplexDD(sign));
    };
    join(port.positive, 1);
    join(port.negative, -1);
  };
  std::vector<Coordinate> coordinates;
  coordinates.reserve(most_entries(sample) + 4);
  each([&](std::int32_t row, std::int32_t column, const ComplexDD& /*value*/) {
    coordinates.push_back({row, column});
  });
  Bordered bordered;
  auto built = make_pattern(static_cast<std::int32_t>(size) + 1, static_cast<std::int32_t>(size) + 1, coordinates);
  bordered.pattern = std::move(built.pattern);
  std::vector<ComplexDD> sums(bordered.pattern.size());
  auto slot = built.slots.begin();
  each([&](std::int32_t /*row*/, std::int32_t /*column*/, const ComplexDD& value) { sums[at(*slot++)] += value; });
  bordered.entries.reserve(sums.size());
  for (const ComplexDD& sum : sums) bordered.entries.push_back({sum.re.hi, sum.im.hi});
  for (const Unknown node : {port.positive, port.negative}) {
    if (!node.exists() || row_of(node.index) < 0 || column_of(node.index) < 0) continue;
    bordered.last_rows.push_back(row_of(node.index));
    bordered.last_columns.push_back(column_of(node.index));
  }
  return bordered;
}

/// KLU's order of the rows and columns that are not to come last. The pivots: at `omega`, none smaller beside its
/// column than `least_pivot`, and nothing if there are no such; or without it, whatever their size.
struct Order {
  std::vector<std::int32_t> rows, columns;
};
std::optional<Order> order_of(const Bordered& bordered, double omega, std::optional<double> least_pivot,
                              double most_products) {
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
  if (least_pivot) values.reserve(bordered.entries.size());
  for (const std::int32_t column : columns) {
    for (std::int32_t p = bordered.pattern.column_begin[at(column)]; p < bordered.pattern.column_begin[at(column) + 1];
         ++p) {
      const std::int32_t row = row_number[at(bordered.pattern.row_index[at(p)])];
      if (row < 0) continue;
      inner.row_index.push_back(row);
      if (least_pivot) values.emplace_back(bordered.entries[at(p)].g, omega * bordered.entries[at(p)].c);
    }
    inner.column_begin.push_back(static_cast<std::int32_t>(inner.row_index.size()));
  }
  Order order;
  if (!rows.empty()) {
    Klu klu(std::move(inner), least_pivot.value_or(1), false);  // what is worth dissecting is no chain
    if (klu.expected_products() > most_products) return std::nullopt;
    if (least_pivot && !klu.factor(values)) return std::nullopt;
    for (const std::int32_t k : least_pivot ? klu.pivot_rows() : klu.row_order()) order.rows.push_back(rows[at(k)]);
    for (const std::int32_t k : klu.column_order()) order.columns.push_back(columns[at(k)]);
  }
  order.rows.insert(order.rows.end(), bordered.last_rows.begin(), bordered.last_rows.end());
  order.columns.insert(order.columns.end(), bordered.last_columns.begin(), bordered.last_columns.end());
  order.rows.push_back(size - 1);
  order.columns.push_back(size - 1);
  return order;
}

}  // namespace

std::optional<PortTape> PortTape::write(const SystemAtFrequency& sample, const RegularPart* part, UnknownPair port,
                                        std::optional<double> least_pivot) {
  constexpr std::size_t chain_like = 16;  // products a pivot; of more, what is read from the tape costs too much
  constexpr std::size_t far_from_it = 4;  // times as many expected: none in sight
  constexpr std::size_t worth_it = 1000;  // unknowns; fewer are soon solved for, and refined to the last digit
  const LinearSystem& system = *sample.system;
  const std::size_t size = part == nullptr ? ohmscope::at(system.columns) : part->size();
  if (size < worth_it || !sample.dependent.empty()) return std::nullopt;
  if (part == nullptr && system.rows != system.columns) return std::nullopt;
  Bordered bordered = border(sample, part, port);
  const double most_expected = static_cast<double>(far_from_it * chain_like * size);
  std::optional<Order> order = order_of(bordered, sample.omega.hi, least_pivot, most_expected);
  if (!order) {
    bordered.last_rows.clear();
    bordered.last_columns.clear();
    order = order_of(bordered, sample.omega.hi, least_pivot, most_expected);
  }
  if (!order) return std::nullopt;
  std::optional<EliminationTape> tape =
      write_tape(lu_pattern(bordered.pattern, order->rows, order->columns), chain_like * size);
  if (!tape) return std::nullopt;
  PortTape result;
  result.entries_ = std::move(bordered.entries);
  result.tape_ = std::move(*tape);
  return result;
}

std::size_t PortTape::width() { return lane_width(); }

std::vector<std::optional<std::complex<double>>> PortTape::at(std::span<const DoubleDouble> omega) const {
  std::vector<std::optional<std::complex<double>>> values(omega.size());
  OHMSCOPE_WIDEST(run_tape)(tape_, entries_, omega, values);
  return values;
}

}  // namespace ohmscope

#endif

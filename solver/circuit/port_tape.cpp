#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/circuit/port_tape.cpp"
#include "hwy/foreach_target.h"
// After it, for it includes this file once for every kind of vector:
#include "solver/circuit/port_tape.hpp"
#include "solver/linear/bounded_lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ohmscope::HWY_NAMESPACE {

/// g + j w c, and what is a conductance alone.
struct Entries {
  std::span<const LanePlan::Entry> entries;
  Real w;

  HWY_INLINE Bounded operator()(std::size_t source) const {
    return Bounded::rounded({Real::of(entries[source].g), w * Real::of(entries[source].c)});
  }
  [[nodiscard]] HWY_INLINE const double* same(std::size_t source) const {
    return entries[source].c == 0 ? &entries[source].g : nullptr;
  }
};

void run_tape(const EliminationTape& tape, std::span<const LanePlan::Entry> entries,
              std::span<const DoubleDouble> omega, std::span<std::optional<std::complex<double>>> values) {
  constexpr double tolerable = 9e-10;  // of the 1e-9 that are promised
  const std::size_t lanes = vector_lanes();
  LaneArray numbers(tape_vectors * 3 * lanes);
  for (std::size_t k = 0; k < tape_vectors * lanes; ++k) numbers[k] = omega[std::min(k, omega.size() - 1)].hi;
  // Each pivot waits for the one before: two vectors of frequencies that do not wait for one another fill the time.
  TapeRun first(tape, Entries{entries, Real::load(numbers.data())});
  TapeRun second(tape, Entries{entries, Real::load(numbers.data() + lanes)});
  const bool has_second = omega.size() > lanes;
  const std::int32_t* code = tape.code.data();
  for (std::size_t k = 0; k + 1 < tape.pivots; ++k) {
    const std::int32_t* const next = first.eliminate(code);
    if (has_second) second.eliminate(code);
    code = next;
  }
  first.last(code).store(numbers.data());
  if (has_second) second.last(code).store(numbers.data() + 3 * lanes);
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double* const found = numbers.data() + k / lanes * 3 * lanes + k % lanes;
    const std::complex<double> z(found[0], found[lanes]);
    if (found[2 * lanes] <= tolerable * std::abs(z)) values[k] = z;
  }
}

}  // namespace ohmscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <utility>

#include "solver/circuit/bordered_matrix.hpp"
#include "solver/circuit/lane_width.hpp"
#include "solver/linear/chain_elimination.hpp"
#include "solver/linear/klu.hpp"
#include "solver/linear/vectors.hpp"

namespace ohmscope {

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

constexpr std::size_t chain_like = 16;  // products a pivot; of more, what is read from the tape costs too much
constexpr std::size_t worth_it = 1000;  // unknowns; fewer are soon solved for, and refined to the last digit

/// KLU's order of the rows and columns that are not to come last, its pivots at `omega` none smaller beside its column
/// than `least_pivot`; nothing if there are no such.
struct Order {
  std::vector<std::int32_t> rows, columns;
};
std::optional<Order> order_of(const BorderedMatrix& bordered, double omega, double least_pivot, double most_products) {
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
    Klu klu(std::move(inner), least_pivot, false);  // what is worth dissecting is no chain
    if (klu.expected_products() > most_products || !klu.factor(values)) return std::nullopt;
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

std::optional<PortTape> PortTape::of_chain(LinearSystem&& system, UnknownPair port) {
  const std::int32_t last = system.columns;
  const std::size_t size = ohmscope::at(last);
  if (size < worth_it || system.rows != last || system.frequency_dependent) return std::nullopt;
  BorderedMatrix bordered = border(std::exchange(system, {}), nullptr, port);
  std::vector<std::int32_t> late = bordered.last_rows;
  late.push_back(last);
  auto tape = eliminate_chain(std::move(bordered.pattern), late, chain_like * size);
  if (!tape) return std::nullopt;
  return PortTape(std::move(bordered.entries), std::move(*tape));
}

std::optional<PortTape> PortTape::write(const SystemAtFrequency& sample, const RegularPart* part, UnknownPair port,
                                        double least_pivot) {
  constexpr std::size_t far_from_it = 4;  // times as many products expected as a chain has: none in sight
  const LinearSystem& system = *sample.system;
  const std::size_t size = part == nullptr ? ohmscope::at(system.columns) : part->size();
  if (size < worth_it || !sample.dependent.empty()) return std::nullopt;
  if (part == nullptr && system.rows != system.columns) return std::nullopt;
  BorderedMatrix bordered = border(system, part, port);
  const double most_expected = static_cast<double>(far_from_it * chain_like * size);
  std::optional<Order> order = order_of(bordered, sample.omega.hi, least_pivot, most_expected);
  if (!order) {
    bordered.last_rows.clear();
    bordered.last_columns.clear();
    order = order_of(bordered, sample.omega.hi, least_pivot, most_expected);
  }
  if (!order) return std::nullopt;
  auto tape = write_tape(lu_pattern(bordered.pattern, order->rows, order->columns), chain_like * size);
  if (!tape) return std::nullopt;
  return PortTape(std::move(bordered.entries), std::move(*tape));
}

std::size_t PortTape::width() { return tape_vectors * lane_width(); }

std::vector<std::optional<std::complex<double>>> PortTape::at(std::span<const DoubleDouble> omega) const {
  std::vector<std::optional<std::complex<double>>> values(omega.size());
  OHMSCOPE_WIDEST(run_tape)(tape_, entries_, omega, values);
  return values;
}

}  // namespace ohmscope

#endif

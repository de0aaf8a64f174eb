#include "solver/circuit/lane_plan.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

#include "solver/circuit/refinement.hpp"
#include "solver/linear/klu.hpp"

namespace ohmscope {

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Where the stamps that depend on the frequency join the entries.
std::vector<LanePlan::DependentEntry> dependent_entries(const RegularPart& part, const SystemAtFrequency& sample) {
  std::vector<LanePlan::DependentEntry> entries;
  if (sample.dependent.empty()) return entries;
  std::size_t constants = 0;
  part.for_each_slot(constant_at(sample), [&](std::size_t /*slot*/, const ComplexDD& /*value*/) { ++constants; });
  SystemAtFrequency numbered = constant_at(sample);
  numbered.dependent = sample.dependent;
  for (std::size_t k = 0; k < sample.dependent.size(); ++k) numbered.dependent[k].value = static_cast<double>(k + 1);
  std::size_t seen = 0;
  part.for_each_slot(numbered, [&](std::size_t slot, const ComplexDD& value) {
    if (seen++ < constants) return;
    const double number = value.re.hi;
    entries.push_back({slot, static_cast<std::size_t>(std::fabs(number)) - 1, std::copysign(1.0, number)});
  });
  return entries;
}

using Order = std::vector<std::int32_t>;

/// The matrix is symmetric, but for rounding.
bool is_symmetric(const RegularPart& part) { return part.structure().reciprocal() && part.rows() == part.columns(); }

/// By unknown of a symmetric matrix: whether an equation of a single entry, as an ideal source's is, holds it or has it
/// as its mirror image. Such pairs are each other's pivots and leave the others alone.
std::vector<bool> held(const RegularPart& part) {
  std::vector<bool> result(part.size());
  const SparsePattern& pattern = part.pattern();
  if (!is_symmetric(part)) return result;
  for (std::int32_t column = 0; column < pattern.columns(); ++column) {
    const std::int32_t begin = pattern.column_begin[at(column)];
    if (pattern.column_begin[at(column) + 1] != begin + 1 || pattern.row_index[at(begin)] == column) continue;
    result[at(column)] = result[at(pattern.row_index[at(begin)])] = true;
  }
  return result;
}

/// Whether each entry of the diagonal is as large as the others of its column together, but where unknowns are held:
/// then they are fit pivots in any order, and nothing grows to more than twice its size (Higham, Accuracy and Stability
/// of Numerical Algorithms, 2nd ed. (2002), theorem 9.9).
bool is_dominant(const SparsePattern& pattern, std::span<const std::complex<double>> values,
                 const std::vector<bool>& held) {
  constexpr double rounding = 1e-12;
  for (std::int32_t column = 0; column < pattern.columns(); ++column) {
    double balance = 0;
    double size = 0;
    for (std::int32_t p = pattern.column_begin[at(column)]; p < pattern.column_begin[at(column) + 1]; ++p) {
      const double magnitude = std::abs(values[at(p)]);
      balance += pattern.row_index[at(p)] == column ? magnitude : -magnitude;
      size += magnitude;
    }
    if (!held[at(column)] && !(balance >= -rounding * size)) return false;
  }
  return true;
}

/// Pivots in the order in which they are taken.
struct Pivots {
  Order rows, columns;
  std::size_t entries;  ///< of the factors

  [[nodiscard]] bool on_diagonal(const std::vector<bool>& held) const {
    for (std::size_t k = 0; k < rows.size(); ++k) {
      if (rows[k] != columns[k] && !held[at(columns[k])]) return false;
    }
    return true;
  }
  /// Those of unknowns that are held come first; returns how many these are.
  std::size_t advance(const std::vector<bool>& held) {
    Pivots sorted{{}, {}, entries};
    std::size_t count = 0;
    for (const bool first : {true, false}) {
      for (std::size_t k = 0; k < rows.size(); ++k) {
        if (held[at(columns[k])] != first) continue;
        sorted.rows.push_back(rows[k]);
        sorted.columns.push_back(columns[k]);
        count += first ? 1U : 0U;
      }
    }
    *this = std::move(sorted);
    return count;
  }
};

/// Those of the structure's elimination, in the part's numbers.
Pivots structural_pivots(const RegularPart& part) {
  const auto& elimination = part.structure().elimination();
  Pivots pivots{{}, {}, elimination.factor_entries()};
  for (const std::int32_t row : elimination.pivot_rows()) pivots.rows.push_back(part.rows()[at(row)]);
  for (const std::int32_t column : elimination.pivot_columns()) pivots.columns.push_back(part.columns()[at(column)]);
  return pivots;
}

/// What is not nearly symmetric would fill in more by supernodes.
void take(Pivots pivots, const RegularPart& part, const std::vector<bool>& held, LanePlan& plan) {
  constexpr std::size_t fill_heavy = 12;  // entries of the factors an unknown from which on supernodes pay
  if (pivots.entries > fill_heavy * part.size()) {
    const bool symmetric = is_symmetric(part) && pivots.on_diagonal(held);
    const std::size_t apart = symmetric ? pivots.advance(held) : part.size();
    plan.supernodes = find_supernodes(part.pattern(), pivots.rows, pivots.columns, apart, pivots.entries);
  }
  if (!plan.supernodes) plan.factors = lu_pattern(part.pattern(), pivots.rows, pivots.columns);
}

/// The structure's own pivots where all are fit, else those of KLU's factors of the sample.
bool choose_pivots(const RegularPart& part, const SystemAtFrequency& sample, LanePlan& plan) {
  std::vector<ComplexDD> sums(part.pattern().size());
  part.for_each_slot(sample, [&](std::size_t slot, const ComplexDD& value) { sums[slot] += value; });
  std::vector<std::complex<double>> values;
  for (const ComplexDD& sum : sums) values.push_back(sum.to_complex());
  const std::vector<bool> are_held = held(part);
  Pivots pivots = structural_pivots(part);
  if (!pivots.on_diagonal(are_held) || !is_dominant(part.pattern(), values, are_held)) {
    Klu klu(part.pattern());
    if (!klu.factor(values)) return false;
    pivots = {{klu.pivot_rows().begin(), klu.pivot_rows().end()},
              {klu.column_order().begin(), klu.column_order().end()},
              klu.factor_entries()};
  }
  take(std::move(pivots), part, are_held, plan);
  return true;
}

/// Numbers of the system's rows (columns) by the part's, or the other way.
std::vector<std::int32_t> places_of(const std::vector<std::int32_t>& part_numbers,
                                    const std::vector<std::int32_t>& order, std::int32_t none) {
  std::vector<std::int32_t> place_of_number(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) place_of_number[at(order[k])] = static_cast<std::int32_t>(k);
  std::vector<std::int32_t> places;
  for (const std::int32_t number : part_numbers) places.push_back(number < 0 ? none : place_of_number[at(number)]);
  return places;
}

/// Sorts what `each` gives to (place of a row, summand) by place.
template <class T, class Each>
LanePlan::Rows<T> by_row(std::size_t size, const Each& each) {
  LanePlan::Rows<T> rows;
  rows.begin.assign(size + 1, 0);
  each([&](std::size_t place, const T& /*summand*/) { ++rows.begin[place + 1]; });
  for (std::size_t k = 0; k < size; ++k) rows.begin[k + 1] += rows.begin[k];
  rows.summands.resize(rows.begin.back());
  std::vector<std::size_t> next(rows.begin.begin(), rows.begin.end() - 1);
  each([&](std::size_t place, const T& summand) { rows.summands[next[place]++] = summand; });
  return rows;
}

/// The stamps as summands of their rows; make(positive, negative, stamp number, sign) writes one.
template <class T, class Stamps, class Make>
LanePlan::Rows<T> summands_of(const LanePlan& plan, const std::vector<std::int32_t>& place_of_row, const Stamps& stamps,
                              const Make& make) {
  return by_row<T>(plan.size(), [&](const auto& put) {
    for (std::size_t k = 0; k < stamps.size(); ++k) {
      const auto p = static_cast<std::int32_t>(plan.place(stamps[k].columns.positive));
      const auto n = static_cast<std::int32_t>(plan.place(stamps[k].columns.negative));
      const auto along = [&](Unknown row, double sign) {
        if (row.exists() && at(place_of_row[row.at()]) < plan.size())
          put(at(place_of_row[row.at()]), make(p, n, k, sign));
      };
      along(stamps[k].rows.positive, 1);
      along(stamps[k].rows.negative, -1);
    }
  });
}

}  // namespace

SystemAtFrequency constant_at(const SystemAtFrequency& sample) { return {sample.system, 0, DoubleDouble{1.0}, {}}; }

std::vector<LanePlan::Entry> constant_entries(const RegularPart& part, const SystemAtFrequency& sample) {
  std::vector<ComplexDD> sums(part.pattern().size());
  part.for_each_slot(constant_at(sample), [&](std::size_t slot, const ComplexDD& value) { sums[slot] += value; });
  std::vector<LanePlan::Entry> entries;
  entries.reserve(sums.size());
  for (const ComplexDD& sum : sums) entries.push_back({sum.re.hi, sum.im.hi});
  return entries;
}

LanePlan plan_lanes(const RegularPart& part, const SystemAtFrequency& sample) {
  LanePlan plan;
  if (part.size() == 0 || !choose_pivots(part, sample, plan)) return plan;
  plan.entries = constant_entries(part, sample);
  plan.dependent_entries = dependent_entries(part, sample);
  plan.dependent_stamps = sample.dependent.size();
  const LinearSystem& system = *sample.system;
  const auto none = static_cast<std::int32_t>(part.size());
  const auto place_of_row =
      places_of(part.rows(), plan.supernodes ? plan.supernodes->row_order : plan.factors.row_order, none);
  plan.place_of_column =
      places_of(part.columns(), plan.supernodes ? plan.supernodes->column_order : plan.factors.column_order, none);
  plan.row.resize(part.size());
  if (is_symmetric(part)) plan.mirror.resize(part.size());
  plan.single.resize(part.size());
  plan.unlike.resize(part.size());
  for (std::size_t row = 0; row < place_of_row.size(); ++row) {
    if (place_of_row[row] == none) continue;
    plan.row[at(place_of_row[row])] = static_cast<std::int32_t>(row);
    if (!plan.mirror.empty()) plan.mirror[at(place_of_row[row])] = plan.place_of_column[row];
    plan.single[at(place_of_row[row])] = part.single()[row];
    plan.unlike[at(place_of_row[row])] = refinement::unlike(row);
  }
  const auto constant = [&](const std::vector<Stamp>& stamps) {
    return summands_of<LanePlan::Summand>(plan, place_of_row, stamps, [&](auto p, auto n, std::size_t k, double sign) {
      return LanePlan::Summand{p, n, sign < 0 ? -stamps[k].value : stamps[k].value};
    });
  };
  plan.resistive = constant(system.resistive);
  plan.storage = constant(system.storage);
  plan.dependent = summands_of<LanePlan::DependentSummand>(plan, place_of_row, sample.dependent,
                                                           [](auto p, auto n, std::size_t k, double sign) {
                                                             return LanePlan::DependentSummand{p, n, k, sign};
                                                           });
  return plan;
}

}  // namespace ohmscope

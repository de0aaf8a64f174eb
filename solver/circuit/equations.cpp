#include "solver/circuit/equations.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>

namespace ohmscope {

namespace {

using Row = Equations::Row;

/// Below this fraction of what was subtracted from it, a difference counts as rounding if nothing else is known of it.
constexpr double noise = 1e-25;
/// A relative error from which on a number is no fit divisor.
constexpr double worthless = 1e-3;
/// How far shadows are changed: 100 times the error of a PortRelation's coefficients, and as much more than an
/// operation in 106 bits rounds.
constexpr double input_change = 1e-26;
constexpr double rounding_change = 1e-30;

/// `z` changed by about `change` of itself, in a direction that `seed` chooses.
ScaledComplex changed(const ScaledComplex& z, double change, Residue seed) {
  const auto angle = static_cast<double>(seed.bits() % 1024);
  const ComplexDD factor{DoubleDouble{1.0, change * std::cos(angle)}, change * std::sin(angle)};
  return z * ScaledComplex(factor);
}

std::size_t entries(const Row& row) {
  return static_cast<std::size_t>(
      std::count_if(row.begin(), row.end(), [](const Coefficient& c) { return !c.is_zero(); }));
}

/// Removes unknown x from `row` with the help of `pivot`, whose coefficient of x is 1.
void remove_unknown(Row& row, const Row& pivot, std::size_t x) {
  const Coefficient factor = row[x];
  if (factor.is_zero()) return;
  for (std::size_t k = 0; k < row.size(); ++k) {
    if (!pivot[k].is_zero()) row[k] = row[k] - factor * pivot[k];
  }
  row[x] = {};
}

/// Takes the row with the fewest entries among those that have x, divides it by x's coefficient and removes x from all
/// others; nothing if none has x.
std::optional<Row> take_pivot(std::vector<Row>& rows, std::size_t x, bool& is_lost) {
  const auto weight = [&](const Row& row) { return row[x].is_zero() ? row.size() + 1 : entries(row); };
  const auto best = std::min_element(rows.begin(), rows.end(), [&](auto& a, auto& b) { return weight(a) < weight(b); });
  if (best == rows.end() || (*best)[x].is_zero()) return std::nullopt;
  Row pivot = std::move(*best);
  rows.erase(best);
  is_lost = is_lost || !(pivot[x].error() < worthless);
  const Coefficient factor = pivot[x].inverse();
  for (Coefficient& entry : pivot) {
    if (!entry.is_zero()) entry = entry * factor;
  }
  pivot[x] = Coefficient::whole(1);
  for (Row& row : rows) remove_unknown(row, pivot, x);
  return pivot;
}

}  // namespace

ScaledComplex difference(const ScaledComplex& a, const ScaledComplex& b) {
  return combine_aligned(a, b, [](const ComplexDD& x, const ComplexDD& y) {
    const ComplexDD d = x - y;
    return norm_max(d) <= noise * std::fmax(norm_max(x), norm_max(y)) ? ComplexDD{} : d;
  });
}

Coefficient::Coefficient(const ComplexDD& z, Residue exact) : Coefficient(z, changed(z, input_change, exact), exact) {}

Coefficient Coefficient::whole(double number) {
  const ScaledComplex value(ComplexDD{number});
  return {value, value, Residue(number)};
}

double Coefficient::error() const {
  if (is_zero()) return 0;
  const ScaledComplex ratio = (value_ - shadow_) / value_;
  const double error = norm_max(ratio.plain());
  return error < 1 ? error : std::numeric_limits<double>::quiet_NaN();
}

Coefficient operator-(const Coefficient& a) {
  Coefficient result = a;
  result.value_.value = -a.value_.value;
  result.shadow_.value = -a.shadow_.value;
  if (a.exact_) result.exact_ = -*a.exact_;
  return result;
}

Coefficient operator*(const Coefficient& a, const Coefficient& b) {
  if (!a.exact_ || !b.exact_) return a.value_ * b.value_;
  const Residue exact = *a.exact_ * *b.exact_;
  return {a.value_ * b.value_, changed(a.shadow_ * b.shadow_, rounding_change, exact), exact};
}

Coefficient operator-(const Coefficient& a, const Coefficient& b) {
  if (!a.exact_ || !b.exact_) return normalized(difference(a.value_, b.value_));
  const Residue exact = *a.exact_ - *b.exact_;
  if (exact.is_zero()) return {};
  return {a.value_ - b.value_, changed(a.shadow_ - b.shadow_, rounding_change, exact), exact};
}

Coefficient Coefficient::inverse() const {
  const ScaledComplex one(ComplexDD{1.0});
  if (!exact_) return normalized(one / value_);
  return {one / value_, one / shadow_, Residue::one() / *exact_};
}

void Equations::add(Row row) {
  assert(row.size() == unknowns_);
  rows_.push_back(std::move(row));
}

void Equations::add(const Equations& others, const std::vector<std::size_t>& places) {
  assert(places.size() == others.unknowns_);
  is_lost_ = is_lost_ || others.is_lost_;
  for (const Row& row : others.rows_) {
    Row& copy = rows_.emplace_back(unknowns_);
    for (std::size_t k = 0; k < row.size(); ++k) copy[places[k]] = row[k];
  }
}

Equations Equations::about(const std::vector<std::size_t>& kept) const {
  std::vector<Row> rows = rows_;
  Equations result(kept.size());
  result.is_lost_ = is_lost_;
  std::vector<bool> is_kept(unknowns_);
  for (const std::size_t x : kept) is_kept[x] = true;
  for (std::size_t x = 0; x < unknowns_; ++x) {
    if (!is_kept[x]) take_pivot(rows, x, result.is_lost_);
  }
  std::vector<Row> reduced;
  for (const std::size_t x : kept) {
    std::optional<Row> pivot = take_pivot(rows, x, result.is_lost_);
    if (!pivot) continue;
    for (Row& row : reduced) remove_unknown(row, *pivot, x);
    reduced.push_back(std::move(*pivot));
  }
  for (const Row& row : reduced) {
    Row& copy = result.rows_.emplace_back();
    std::transform(kept.begin(), kept.end(), std::back_inserter(copy), [&](std::size_t x) { return row[x]; });
  }
  return result;
}

double Equations::error() const {
  if (is_lost_) return std::numeric_limits<double>::quiet_NaN();
  double worst = 0;
  for (const Row& row : rows_) {
    for (const Coefficient& c : row) {
      if (std::isnan(c.error())) return c.error();
      if (!c.is_zero()) worst = std::fmax(worst, c.error());
    }
  }
  return worst;
}

std::complex<double> Equations::ratio() const {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  assert(unknowns_ == 2);
  if (rows_.size() != 1 || rows_[0][0].is_zero()) return {nan, nan};
  return -(rows_[0][1].value() / rows_[0][0].value()).plain().to_complex();
}

}  // namespace ohmscope

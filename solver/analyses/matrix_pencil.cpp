#include "solver/analyses/matrix_pencil.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "solver/linear/dual.hpp"
#include "solver/linear/elimination.hpp"
#include "solver/linear/klu.hpp"
#include "solver/linear/multiprecision.hpp"

namespace ohmscope {

namespace {

/// Whether a permutation is odd.
bool is_odd(std::vector<std::int32_t> places) {
  bool odd = false;
  for (std::size_t k = 0; k < places.size(); ++k) {
    while (places[k] != static_cast<std::int32_t>(k)) {
      std::swap(places[k], places[static_cast<std::size_t>(places[k])]);
      odd = !odd;
    }
  }
  return odd;
}

std::vector<std::int32_t> copy_of(std::span<const std::int32_t> numbers) { return {numbers.begin(), numbers.end()}; }

/// An arbitrary s.
Residue unit() { return Residue::scrambled(0x706f6c65); }

/// Real s take a quarter of the time.
struct Real : DoubleDouble {
  Real() = default;
  Real(DoubleDouble value) : DoubleDouble(value) {}  // NOLINT(google-explicit-constructor)
  static Real one() { return DoubleDouble{1.0}; }
};
int pivot_weight(Real value) { return std::ilogb(value.hi); }

DoubleDouble narrow(const Real& /*like*/, DoubleDouble value) { return value; }
DoubleDouble narrow(const ComplexDD& /*like*/, DoubleDouble value) { return value; }
template <unsigned digits>
PreciseComplex<digits> narrow(const PreciseComplex<digits>& /*like*/, DoubleDouble value) {
  return PreciseComplex<digits>(ComplexDD(value));
}

ComplexDD widest(const Real& value) { return {value}; }
ComplexDD widest(const ComplexDD& value) { return value; }
template <unsigned digits>
ComplexDD widest(const PreciseComplex<digits>& value) {
  return value.to_dd();
}

}  // namespace

MatrixPencil::MatrixPencil(std::int32_t size, std::vector<PencilTerm> terms) {
  std::vector<Coordinate> coordinates;
  coordinates.reserve(terms.size());
  for (const PencilTerm& term : terms) coordinates.push_back({term.row, term.column});
  auto [pattern, slots] = make_pattern(size, size, coordinates);
  pattern_ = std::move(pattern);
  for (std::size_t k = 0; k < terms.size(); ++k) terms_.push_back({slots[k], terms[k].times_s, terms[k].value});
  if (size == 0) return;
  const Klu klu(pattern_);
  order_ = {copy_of(klu.column_order()), copy_of(klu.row_order()), copy_of(klu.block_begin())};
}

std::size_t MatrixPencil::degree_bound() const {
  std::vector<bool> rows(static_cast<std::size_t>(size()));
  std::vector<bool> slots(pattern_.size());
  for (const Slotted& term : terms_) {
    if (!term.times_s) continue;
    slots[static_cast<std::size_t>(term.slot)] = true;
    rows[static_cast<std::size_t>(pattern_.row_index[static_cast<std::size_t>(term.slot)])] = true;
  }
  std::size_t columns = 0;
  for (std::size_t column = 0; column < rows.size(); ++column) {
    const auto begin = slots.begin() + pattern_.column_begin[column];
    const auto end = slots.begin() + pattern_.column_begin[column + 1];
    columns += std::find(begin, end, true) == end ? 0U : 1U;
  }
  return std::min(columns, static_cast<std::size_t>(std::count(rows.begin(), rows.end(), true)));
}

std::vector<MatrixPencil> MatrixPencil::blocks() const {
  const auto n = static_cast<std::size_t>(size());
  std::vector<std::int32_t> block_of_row(n), place_of_row(n), block_of_column(n), place_of_column(n);
  const std::size_t count = order_.blocks.empty() ? 0 : order_.blocks.size() - 1;
  for (std::size_t block = 0; block < count; ++block) {
    for (std::int32_t k = order_.blocks[block]; k < order_.blocks[block + 1]; ++k) {
      const auto row = static_cast<std::size_t>(order_.rows[static_cast<std::size_t>(k)]);
      const auto column = static_cast<std::size_t>(order_.columns[static_cast<std::size_t>(k)]);
      block_of_row[row] = block_of_column[column] = static_cast<std::int32_t>(block);
      place_of_row[row] = place_of_column[column] = k - order_.blocks[block];
    }
  }
  std::vector<std::int32_t> column_of_slot;
  for (std::size_t column = 0; column < n; ++column)
    column_of_slot.resize(static_cast<std::size_t>(pattern_.column_begin[column + 1]),
                          static_cast<std::int32_t>(column));
  std::vector<std::vector<PencilTerm>> terms(count);
  for (const Slotted& term : terms_) {
    const auto row = static_cast<std::size_t>(pattern_.row_index[static_cast<std::size_t>(term.slot)]);
    const auto column = static_cast<std::size_t>(column_of_slot[static_cast<std::size_t>(term.slot)]);
    if (block_of_row[row] != block_of_column[column]) continue;
    terms[static_cast<std::size_t>(block_of_row[row])].push_back(
        {place_of_row[row], place_of_column[column], term.value, term.times_s});
  }
  std::vector<MatrixPencil> result;
  for (std::size_t block = 0; block < count; ++block)
    result.emplace_back(order_.blocks[block + 1] - order_.blocks[block], std::move(terms[block]));
  return result;
}

Residue MatrixPencil::determinant(Residue s) const {
  SparseMatrix<Residue> matrix{pattern_, std::vector<Residue>(pattern_.size())};
  for (const Slotted& term : terms_) {
    const Residue value(term.value);
    matrix.values[static_cast<std::size_t>(term.slot)] += term.times_s ? value * s : value;
  }
  const Elimination<Residue> elimination(matrix, order_.columns, order_.rows);
  if (elimination.rank() < static_cast<std::size_t>(size())) return {};
  Residue value = Residue::one();
  std::vector<std::int32_t> places(static_cast<std::size_t>(size()));
  for (std::size_t k = 0; k < places.size(); ++k) {
    value = value * elimination.pivot(k);
    places[static_cast<std::size_t>(elimination.pivot_rows()[k])] = elimination.pivot_columns()[k];
  }
  return is_odd(std::move(places)) ? -value : value;
}

bool MatrixPencil::is_singular(bool at_zero) const { return determinant(at_zero ? Residue{} : unit()).is_zero(); }

ResiduePolynomial MatrixPencil::characteristic() const {
  std::vector<Residue> abscissas;  // 1, 2, … times an arbitrary element
  for (std::size_t k = 0; k <= degree_bound(); ++k)
    abscissas.push_back(abscissas.empty() ? unit() : abscissas.back() + unit());
  std::vector<Residue> values(abscissas.size());
  tbb::parallel_for(std::size_t{0}, values.size(), [&](std::size_t k) { values[k] = determinant(abscissas[k]); });
  return interpolated(values);
}

template <class Number>
std::optional<ComplexDD> MatrixPencil::log_derivative_by(const Number& s, double change) const {
  using Value = Dual<Number>;
  SparseMatrix<Value> matrix{pattern_, std::vector<Value>(pattern_.size())};
  for (std::size_t k = 0; k < terms_.size(); ++k) {
    const Slotted& term = terms_[k];
    DoubleDouble given = term.value;
    if (change > 0) given = given * DoubleDouble{1.0, change * std::cos(static_cast<double>(k))};
    Value& entry = matrix.values[static_cast<std::size_t>(term.slot)];
    const Number value(narrow(s, given));
    if (term.times_s) {
      entry.value += s * value;
      entry.slope += value;
    } else {
      entry.value += value;
    }
  }
  const Elimination<Value> elimination(matrix, order_.columns, order_.rows);
  if (elimination.rank() < static_cast<std::size_t>(size())) return std::nullopt;
  Number sum;
  for (std::size_t k = 0; k < elimination.rank(); ++k) {
    const Value& pivot = elimination.pivot(k);
    if (pivot.value.is_zero()) return std::nullopt;
    if (!pivot.slope.is_zero()) sum += pivot.slope / pivot.value;
  }
  const ComplexDD result = widest(sum);
  return result.is_finite() ? std::optional(result) : std::nullopt;
}

std::optional<ComplexDD> MatrixPencil::log_derivative(const ComplexDD& s, double change) const {
  return s.im.is_zero() ? log_derivative_by(Real(s.re), change) : log_derivative_by(s, change);
}

std::optional<ComplexDD> MatrixPencil::precise_log_derivative(const ComplexDD& s) const {
  return log_derivative_by(PreciseComplex<100>(s), 0);
}

}  // namespace ohmscope

#include "solver/circuit/two_port.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ohmscope {

namespace {

/// Below this fraction of what was subtracted from it, a difference counts as rounding: the coefficients are good to
/// some 28 digits.
constexpr double noise = 1e-25;

template <std::size_t size>
using Rows = std::vector<std::array<ComplexDD, size>>;

/// a - b, exactly 0 where they agree to their accuracy.
ComplexDD difference(const ComplexDD& a, const ComplexDD& b) {
  const ComplexDD d = a - b;
  return norm_max(d) <= noise * std::fmax(norm_max(a), norm_max(b)) ? ComplexDD{} : d;
}

ScaledComplex difference(const ScaledComplex& a, const ScaledComplex& b) {
  return combine_aligned(a, b, [](const ComplexDD& x, const ComplexDD& y) { return difference(x, y); });
}

/// Takes the row with the fewest entries among those that have variable `x`, uses it to remove x from all others, and
/// returns it; nothing if none has x.
template <std::size_t size>
bool remove_variable(Rows<size>& rows, std::size_t x) {
  const auto weight = [&](const auto& row) {
    if (row[x].is_zero()) return size + 1;
    return static_cast<std::size_t>(std::count_if(row.begin(), row.end(), [](auto& c) { return !c.is_zero(); }));
  };
  const auto pivot =
      std::min_element(rows.begin(), rows.end(), [&](auto& a, auto& b) { return weight(a) < weight(b); });
  if (pivot == rows.end() || (*pivot)[x].is_zero()) return false;
  const std::array<ComplexDD, size> source = *pivot;
  rows.erase(pivot);
  for (auto& row : rows) {
    if (row[x].is_zero()) continue;
    const ComplexDD factor = row[x] / source[x];
    for (std::size_t k = 0; k < size; ++k) row[k] = k == x ? ComplexDD{} : difference(row[k], factor * source[k]);
  }
  return true;
}

template <std::size_t size>
void drop_empty(Rows<size>& rows) {
  std::erase_if(rows,
                [](auto& row) { return std::all_of(row.begin(), row.end(), [](auto& c) { return c.is_zero(); }); });
}

/// The termination of one row, scaled so that a long chain of them neither over- nor underflows.
Termination normalized(Termination::Row row) {
  for (ScaledComplex& entry : row) entry = normalized(entry);
  const int shift = row[0].is_zero() ? row[1].exponent : row[0].exponent;
  for (ScaledComplex& entry : row) entry.exponent -= shift;
  return Termination({row});
}

/// An equation in plain numbers: multiplied by the power of two that suits a and b.
std::array<ComplexDD, 3> plain_row(const Termination::Row& row) {
  const auto& [a, b, c] = row;
  const int shift = a.is_zero() ? b.exponent : b.is_zero() ? a.exponent : std::max(a.exponent, b.exponent);
  std::array<ComplexDD, 3> plain;
  for (std::size_t k = 0; k < 3; ++k) plain[k] = ScaledComplex(row[k].value, row[k].exponent - shift).plain();
  return plain;
}

Rows<3> plain_rows(const Termination& termination) {
  Rows<3> rows;
  for (const Termination::Row& row : termination.rows()) rows.push_back(plain_row(row));
  return rows;
}

}  // namespace

Extended Termination::impedance(double sign) const {
  if (rows_.size() == 1) {
    const auto& [a, b, c] = rows_.front();
    if (a.is_zero()) return b.is_zero() ? Extended::undefined() : Extended::infinite();
    if (b.is_zero()) return 0.0;
    const ComplexDD z = (b / a).plain() * DoubleDouble{-sign};
    return z.is_finite() ? Extended(z) : Extended::infinite();
  }
  Rows<2> rows;
  for (const auto& [a, b, c] : plain_rows(*this)) rows.push_back({a, b});
  drop_empty(rows);
  if (rows.empty()) return Extended::undefined();
  const std::array<ComplexDD, 2> row = rows.front();
  if (rows.size() > 1) {
    // Equations that agree are one; any other second one leaves only v = i = 0.
    if (remove_variable(rows, row[0].is_zero() ? 1 : 0)) drop_empty(rows);
    if (!rows.empty()) return Extended::undefined();
  }
  return Termination({{row[0], row[1], ComplexDD{}}}).impedance(sign);
}

bool Termination::is_beyond_doubles() const {
  constexpr int most = 960;  // 62 binary digits less than the least normal double has
  if (rows_.size() != 1) return false;
  const auto& [a, b, c] = rows_.front();
  return !a.is_zero() && !b.is_zero() && std::abs(normalized(b / a).exponent) > most;
}

std::complex<double> voltage_between(const Termination& left, const Termination& right) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (left.rows().size() == 1 && right.rows().size() == 1) {  // the same as below, in closed form
    const auto& [a, b, c] = left.rows().front();
    const auto& [p, q, r] = right.rows().front();
    const ScaledComplex divisor = difference(a * q, b * p);
    if (!divisor.is_zero()) return ((b * r - c * q) / divisor).plain().to_complex();
  }
  Rows<3> rows = plain_rows(left);
  for (const auto& row : plain_rows(right)) rows.push_back(row);
  remove_variable(rows, 1);
  std::complex<double> v{nan, nan};
  const auto fixing = std::find_if(rows.begin(), rows.end(), [](auto& row) { return !row[0].is_zero(); });
  if (fixing != rows.end()) v = (-(*fixing)[2] / (*fixing)[0]).to_complex();
  remove_variable(rows, 0);
  drop_empty(rows);
  return rows.empty() ? v : std::complex<double>{nan, nan};
}

TwoPort::TwoPort(std::vector<Row> rows) : rows_(std::move(rows)) {
  if (rows_.size() != 2) return;
  const auto& [p, p_exact] = rows_[0];
  const auto& [q, q_exact] = rows_[1];
  std::array<ScaledComplex, variables> a;
  std::array<ScaledComplex, variables> b;
  std::transform(p.begin(), p.end(), a.begin(), [](const ComplexDD& z) { return normalized(z); });
  std::transform(q.begin(), q.end(), b.begin(), [](const ComplexDD& z) { return normalized(z); });
  for (std::size_t x = 0; x < variables; ++x) {
    for (std::size_t y = 0; y < variables; ++y) {
      if ((p_exact[x] * q_exact[y] - p_exact[y] * q_exact[x]).is_zero()) continue;
      minors_[x][y] = a[x] * b[y] - a[y] * b[x];
    }
  }
}

/// Eliminating v and i from the two rows and the end's one leaves the determinants of their columns (v, i, t),
/// developed along the end's row. Only what is degenerate takes the long way.
Termination TwoPort::close(const Termination& end, Variable v, Variable i, Variable v_left, Variable i_left) const {
  if (rows_.size() != 2 || end.rows().size() != 1) return eliminate(end, v, i, v_left, i_left);
  const Termination::Row& abc = end.rows().front();
  const auto determinant = [&](Variable t) { return difference(abc[0] * minors_[i][t], abc[1] * minors_[v][t]); };
  const Termination::Row row{determinant(v_left), determinant(i_left), abc[2] * minors_[v][i] + determinant(e)};
  if (row[0].is_zero() && row[1].is_zero()) return eliminate(end, v, i, v_left, i_left);
  return normalized(row);
}

Termination TwoPort::eliminate(const Termination& end, Variable v, Variable i, Variable v_left, Variable i_left) const {
  Rows<variables> rows;
  for (const Row& row : rows_) rows.push_back(row.value);
  for (const auto& [a, b, c] : plain_rows(end)) {
    std::array<ComplexDD, variables> row;
    row[v] = a;
    row[i] = b;
    row[e] = c;
    rows.push_back(row);
  }
  remove_variable(rows, v);
  remove_variable(rows, i);
  drop_empty(rows);
  std::vector<Termination::Row> left;
  for (const auto& row : rows) left.push_back({row[v_left], row[i_left], row[e]});
  return left.size() == 1 ? normalized(left.front()) : Termination(std::move(left));
}

}  // namespace ohmscope

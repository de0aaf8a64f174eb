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

/// The termination of one row, scaled by powers of two so that a long chain of them neither over- nor underflows.
Termination normalized(Termination::Row row, int exponent) {
  const auto scale = [](double largest) { return largest == 0 || !std::isfinite(largest) ? 0 : std::ilogb(largest); };
  const int shift = scale(std::fmax(norm_max(row[0]), norm_max(row[1])));
  const int source_shift = scale(norm_max(row[2]));
  row = {ldexp(row[0], -shift), ldexp(row[1], -shift), ldexp(row[2], -source_shift)};
  return {row, exponent + source_shift - shift};
}

/// The equations with the exponent put into c.
Rows<3> plain_rows(const Termination& termination) {
  Rows<3> rows = termination.rows();
  for (auto& row : rows) row[2] = ldexp(row[2], termination.exponent());
  return rows;
}

}  // namespace

Extended Termination::impedance(double sign) const {
  Rows<2> rows;
  for (const Row& row : rows_) rows.push_back({row[0], row[1]});
  drop_empty(rows);
  if (rows.empty()) return Extended::undefined();
  const std::array<ComplexDD, 2> row = rows.front();
  if (rows.size() > 1) {
    // Equations that agree are one; any other second one leaves only v = i = 0.
    if (remove_variable(rows, row[0].is_zero() ? 1 : 0)) drop_empty(rows);
    if (!rows.empty()) return Extended::undefined();
  }
  if (row[0].is_zero()) return Extended::infinite();
  if (row[1].is_zero()) return 0.0;
  return row[1] / row[0] * DoubleDouble{-sign};
}

std::complex<double> voltage_between(const Termination& left, const Termination& right) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (left.rows().size() == 1 && right.rows().size() == 1) {  // the same as below, in closed form
    const auto& [a, b, c] = left.rows().front();
    const auto& [p, q, r] = right.rows().front();
    const ComplexDD divisor = difference(a * q, b * p);
    if (!divisor.is_zero()) {
      return (ldexp(b * r / divisor, right.exponent()) - ldexp(c * q / divisor, left.exponent())).to_complex();
    }
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
  const Row& p = rows_[0];
  const Row& q = rows_[1];
  for (std::size_t x = 0; x < variables; ++x) {
    for (std::size_t y = 0; y < variables; ++y) {
      if ((p.exact[x] * q.exact[y] - p.exact[y] * q.exact[x]).is_zero()) continue;
      minors_[x][y] = p.value[x] * q.value[y] - p.value[y] * q.value[x];
    }
  }
}

/// Eliminating v and i from the two rows and the end's one leaves the determinants of their columns (v, i, t),
/// developed along the end's row. Only what is degenerate takes the long way.
Termination TwoPort::close(const Termination& end, Variable v, Variable i, Variable v_left, Variable i_left) const {
  if (rows_.size() != 2 || end.rows().size() != 1) return eliminate(end, v, i, v_left, i_left);
  const Termination::Row& abc = end.rows().front();
  const auto determinant = [&](Variable t) { return difference(abc[0] * minors_[i][t], abc[1] * minors_[v][t]); };
  Termination::Row row{determinant(v_left), determinant(i_left), abc[2] * minors_[v][i]};
  if (row[0].is_zero() && row[1].is_zero()) return eliminate(end, v, i, v_left, i_left);
  const ComplexDD inside = determinant(e);  // of the two-port's own sources
  int exponent = end.exponent();
  if (row[2].is_zero()) exponent = 0;
  if (!inside.is_zero()) {  // to the larger exponent
    row[2] = ldexp(row[2], std::min(exponent, 0)) + ldexp(inside, -std::max(exponent, 0));
    exponent = std::max(exponent, 0);
  }
  return normalized(row, exponent);
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
  return left.size() == 1 ? normalized(left.front(), 0) : Termination(std::move(left));
}

}  // namespace ohmscope

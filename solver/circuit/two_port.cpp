#include "solver/circuit/two_port.hpp"

#include <algorithm>
#include <cmath>

#include "solver/circuit/equations.hpp"

namespace ohmscope {

namespace {

/// The termination of one row, scaled so that a long chain of them neither over- nor underflows.
Termination normalized(Termination::Row row) {
  for (ScaledComplex& entry : row) entry = normalized(entry);
  const int shift = row[0].is_zero() ? row[1].exponent : row[0].exponent;
  for (ScaledComplex& entry : row) entry.exponent -= shift;
  return Termination({row});
}

/// Of finite numbers; many of them are 0.
ScaledComplex product(const ScaledComplex& a, const ScaledComplex& b) {
  return a.is_zero() || b.is_zero() ? ScaledComplex() : a * b;
}

/// The equations of a termination in (v, i, e).
void add_rows(Equations& equations, const Termination& termination) {
  for (const auto& [a, b, c] : termination.rows()) equations.add({a, b, c});
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
  Equations equations(2);
  for (const auto& [a, b, c] : rows_) equations.add({a, b});
  // Equations that agree are one; any other second one leaves only v = i = 0.
  const Equations reduced = equations.about({0, 1});
  if (reduced.rows().size() != 1) return Extended::undefined();
  return Termination({{reduced.rows()[0][0].value(), reduced.rows()[0][1].value(), ComplexDD{}}}).impedance(sign);
}

bool Termination::is_beyond_doubles() const {
  constexpr int most = 960;  // 62 binary digits less than the least normal double has
  if (rows_.size() != 1) return false;
  const auto& [a, b, c] = rows_.front();
  return !a.is_zero() && !b.is_zero() && std::abs(normalized(b / a).exponent) > most;
}

std::complex<double> voltage_between(const Termination& left, const Termination& right) {
  if (left.rows().size() == 1 && right.rows().size() == 1) {  // the same as below, in closed form
    const auto& [a, b, c] = left.rows().front();
    const auto& [p, q, r] = right.rows().front();
    const ScaledComplex divisor = difference(a * q, b * p);
    if (!divisor.is_zero()) return ((b * r - c * q) / divisor).plain().to_complex();
  }
  Equations equations(3);
  add_rows(equations, left);
  add_rows(equations, right);
  return equations.about({0, 2}).ratio();
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
    for (std::size_t y = x + 1; y < variables; ++y) {
      if ((p_exact[x] * q_exact[y] - p_exact[y] * q_exact[x]).is_zero()) continue;
      minors_[x][y] = product(a[x], b[y]) - product(a[y], b[x]);
      minors_[y][x] = {-minors_[x][y].value, minors_[x][y].exponent};
    }
  }
}

bool TwoPort::is_plain() const {
  if (rows_.size() != 2) return false;
  return std::all_of(minors_.begin(), minors_.end(), [](const auto& of_x) { return of_x[e].is_zero(); });
}

/// Eliminating v and i from the two rows and the end's one leaves the determinants of their columns (v, i, t),
/// developed along the end's row. Only what is degenerate takes the long way.
Termination TwoPort::close(const Termination& end, Variable v, Variable i, Variable v_left, Variable i_left) const {
  if (rows_.size() != 2 || end.rows().size() != 1) return eliminate(end, v, i, v_left, i_left);
  const Termination::Row& abc = end.rows().front();
  const auto determinant = [&](Variable t) {
    return difference(product(abc[0], minors_[i][t]), product(abc[1], minors_[v][t]));
  };
  const Termination::Row row{determinant(v_left), determinant(i_left), product(abc[2], minors_[v][i]) + determinant(e)};
  if (row[0].is_zero() && row[1].is_zero()) return eliminate(end, v, i, v_left, i_left);
  return normalized(row);
}

Termination TwoPort::eliminate(const Termination& end, Variable v, Variable i, Variable v_left, Variable i_left) const {
  Equations equations(variables);
  for (const Row& row : rows_) {
    Equations::Row coefficients(variables);
    std::transform(row.value.begin(), row.value.end(), coefficients.begin(),
                   [](const ComplexDD& z) { return ScaledComplex(z); });
    equations.add(std::move(coefficients));
  }
  for (const auto& [a, b, c] : end.rows()) {
    Equations::Row row(variables);
    row[v] = a;
    row[i] = b;
    row[e] = c;
    equations.add(std::move(row));
  }
  const Equations reduced = equations.about({v_left, i_left, e});
  std::vector<Termination::Row> left;
  for (const auto& row : reduced.rows()) left.push_back({row[0].value(), row[1].value(), row[2].value()});
  return Termination(std::move(left));
}

}  // namespace ohmscope

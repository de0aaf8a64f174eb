#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <complex>
#include <utility>
#include <vector>

#include "solver/circuit/impedance.hpp"

namespace ohmscope::test {

/// Dense equations in 120 digits, each a row of coefficients whose sum with the unknowns is 0.
using TableauReal =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<120>, boost::multiprecision::et_off>;
struct TableauComplex {
  TableauReal re = 0;
  TableauReal im = 0;
};
using TableauRow = std::vector<TableauComplex>;

inline TableauComplex times(const TableauComplex& a, const TableauComplex& b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
inline TableauComplex over(const TableauComplex& a, const TableauComplex& b) {
  const TableauReal d = b.re * b.re + b.im * b.im;
  return {(a.re * b.re + a.im * b.im) / d, (a.im * b.re - a.re * b.im) / d};
}
inline TableauReal size(const TableauComplex& a) { return abs(a.re) + abs(a.im); }

namespace tableau {

inline bool negligible(const TableauComplex& c) { return size(c) < TableauReal("1e-75"); }

inline void scale(TableauRow& row) {
  TableauReal largest = 0;
  for (const TableauComplex& c : row) largest = size(c) > largest ? size(c) : largest;
  if (largest == 0) return;
  for (TableauComplex& c : row) {
    c.re /= largest;
    c.im /= largest;
  }
}

inline void eliminate(TableauRow& row, const TableauRow& pivot, std::size_t column) {
  if (size(row[column]) == 0) return;
  const TableauComplex factor = over(row[column], pivot[column]);
  for (std::size_t c = 0; c < row.size(); ++c) {
    const TableauComplex t = times(factor, pivot[c]);
    row[c].re -= t.re;
    row[c].im -= t.im;
  }
  row[column] = {};
}

/// -b / a from equations a V + b I = 0: infinite if only I = 0, undefined if both are free or both 0.
inline Impedance relation(const std::vector<TableauRow>& rows, std::size_t V, std::size_t I) {
  TableauComplex a;
  TableauComplex b;
  int rank = 0;
  for (const TableauRow& row : rows) {
    const TableauComplex p = negligible(row[V]) ? TableauComplex{} : row[V];
    const TableauComplex q = negligible(row[I]) ? TableauComplex{} : row[I];
    if (size(p) == 0 && size(q) == 0) continue;
    if (rank == 0) {
      a = p;
      b = q;
      rank = 1;
      continue;
    }
    const TableauComplex x = times(a, q);
    const TableauComplex y = times(b, p);
    if (size({x.re - y.re, x.im - y.im}) > TableauReal(1e-50) * (size(x) + size(y))) rank = 2;
  }
  if (rank != 1) return Impedance::undefined();
  if (size(a) == 0) return Impedance::infinite();
  const TableauComplex z = over({-b.re, -b.im}, a);
  return std::complex<double>(z.re.convert_to<double>(), z.im.convert_to<double>());
}

}  // namespace tableau

/// V/I by elimination with full pivoting of all columns but V and I, which are the last two.
inline Impedance ratio(std::vector<TableauRow> rows, std::size_t V, std::size_t I) {
  for (TableauRow& row : rows) tableau::scale(row);
  std::size_t done = 0;
  std::vector<bool> used(V, false);
  for (;;) {
    std::size_t best_row = rows.size();
    std::size_t best_column = 0;
    TableauReal best = 1e-70;
    for (std::size_t r = done; r < rows.size(); ++r) {
      for (std::size_t c = 0; c < V; ++c) {
        if (used[c] || size(rows[r][c]) <= best) continue;
        best = size(rows[r][c]);
        best_row = r;
        best_column = c;
      }
    }
    if (best_row == rows.size()) break;
    std::swap(rows[done], rows[best_row]);
    used[best_column] = true;
    for (std::size_t r = done + 1; r < rows.size(); ++r) tableau::eliminate(rows[r], rows[done], best_column);
    ++done;
  }
  return tableau::relation({rows.begin() + static_cast<std::ptrdiff_t>(done), rows.end()}, V, I);
}

}  // namespace ohmscope::test

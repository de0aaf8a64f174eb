#pragma once

#include <array>
#include <complex>
#include <vector>

#include "solver/circuit/extended.hpp"
#include "solver/linear/double_double.hpp"
#include "solver/linear/residue.hpp"
#include "solver/linear/scaled_complex.hpp"

namespace ohmscope {

/// What one side of a cut says of the voltage v at the cut and the current i that flows rightwards through it:
/// equations a v + b i + c e = 0, with e the factor of the independent sources. Normally one; none: anything goes; two
/// fix both v and i.
class Termination {
 public:
  using Row = std::array<ScaledComplex, 3>;  ///< a, b, c: along a chain they leave a double's range

  Termination() = default;
  explicit Termination(std::vector<Row> rows) : rows_(std::move(rows)) {}
  /// i = 0.
  static Termination open() { return Termination({{ComplexDD{}, ComplexDD{1.0}, ComplexDD{}}}); }
  /// v = volts e: an ideal source.
  static Termination source(double volts) { return Termination({{ComplexDD{1.0}, ComplexDD{}, ComplexDD{-volts}}}); }

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  /// v / i: what a termination on the right shows to its left. Sources zeroed.
  [[nodiscard]] Extended seen_from_left() const { return impedance(1.0); }
  /// v / -i: what a termination on the left shows to its right. Sources zeroed.
  [[nodiscard]] Extended seen_from_right() const { return impedance(-1.0); }
  /// Whether v / i is neither 0 nor infinite, but so small or large that a double keeps not all digits of it.
  [[nodiscard]] bool is_beyond_doubles() const;

 private:
  [[nodiscard]] Extended impedance(double sign) const;
  std::vector<Row> rows_;
};

/// The voltage at a cut between two terminations, sources acting (e = 1); NaN where they do not fix it.
[[nodiscard]] std::complex<double> voltage_between(const Termination& left, const Termination& right);

/// A two-port with a common ground as equations in (v1, i1, v2, i2, e), i1 flowing in at port 1 and i2 flowing out at
/// port 2, so that a chain's cuts fit together. Normally two equations; they always exist, where no chain matrix, no
/// impedance matrix and no other set of parameters does.
class TwoPort {
 public:
  enum Variable : std::size_t { v1, i1, v2, i2, e, variables };
  struct Row {
    std::array<ComplexDD, variables> value;
    std::array<Residue, variables> exact;
  };
  explicit TwoPort(std::vector<Row> rows);

  /// The two-port with `right` at port 2, seen as a termination at port 1.
  [[nodiscard]] Termination close_right(const Termination& right) const { return close(right, v2, i2, v1, i1); }
  /// The two-port with `left` at port 1, seen as a termination at port 2.
  [[nodiscard]] Termination close_left(const Termination& left) const { return close(left, v1, i1, v2, i2); }
  /// Two equations in which no source takes part.
  [[nodiscard]] bool is_plain() const;
  /// Of a two-port of two equations: the coefficient of x in the first times that of y in the second, minus the
  /// reverse.
  [[nodiscard]] const ScaledComplex& minor(Variable x, Variable y) const { return minors_[x][y]; }

  /// Input impedance of the two-port alone, its output open.
  [[nodiscard]] Extended local_zin() const { return close_right(Termination::open()).seen_from_left(); }
  /// Output impedance of the two-port alone, its input at a zeroed ideal source.
  [[nodiscard]] Extended local_zout() const { return close_left(Termination::source(0)).seen_from_right(); }

 private:
  [[nodiscard]] Termination close(const Termination& end, Variable v, Variable i, Variable v_left,
                                  Variable i_left) const;
  [[nodiscard]] Termination eliminate(const Termination& end, Variable v, Variable i, Variable v_left,
                                      Variable i_left) const;

  std::vector<Row> rows_;
  std::array<std::array<ScaledComplex, variables>, variables> minors_{};
};

}  // namespace ohmscope

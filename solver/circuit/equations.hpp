#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "solver/linear/residue.hpp"
#include "solver/linear/scaled_complex.hpp"

namespace ohmscope {

/// a - b, exactly 0 where only rounding is left of 28 digits.
[[nodiscard]] ScaledComplex difference(const ScaledComplex& a, const ScaledComplex& b);

/// A coefficient that knows what it is worth. Its image in the finite field, where known, tells what is 0 from what has
/// only lost its digits; a shadow, computed alike but changed at each step by more than its rounding, tells how many
/// have been lost (discrete stochastic arithmetic; Vignes, Math. Comput. Simul. 35 (1993)).
class Coefficient {
 public:
  /// 0.
  Coefficient() : exact_(Residue()) {}
  /// Without an image: differences of these are 0 where only rounding is left of 28 digits.
  Coefficient(const ScaledComplex& z) : value_(z), shadow_(z) {  // NOLINT(google-explicit-constructor)
    if (z.is_zero()) exact_ = Residue();
  }
  /// As good as a PortRelation gives it.
  Coefficient(const ComplexDD& z, Residue exact);
  static Coefficient whole(double number);

  [[nodiscard]] const ScaledComplex& value() const { return value_; }
  /// Estimate of the relative error; NaN: no digit is left. True errors are smaller by a factor of 100.
  [[nodiscard]] double error() const;
  [[nodiscard]] bool is_zero() const { return exact_ ? exact_->is_zero() : value_.is_zero(); }

  friend Coefficient operator-(const Coefficient& a);
  friend Coefficient operator*(const Coefficient& a, const Coefficient& b);
  friend Coefficient operator-(const Coefficient& a, const Coefficient& b);
  /// 1 / a.
  [[nodiscard]] Coefficient inverse() const;

 private:
  Coefficient(const ScaledComplex& value, const ScaledComplex& shadow, const std::optional<Residue>& exact)
      : value_(normalized(value)), shadow_(normalized(shadow)), exact_(exact) {}

  ScaledComplex value_;
  ScaledComplex shadow_;
  std::optional<Residue> exact_;
};

/// A few linear equations, sum_k a_k x_k = 0, in a few unknowns: what a part of a circuit says of the voltages and
/// currents at its edge. There may be any number of equations: an edge that is left free by some, or fixed twice, is
/// nothing special.
class Equations {
 public:
  using Row = std::vector<Coefficient>;  ///< one an unknown

  explicit Equations(std::size_t unknowns) : unknowns_(unknowns) {}
  [[nodiscard]] std::size_t unknowns() const { return unknowns_; }
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  /// `row`: as long as there are unknowns.
  void add(Row row);
  /// All of `others`, whose unknown k is called places[k] here.
  void add(const Equations& others, const std::vector<std::size_t>& places);

  /// What they say of the unknowns `kept` alone, which are numbered anew, in this order: independent equations, reduced
  /// (in row echelon form, leading coefficients 1), so that long chains of eliminations lose no digits.
  [[nodiscard]] Equations about(const std::vector<std::size_t>& kept) const;

  /// The largest relative error of a coefficient; NaN: one has no digit left, or was made by dividing by such a one.
  [[nodiscard]] double error() const;
  /// x where y = 1, of equations in x and y alone; NaN where they leave it open, or allow no other y than 0.
  [[nodiscard]] std::complex<double> ratio() const;

 private:
  std::size_t unknowns_;
  std::vector<Row> rows_;
  bool is_lost_ = false;  ///< divided by what had lost its digits: ratios of noise can look well
};

}  // namespace ohmscope

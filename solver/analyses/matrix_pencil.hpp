#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "solver/linear/residue_polynomial.hpp"
#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope {

/// One summand of a pencil: value in (row, column), times s or not.
struct PencilTerm {
  std::int32_t row;
  std::int32_t column;
  DoubleDouble value;
  bool times_s;
};

/// G + s C, square, as a list of summands; its roots are those of its determinant.
class MatrixPencil {
 public:
  MatrixPencil(std::int32_t size, std::vector<PencilTerm> terms);

  [[nodiscard]] std::int32_t size() const { return pattern_.rows; }
  /// The determinant is of no higher degree.
  [[nodiscard]] std::size_t degree_bound() const;
  /// Pencils whose determinants have the product that this one has, but for a constant factor: the diagonal blocks of
  /// its block triangular form.
  [[nodiscard]] std::vector<MatrixPencil> blocks() const;

  /// The determinant's image in the finite field, exactly: a polynomial of x where s = x * the same element for all
  /// pencils. 0 if it is 0 for all s.
  [[nodiscard]] ResiduePolynomial characteristic() const;

  /// Whether it is 0 for all s, or, `at_zero`, for s = 0.
  [[nodiscard]] bool is_singular(bool at_zero) const;

  /// The determinant's derivative divided by the determinant: the sum of 1 / (s - root). To the digits that factors of
  /// 106 bits leave; each summand is changed by about `change` of itself first. Nothing at a root.
  [[nodiscard]] std::optional<ComplexDD> log_derivative(const ComplexDD& s, double change = 0) const;
  /// The same by factors of 100 digits.
  [[nodiscard]] std::optional<ComplexDD> precise_log_derivative(const ComplexDD& s) const;

  /// In doubles: all that are not infinite of (G + s0 C)^-1 C for a real s0, none if that is singular. A root s of the
  /// pencil is s0 - 1/eigenvalue.
  [[nodiscard]] std::vector<std::complex<double>> shifted_eigenvalues(double s0) const;

  /// The `count` largest of them, or as many as are found; and sometimes some more.
  [[nodiscard]] std::vector<std::complex<double>> largest_shifted_eigenvalues(double s0, std::size_t count) const;

  struct Slotted {
    std::int32_t slot;
    bool times_s;
    DoubleDouble value;
  };
  [[nodiscard]] const SparsePattern& pattern() const { return pattern_; }
  [[nodiscard]] const std::vector<Slotted>& terms() const { return terms_; }

 private:
  struct Order {
    std::vector<std::int32_t> columns;
    std::vector<std::int32_t> rows;
    std::vector<std::int32_t> blocks;
  };
  template <class Number>
  [[nodiscard]] std::optional<ComplexDD> log_derivative_by(const Number& s, double change) const;
  [[nodiscard]] Residue determinant(Residue s) const;

  SparsePattern pattern_;
  std::vector<Slotted> terms_;
  Order order_;
};

}  // namespace ohmscope

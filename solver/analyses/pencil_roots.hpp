#pragma once

#include <functional>
#include <vector>

#include "solver/analyses/matrix_pencil.hpp"

namespace ohmscope {

/// The finite roots of a pencil's determinant, each as often as its multiplicity says.
struct PencilRoots {
  std::vector<ComplexDD> roots;  ///< conjugates of one another, or exactly real
  bool converged = true;         ///< all of them to 1e-11 or better
};

/// All finite roots: as many as the determinant's degree says, roots at 0 exactly 0, multiple ones alike. `told` is
/// called after each step of the iteration, and what it throws ends it.
///
/// First guesses are eigenvalues in doubles. Each is then improved by the determinant's logarithmic derivative to 106
/// bits, less what the other roots make of it (Aberth, Math. Comput. 27 (1973)), so that no two find the same root and
/// poor guesses do no harm. How many roots are multiple, and how often, is known from the finite field beforehand;
/// those, and roots that 106 bits do not settle, are found with 100 digits.
[[nodiscard]] PencilRoots roots_of(const MatrixPencil& pencil, const ResiduePolynomial& characteristic,
                                   const std::function<void()>& told = {});

/// Of a pencil of many roots those nearest to 0, about `count` of them, by Arnoldi's method in place of all
/// eigenvalues. What the finite field tells is not known of these: multiple roots are only as good as the arithmetic
/// makes them.
[[nodiscard]] PencilRoots roots_near_zero(const MatrixPencil& pencil, std::size_t count,
                                          const std::function<void()>& told = {});

}  // namespace ohmscope

#pragma once

#include <complex>
#include <vector>

#include "solver/analyses/matrix_pencil.hpp"

namespace ohmscope {

/// First guesses of `count` roots of a pencil other than 0, of which it has `zeros` more: from the eigenvalues of
/// (G + s0 C)^-1 C, with s0 about where half of the roots are nearer to 0. Conjugate pairs are exact.
[[nodiscard]] std::vector<std::complex<double>> root_guesses(const MatrixPencil& pencil, std::size_t count,
                                                             std::size_t zeros);

/// First guesses of about `count` roots, those nearest to 0, 0 itself not among them.
[[nodiscard]] std::vector<std::complex<double>> guesses_near_zero(const MatrixPencil& pencil, std::size_t count);

}  // namespace ohmscope

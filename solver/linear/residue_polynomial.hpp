#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "solver/linear/residue.hpp"

namespace ohmscope {

/// A polynomial over the finite field of Residue: coefficients of 1, x, x², …, the last one not 0; none: 0. What is
/// asked here (degree, common and multiple roots) is the same as of the real polynomial that it is the image of, but by
/// a chance of about degree² / p.
using ResiduePolynomial = std::vector<Residue>;

/// The polynomial that has these values at 1, 2, 3, …
[[nodiscard]] ResiduePolynomial interpolated(std::span<const Residue> values);

[[nodiscard]] ResiduePolynomial product(const ResiduePolynomial& a, const ResiduePolynomial& b);
/// Leading coefficient 1; of two that are 0: 0.
[[nodiscard]] ResiduePolynomial greatest_common_divisor(ResiduePolynomial a, ResiduePolynomial b);

/// How often 0 is a root. The polynomial is not 0.
[[nodiscard]] std::size_t roots_at_zero(const ResiduePolynomial& a);
/// Entry k - 1: how many different roots other than 0 it has of multiplicity k. (Yun, Proc. SYMSAC (1976).) The
/// polynomial is not 0.
[[nodiscard]] std::vector<std::size_t> multiplicities(const ResiduePolynomial& a);

}  // namespace ohmscope

#pragma once

#include <vector>

#include "solver/circuit/linear_system.hpp"

namespace ohmscope {

/// G + s C of `system`, to which stamps of any powers of s join: u s^k becomes a chain of further unknowns,
/// z_j = (s / w) z_(j-1) with z_0 = u, which leaves the determinant as it is. w, a power of two, brings the
/// coefficients near to one another.
[[nodiscard]] LinearSystem first_order(LinearSystem system, const std::vector<PowerStamp>& stamps);

}  // namespace ohmscope

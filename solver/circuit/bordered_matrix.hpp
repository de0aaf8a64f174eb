#pragma once

#include <cstdint>
#include <vector>

#include "solver/circuit/lane_plan.hpp"
#include "solver/circuit/regular_part.hpp"
#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope {

/// G + s C bordered by a port's row and column, which come last.
struct BorderedMatrix {
  SparsePattern pattern;
  std::vector<LanePlan::Entry> entries;               ///< along the pattern
  std::vector<std::int32_t> last_rows, last_columns;  ///< of the port's nodes, if it has two, to be eliminated late
};

/// Of a square system, or of its regular part.
[[nodiscard]] BorderedMatrix border(const LinearSystem& system, const RegularPart* part, UnknownPair port);

}  // namespace ohmscope

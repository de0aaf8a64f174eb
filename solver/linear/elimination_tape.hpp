#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "solver/linear/lu_pattern.hpp"

namespace ohmscope {

/// An elimination written out step by step, for the last pivot alone: no factor is kept, and each number lies in a slot
/// that is taken again once it has been used. Of a chain, however long, few slots are ever in use.
///
/// For each pivot but the last: the numbers of entries of L and of U, then places: the pivot's, those of L's column, of
/// U's row, and of the entries that each of U's and each of L's change (L's inner). A place is a slot and where its
/// number comes from: an entry of the matrix, or live or fresh. At the end the place of the last pivot.
struct EliminationTape {
  static constexpr std::int32_t live = -1;   ///< the slot holds it
  static constexpr std::int32_t fresh = -2;  ///< it is 0 so far

  std::vector<std::int32_t> code;
  std::size_t pivots = 0;
  std::size_t slots = 0;
};

/// Nothing if more than `most_products` would have to be written out.
[[nodiscard]] std::optional<EliminationTape> write_tape(const LuPattern& pattern, std::size_t most_products);

}  // namespace ohmscope

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "solver/linear/lu_pattern.hpp"

namespace ohmscope {

/// An elimination written out step by step, for the last pivot alone: no factor is kept, and each number lies in a slot
/// that is taken again once it has been used. Of a chain, however long, few slots are ever in use.
///
/// For each pivot but the last: the numbers of entries of L and of U, the pivot's place, the places of L's column and
/// of U's row, and for each of U's and each of L's (L's inner) the entry that they change: the slot it goes to and the
/// place it comes from. At the end the place of the last pivot.
struct EliminationTape {
  /// A place is a slot, or negative: one of the matrix's entries, or of what is 0 so far.
  static constexpr std::int32_t fresh = -1;
  [[nodiscard]] static constexpr std::int32_t entry(std::int32_t source) { return -2 - source; }
  /// The other way round.
  [[nodiscard]] static constexpr std::size_t source(std::int32_t entry) { return static_cast<std::size_t>(-2 - entry); }

  std::vector<std::int32_t> code;
  std::size_t pivots = 0;
  std::size_t slots = 0;
};

/// Nothing if more than `most_products` would have to be written out.
[[nodiscard]] std::optional<EliminationTape> write_tape(const LuPattern& pattern, std::size_t most_products);

}  // namespace ohmscope

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "solver/linear/elimination_tape.hpp"
#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope {

/// The tape of a chain, or of what is nearly one, whose pivots are its diagonal entries: the row and column with the
/// fewest neighbours left come next, and of several such the one that was touched last, so that a line is rolled up
/// from its ends and hardly a slot is in use at a time. `late`: rows that come after all others, in this order, but for
/// what cannot be a pivot before one of them was. The last one is that of the last pivot.
///
/// `pattern` is square. Time and memory are proportional to its size. Nothing if more than `most_products` would have
/// to be written out, if a diagonal entry that is to be a pivot is 0 by structure, or if a few rows that everything
/// hangs on would have to be searched again and again.
[[nodiscard]] std::optional<EliminationTape> eliminate_chain(SparsePattern pattern, std::span<const std::int32_t> late,
                                                             std::size_t most_products);

}  // namespace ohmscope

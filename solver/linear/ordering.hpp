#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "solver/linear/sparse_matrix.hpp"

namespace ohmscope {

/// An order of elimination that fills in little, of rows and columns alike.
struct FillReducingOrder {
  std::vector<std::int32_t> order;  ///< by place
  double entries = 0;               ///< of L, the diagonal not included, if all pivots are on the diagonal
  double products = 0;              ///< that the elimination then takes
};

/// For a square pattern, which is taken together with its transpose: approximate minimum degree (AMD; Amestoy, Davis,
/// Duff, ACM TOMS 30 (2004)), or, where that leaves much to do, nested dissection (METIS; Karypis and Kumar, SIAM J.
/// Sci. Comput. 20 (1998)) if it leaves less and `dissect` allows the time. Equal patterns have equal orders. Nothing
/// if there is not enough memory.
[[nodiscard]] std::optional<FillReducingOrder> fill_reducing_order(const SparsePattern& pattern, bool dissect = true);

}  // namespace ohmscope

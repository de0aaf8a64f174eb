#pragma once

#include <cstddef>

namespace ohmscope {

/// How many frequencies lie side by side in the widest vectors of this machine.
[[nodiscard]] std::size_t lane_width();

}  // namespace ohmscope

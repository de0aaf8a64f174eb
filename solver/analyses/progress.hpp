#pragma once

#include <cstddef>
#include <functional>

namespace ohmscope {

/// Called by a long computation after each of its points: how many are done, of how many. May be empty. What it throws
/// ends the computation and reaches the caller.
using Progress = std::function<void(std::size_t done, std::size_t all)>;

/// Tells `progress`, if it is there.
inline void tell(const Progress& progress, std::size_t done, std::size_t all) {
  if (progress) progress(done, all);
}

}  // namespace ohmscope

#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace ohmscope {

/// Keeps short lists in few large blocks. Lists stay where they are, also when the pool moves.
template <class T>
class Pool {
 public:
  [[nodiscard]] std::span<const T> store(const std::vector<T>& items) {
    if (items.empty()) return {};
    if (blocks_.empty() || items.size() > blocks_.back().capacity() - blocks_.back().size()) {
      constexpr std::size_t first_block = 4096;
      const std::size_t room = blocks_.empty() ? first_block : 2 * blocks_.back().capacity();
      blocks_.emplace_back().reserve(std::max(items.size(), room));
    }
    std::vector<T>& block = blocks_.back();
    block.insert(block.end(), items.begin(), items.end());
    return std::span(block).last(items.size());
  }

 private:
  std::vector<std::vector<T>> blocks_;  ///< none grows past what it has room for
};

}  // namespace ohmscope

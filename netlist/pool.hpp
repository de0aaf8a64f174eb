#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace ohmscope {

/// Keeps short lists in few large blocks. Lists stay where they are, also when the pool moves.
template <class T>
class Pool {
 public:
  [[nodiscard]] std::span<const T> store(const std::vector<T>& items) {
    if (items.empty()) return {};
    if (items.size() > capacity_ - used_) {
      capacity_ = std::max(items.size(), std::size_t{4096});
      used_ = 0;
      blocks_.push_back(std::make_unique<T[]>(capacity_));
    }
    T* begin = blocks_.back().get() + used_;
    std::copy(items.begin(), items.end(), begin);
    used_ += items.size();
    return {begin, items.size()};
  }

 private:
  std::vector<std::unique_ptr<T[]>> blocks_;
  std::size_t capacity_ = 0;  ///< of the last block
  std::size_t used_ = 0;
};

}  // namespace ohmscope

#pragma once

#include <cstdint>
#include <vector>

#include "solver/linear/vectors.hpp"

namespace ohmscope::test {

/// The kinds of vectors that this machine has, one of them none.
inline std::vector<std::int64_t> kinds_of_vectors() {
  std::vector<std::int64_t> kinds;
  for (std::int64_t left = vectors_here() & HWY_TARGETS; left != 0; left &= left - 1) kinds.push_back(left & -left);
  return kinds;
}

/// Whether one of them is plain code, a frequency at a time: clang has pairs of them at least, which Highway emulates.
inline constexpr bool some_have_no_vectors = (HWY_TARGETS & HWY_SCALAR) != 0;

/// While it lives, frequencies lie side by side in one kind of vector.
class VectorsOf {
 public:
  explicit VectorsOf(std::int64_t kind) { allow_vectors(kind); }
  ~VectorsOf() { allow_vectors(0); }
  VectorsOf(const VectorsOf&) = delete;
  VectorsOf& operator=(const VectorsOf&) = delete;
};

}  // namespace ohmscope::test

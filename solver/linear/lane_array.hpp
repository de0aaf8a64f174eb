#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace ohmscope {

/// Memory that starts where the machine's widest vectors may.
template <class T>
struct VectorAligned {
  using value_type = T;
  static constexpr std::align_val_t alignment{128};
  VectorAligned() = default;
  template <class U>
  VectorAligned(const VectorAligned<U>& /*other*/) {}  // NOLINT(google-explicit-constructor)
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), alignment)); }
  void deallocate(T* p, std::size_t /*count*/) { ::operator delete(p, alignment); }
  bool operator==(const VectorAligned& /*other*/) const { return true; }
};

/// Numbers of several frequencies side by side: the lanes of one, then those of the next.
using LaneArray = std::vector<double, VectorAligned<double>>;

/// The same, and nothing is written into new memory.
template <class T>
struct Raw : VectorAligned<T> {
  template <class U>
  void construct(U* p) noexcept {
    ::new (p) U;
  }
};
using RawLaneArray = std::vector<double, Raw<double>>;

/// Where factors lie, and what is solved with them: kept from one block of frequencies to the next, for the system
/// hands out memory slowly.
struct LaneMemory {
  RawLaneArray lower, upper, inverse_pivot, column;
  RawLaneArray correction, rounding;
};

}  // namespace ohmscope

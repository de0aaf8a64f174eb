#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>

// Large blocks of memory lie on large pages where the system gives them to those who ask: a circuit of a million
// elements is else found through as many page faults and misses of the page tables as it has pages. They have an area
// of their own, where nothing small and lasting parts what one step of the work has given back and the next one needs.
// Replaces the program's allocation functions; all other forms of new and delete come down to these.

namespace {

constexpr std::size_t large_page = std::size_t{1} << 21U;
constexpr std::size_t large_block = std::size_t{1} << 18U;

/// A reserved range of addresses, cut into runs that are taken or free. There are never many of them.
class Area {
 public:
  static constexpr std::size_t unit = std::size_t{1} << 14U;  ///< bytes; all blocks are aligned to it
  static constexpr std::uint32_t most_units = 1U << 25U;      ///< half a terabyte

  /// Null if there is no room, or the system reserves none.
  void* take(std::uint32_t units) {
    const std::lock_guard lock(mutex_);
    if (begin_ == nullptr && !reserve()) return nullptr;
    std::uint32_t at = 0;
    for (; at < end_; at += runs_[at].units) {
      if (runs_[at].is_taken) continue;
      join_free(at);
      if (runs_[at].units >= units || at + runs_[at].units == end_) break;
    }
    if (units > most_units - at) return nullptr;
    const std::uint32_t room = at < end_ ? runs_[at].units : 0;
    if (room > units) runs_[at + units] = {room - units, false};
    if (room < units) end_ = at + units;
    runs_[at] = {units, true};
    return begin_ + at * unit;
  }
  [[nodiscard]] bool holds(const void* block) const {
    return begin_ != nullptr && block >= begin_ && block < begin_ + most_units * unit;
  }
  /// What was written there stays in memory, for whoever takes it next.
  void give_back(const void* block) {
    const std::lock_guard lock(mutex_);
    runs_[static_cast<std::size_t>(static_cast<const char*>(block) - begin_) / unit].is_taken = false;
  }

 private:
  struct Run {
    std::uint32_t units;
    bool is_taken;
  };

  bool reserve() {
    constexpr std::size_t bytes = most_units * unit + large_page;
    constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    const auto map = [](std::size_t size) { return ::mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, -1, 0); };
    void* const area = map(bytes);
    if (area == MAP_FAILED) return false;
    void* const runs = map(most_units * sizeof(Run));
    if (runs == MAP_FAILED) {
      ::munmap(area, bytes);
      return false;
    }
    ::madvise(area, bytes, MADV_HUGEPAGE);  // a hint: it may be refused
    runs_ = static_cast<Run*>(runs);
    begin_ = static_cast<char*>(area) + (large_page - reinterpret_cast<std::uintptr_t>(area) % large_page);
    return true;
  }
  void join_free(std::uint32_t at) {
    std::uint32_t next = at + runs_[at].units;
    while (next < end_ && !runs_[next].is_taken) next += runs_[next].units;
    runs_[at].units = next - at;
  }

  std::mutex mutex_;
  char* begin_ = nullptr;
  Run* runs_ = nullptr;    ///< by the run's first unit
  std::uint32_t end_ = 0;  ///< no unit from here on was ever taken
};

constinit Area area;

/// `alignment`: 0 for that of all objects.
void* allocate(std::size_t size, std::size_t alignment) {
  if (size >= large_block && size <= Area::most_units * Area::unit && alignment <= Area::unit) {
    const std::size_t units = (size - 1) / Area::unit + 1;
    if (void* const block = area.take(static_cast<std::uint32_t>(units))) return block;
  }
  if (alignment == 0) return std::malloc(size == 0 ? 1 : size);
  if (size > static_cast<std::size_t>(-1) - alignment) return nullptr;
  return std::aligned_alloc(alignment, (size / alignment + 1) * alignment);
}

void release(void* block) {
  if (area.holds(block)) {
    area.give_back(block);
  } else {
    std::free(block);
  }
}

void* allocate_or_throw(std::size_t size, std::size_t alignment) {
  while (true) {
    if (void* const block = allocate(size, alignment)) return block;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

}  // namespace

void* operator new(std::size_t size) { return allocate_or_throw(size, 0); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw(size, static_cast<std::size_t>(alignment));
}

void operator delete(void* block) noexcept { release(block); }
void operator delete(void* block, std::align_val_t /*alignment*/) noexcept { release(block); }
void operator delete(void* block, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept { release(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { release(block); }

#include <sys/mman.h>

#include <cstdlib>
#include <new>

// Large blocks of memory lie on large pages where the system gives them to those who ask: a circuit of a million
// elements is else found through as many page faults and misses of the page tables as it has pages. Replaces the
// program's allocation functions; all other forms of new and delete come down to these.

namespace {

constexpr std::size_t large_page = std::size_t{1} << 21U;

/// `alignment`: 0 for that of all objects; no more than a large page.
void* allocate(std::size_t size, std::size_t alignment) {
  if (size < large_page && alignment == 0) return std::malloc(size == 0 ? 1 : size);
  if (size < large_page) return std::aligned_alloc(alignment, (size / alignment + 1) * alignment);
  const std::size_t pages = (size - 1) / large_page + 1;
  if (pages > static_cast<std::size_t>(-1) / large_page) return nullptr;
  void* const block = std::aligned_alloc(large_page, pages * large_page);
  if (block != nullptr) ::madvise(block, pages * large_page, MADV_HUGEPAGE);  // a hint: it may be refused
  return block;
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

void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::align_val_t /*alignment*/) noexcept { std::free(block); }
void operator delete(void* block, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept { std::free(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { std::free(block); }

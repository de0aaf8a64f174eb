#include "solver/circuit/caseless.hpp"

#include <cstring>

namespace ohmscope {

namespace {

/// `count` bytes, one behind the other.
template <std::size_t count>
std::uint64_t join(const char* text) {
  std::uint64_t bytes = 0;
  for (std::size_t k = 0; k < count; ++k) bytes = bytes << 8U | static_cast<unsigned char>(text[k]);
  return bytes;
}

/// Fewer than 8 bytes. Four or more are two words that overlap.
std::uint64_t join(const char* text, std::size_t count) {
  if (count >= 4) return join<4>(text) << 8 * (count - 4) | join<4>(text + count - 4);
  return count == 3 ? join<3>(text) : count == 2 ? join<2>(text) : count == 1 ? join<1>(text) : 0;
}

/// `count` <= 8 bytes in lower case. Setting the bit maps some other characters to one another too; a hash may.
std::uint64_t load(const char* text, std::size_t count) {
  std::uint64_t bytes = 0;
  if (count == 8) {
    std::memcpy(&bytes, text, 8);
  } else {
    bytes = join(text, count);
  }
  return bytes | 0x2020202020202020U;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15U;  // 2^64 over the golden ratio (Knuth, TAOCP 3, 6.4)
  return hash ^ hash >> 32U;
}

}  // namespace

std::uint64_t CaselessHash::operator()(std::string_view text) const {
  if (text.empty()) return 0;
  const char last = text.back();
  text.remove_suffix(1);
  std::uint64_t hash = text.size();
  for (; text.size() > 8; text.remove_prefix(8)) hash = mix(hash, load(text.data(), 8));
  return mix(hash, load(text.data(), text.size())) + load(&last, 1) % 256;
}

}  // namespace ohmscope

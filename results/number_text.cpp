#include "results/number_text.hpp"

#include <fmt/compile.h>

#include <bit>

namespace ohmscope {

namespace {

constexpr int index_bits = 12;  // 160 kilobytes, which stay near the processor

/// The upper bits of a product with 2^64 over the golden ratio (Knuth, volume 3, 6.4): neighbours lie far apart.
std::size_t index_of(std::uint64_t bits) { return (bits * 0x9e3779b97f4a7c15U) >> (64 - index_bits); }

}  // namespace

NumberText::NumberText() : known_(std::size_t{1} << index_bits) {}

std::string_view NumberText::of(double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number + 0.0);
  Known& known = known_[index_of(bits)];
  if (known.bits != bits || known.length == 0) {
    known.bits = bits;
    const char* end = fmt::format_to(known.text.data(), FMT_COMPILE("{}"), number + 0.0);  // 24 characters at most
    known.length = static_cast<std::uint8_t>(end - known.text.data());
  }
  return {known.text.data(), known.length};
}

}  // namespace ohmscope

#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace ohmscope {

/// ASCII only: netlists ignore the case of letters a to z and no others.
[[nodiscard]] constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

[[nodiscard]] inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return x == y || to_lower(x) == to_lower(y); });
}

struct CaselessEqual {
  [[nodiscard]] bool operator()(std::string_view a, std::string_view b) const { return equal_ignoring_case(a, b); }
};

/// Names that differ in their last character only have neighbouring hashes: a deck counts its names up, and its tables
/// are then walked through rather than jumped about in.
struct CaselessHash {
  [[nodiscard]] std::uint64_t operator()(std::string_view text) const;
};

}  // namespace ohmscope

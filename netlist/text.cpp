#include "netlist/text.hpp"

#include <algorithm>

namespace ohmscope {

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_lower);
  return result;
}

bool is_among(std::span<const std::string_view> names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view other) { return equal_ignoring_case(other, name); });
}

std::string_view trim(std::string_view text) {
  const auto outside = [](char c) { return is_blank(c) || is_line_end(c); };
  while (!text.empty() && outside(text.front())) text.remove_prefix(1);
  while (!text.empty() && outside(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace ohmscope

#include "netlist/text.hpp"

#include <algorithm>

namespace ohmscope {

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_lower);
  return result;
}

std::string_view trim(std::string_view text) {
  const auto outside = [](char c) { return is_blank(c) || is_line_end(c); };
  while (!text.empty() && outside(text.front())) text.remove_prefix(1);
  while (!text.empty() && outside(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace ohmscope

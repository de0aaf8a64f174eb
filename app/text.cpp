#include "app/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ohmscope {

std::size_t display_width(std::string_view text) {
  const auto begins_character = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::vector<std::string> folded(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width)
      lines.push_back(std::exchange(line, std::string()));
    line.append(line.empty() ? "" : " ").append(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  lines.push_back(std::move(line));
  return lines;
}

std::string quoted_names(const std::vector<std::string>& names, std::size_t most) {
  std::vector<std::string> quoted;
  for (std::size_t k = 0; k < std::min(names.size(), most); ++k) quoted.push_back(fmt::format("'{}'", names[k]));
  const std::string more = names.size() > most ? fmt::format(" and {} more", names.size() - most) : "";
  return fmt::format("{}{}", fmt::join(quoted, ", "), more);
}

std::string joined_by_dots(std::string_view path) {
  std::string joined(path);
  std::replace(joined.begin(), joined.end(), ':', '.');
  return joined;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace ohmscope

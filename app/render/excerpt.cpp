#include "app/render/excerpt.hpp"

#include <algorithm>
#include <vector>

namespace ohmscope {

namespace {

constexpr std::size_t most_columns = 100;
constexpr std::size_t shown_before = 40;  ///< columns kept before the mark where a line is cut

// Length of the UTF-8 character at the front of `text`, 0 if there is none.
std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80          ? 1
                             : (first >> 5U) == 6  ? 2
                             : (first >> 4U) == 14 ? 3
                             : (first >> 3U) == 30 ? 4
                                                   : 0;
  if (length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k) {
    if ((static_cast<unsigned char>(text[k]) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

std::string_view shown(std::string_view character) {
  if (character == "\t") return " ";
  const auto byte = static_cast<unsigned char>(character.front());
  return byte < 0x20 || byte == 0x7F ? "?" : character;
}

// The characters from number `first` up to number `last`: a line may be as long as a deck.
std::vector<std::string_view> characters(std::string_view text, std::size_t first = 0,
                                         std::size_t last = std::string_view::npos) {
  std::vector<std::string_view> result;
  for (std::size_t k = 0; k < last && !text.empty(); ++k) {
    const std::size_t length = character_length(text);
    if (k >= first) result.push_back(length == 0 ? "?" : shown(text.substr(0, length)));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  for (const std::string_view character : characters(text)) result += character;
  return result;
}

Excerpt make_excerpt(std::string_view line, std::size_t column, std::string_view marked) {
  const std::size_t start = column - 1;
  const bool is_long = !characters(line, most_columns, most_columns + 1).empty();
  const std::size_t first = is_long && start > shown_before ? start - shown_before : 0;
  std::vector<std::string_view> seen = characters(line, first, first + most_columns + 1);
  const bool goes_on = seen.size() > most_columns;
  if (goes_on) seen.pop_back();
  const std::size_t width = characters(marked.substr(0, marked.find('\n')), 0, most_columns).size();
  const std::size_t end = std::min(start + width, first + seen.size());
  Excerpt excerpt;
  excerpt.line = first > 0 ? "…" : "";
  for (const std::string_view character : seen) excerpt.line += character;
  if (goes_on) excerpt.line += "…";
  excerpt.caret = std::string(start - first + (first > 0 ? 1 : 0), ' ') + '^';
  if (end > start + 1) excerpt.caret += std::string(end - start - 1, '~');
  return excerpt;
}

}  // namespace ohmscope

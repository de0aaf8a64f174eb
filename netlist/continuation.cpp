#include "netlist/continuation.hpp"

#include "netlist/text.hpp"

namespace ohmscope {

std::size_t line_end(std::string_view text, std::size_t position) {
  while (position < text.size() && !is_line_end(text[position])) ++position;
  return position;
}

bool begins_comment_by_place(std::string_view text, std::size_t position, Dialect dialect) {
  const auto separates = [&](std::size_t at) {
    return at >= text.size() || is_blank(text[at]) || is_line_end(text[at]);
  };
  const bool stands_apart = position == 0 || separates(position - 1) || text[position - 1] == ',';
  if (text[position] == '$')
    return stands_apart && (separates(position + 1) || reads(dialect, Reading::dollar_comment));
  return stands_apart && text.substr(position, 2) == "//";
}

NextLine look_ahead(std::string_view text, std::size_t position, Dialect dialect) {
  while (position < text.size()) {
    while (position < text.size() && (is_line_end(text[position]) || is_blank(text[position]))) ++position;
    if (position == text.size()) break;
    if (text[position] == '+') return {true, position + 1};
    if (text[position] != '*' && !begins_comment(text, position, dialect)) return {false, position};
    position = line_end(text, position);
  }
  return {false, position};
}

}  // namespace ohmscope

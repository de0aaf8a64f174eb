#pragma once

#include <cstddef>
#include <string_view>

#include "netlist/dialect.hpp"

namespace ohmscope {

/// What stands behind the end of a physical line.
struct NextLine {
  bool continues = false;    ///< the next line that says anything begins with '+'
  std::size_t position = 0;  ///< behind that '+', or the beginning of the next line that says something, or the end
};

/// Looks from `position`, at a line end or the end of `text`, over empty and comment lines.
[[nodiscard]] NextLine look_ahead(std::string_view text, std::size_t position, Dialect dialect);

/// begins_comment() where '$' or '/' stands.
[[nodiscard]] bool begins_comment_by_place(std::string_view text, std::size_t position, Dialect dialect);

/// Whether a comment begins at `position`: ';', or '//' or '$' behind a blank or at the line's start. Behind '$' a
/// blank follows, but in dialects that do not ask for it.
[[nodiscard]] inline bool begins_comment(std::string_view text, std::size_t position, Dialect dialect) {
  const char c = text[position];
  return c == ';' || ((c == '$' || c == '/') && begins_comment_by_place(text, position, dialect));
}

/// For cards and expressions in which no name begins with '$', so that it can be nothing but a comment in any dialect.
inline constexpr Dialect where_dollars_comment = Dialect::hspice;

/// Whether the character there is the '=' of an assignment, and not part of ==, <=, >= or !=.
[[nodiscard]] inline bool is_assignment_sign(std::string_view text, std::size_t position) {
  if (position >= text.size() || text[position] != '=' || text.substr(position, 2) == "==") return false;
  return position == 0 || std::string_view("<>!=").find(text[position - 1]) == std::string_view::npos;
}

/// The end of the line that `position` lies in: the place of its line end, or the text's size.
[[nodiscard]] std::size_t line_end(std::string_view text, std::size_t position);

}  // namespace ohmscope

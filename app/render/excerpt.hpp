#pragma once

#include <string>
#include <string_view>

namespace ohmscope {

/// A source line as shown, and the line with the caret that goes under it.
struct Excerpt {
  std::string line;
  std::string caret;
};

/// Shows `line` with `^~~~` under `marked`, which begins at character `column` (from 1) and may run past the end of the
/// line. Tabs become blanks, a long line is shown around the mark.
[[nodiscard]] Excerpt make_excerpt(std::string_view line, std::size_t column, std::string_view marked);

/// `text` as a terminal can take it: control characters and bytes that are no UTF-8 become '?', tabs blanks.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace ohmscope

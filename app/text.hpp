#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ohmscope {

/// Columns of a terminal that text for people keeps to where it can.
inline constexpr std::size_t page_width = 80;

/// Columns that UTF-8 text takes: its characters, not its bytes.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` broken at blanks into lines of at most `width` columns; a longer word has a line of its own.
[[nodiscard]] std::vector<std::string> folded(std::string_view text, std::size_t width);

/// "'a', 'b' and 3 more": at most `most` of the names.
[[nodiscard]] std::string quoted_names(const std::vector<std::string>& names, std::size_t most);

/// A path of names as ohmscope joins it, "x1.mid", where Xyce writes "x1:mid".
[[nodiscard]] std::string joined_by_dots(std::string_view path);

/// "1 stage", "5 stages".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

}  // namespace ohmscope

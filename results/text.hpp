#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmscope::results {

/// Small things about the text of result files.

[[nodiscard]] std::string lower_case(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
/// Without blanks, tabs and ends of lines around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// What stands between any number of `separators`.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text, std::string_view separators);
/// Up to each end of a line; the last one has none.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);
/// With blanks for ends of lines.
[[nodiscard]] std::string one_line(std::string_view text);
/// For a message: cut if it is long, '?' for what cannot be shown.
[[nodiscard]] std::string shown(std::string_view text);
/// Little-endian UTF-16 as UTF-8.
[[nodiscard]] std::string utf8_of_utf16(std::string_view bytes);
/// All of `text` as a number, with or without sign and exponent; also inf and nan.
[[nodiscard]] std::optional<double> number_of(std::string_view text);

}  // namespace ohmscope::results

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "solver/circuit/caseless.hpp"

namespace ohmscope {

[[nodiscard]] constexpr char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }
[[nodiscard]] constexpr bool is_letter(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Ctrl-Z too: files of DOS end in it, and may have been joined.
[[nodiscard]] constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\x1A'; }
[[nodiscard]] constexpr bool is_line_end(char c) { return c == '\n' || c == '\r'; }

[[nodiscard]] constexpr bool is_quote(char c) { return c == '"' || c == '\''; }

/// Whether the whole text stands in quotes of one kind.
[[nodiscard]] constexpr bool is_quoted(std::string_view text) {
  return text.size() >= 2 && is_quote(text.front()) && text.back() == text.front();
}
[[nodiscard]] std::string lower_case(std::string_view text);
/// Whether `c` may stand in the name of a parameter or function, if not at its front.
[[nodiscard]] constexpr bool is_in_name(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '#' || c == '$';
}
/// Whether `name`, whatever its case, is one of `names`.
[[nodiscard]] bool is_among(std::span<const std::string_view> names, std::string_view name);
/// Without blanks and line ends around it.
[[nodiscard]] std::string_view trim(std::string_view text);

/// Names of a deck, whatever their case, to T. The keys lie in the deck's text, which must outlive the map.
template <class T>
using NameMap = std::unordered_map<std::string_view, T, CaselessHash, CaselessEqual>;

}  // namespace ohmscope

#pragma once

#include <cstddef>
#include <string_view>

namespace ohmscope {

/// What a one-port is written in: `call` is `NAME(…)` whole, `value` a number or `{…}`, `unclosed` a parenthesis of a
/// call that never ends.
enum class OnePortTokenKind { plus, bar, open, close, value, call, inf, unclosed, other, end };

/// A piece of the text, as offsets into it.
struct OnePortToken {
  OnePortTokenKind kind = OnePortTokenKind::end;
  std::size_t begin = 0;
  std::size_t end = 0;
  /// Of a call, what its parentheses hold.
  std::size_t argument_begin = 0;
  std::size_t argument_end = 0;
};

/// The first token of a one-port's text at or after `at`.
[[nodiscard]] OnePortToken next_one_port_token(std::string_view text, std::size_t at);

/// Whether a text in single quotes, which could be an expression too, has what only a one-port has: a call of R, L, C
/// or Z, braces, `inf`, or a `|` that is not the expressions' `||`.
[[nodiscard]] bool is_one_port_in_quotes(std::string_view text);

}  // namespace ohmscope

#pragma once

#include <string_view>

#include "netlist/expression.hpp"

namespace ohmscope {

/// A token of an expression.
struct ExpressionToken {
  enum class Kind { number, name, binary, minus, plus, bang, open, close, comma, question, colon, end, unknown };
  Kind kind = Kind::end;
  Expression::Op op = Expression::Op::literal;  ///< of a binary operator; call: an operator that becomes a function
  int precedence = 0;                           ///< of a binary operator: higher binds tighter
  double number = 0;
  std::size_t begin = 0;  ///< in the text
  std::string_view text;
};

inline constexpr int additive_precedence = 5;
inline constexpr int unary_precedence = 7;

/// The first token of `text` at or behind `position`; continuation lines count as blanks.
[[nodiscard]] ExpressionToken next_expression_token(std::string_view text, std::size_t position, Dialect dialect);

/// The name of a node or element there, as in `v(n-1)`: all up to a blank, comma or bracket. Its text may be empty.
[[nodiscard]] ExpressionToken next_node_token(std::string_view text, std::size_t position, Dialect dialect);

/// Where the quotes or braces that `text` begins with end; 0: it begins otherwise.
[[nodiscard]] std::size_t held_end(std::string_view text);

}  // namespace ohmscope

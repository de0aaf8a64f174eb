#include "netlist/expression_tokens.hpp"

#include <array>

#include "netlist/continuation.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Op = Expression::Op;
using Kind = ExpressionToken::Kind;

constexpr int logical_or_precedence = 1;

struct Symbol {
  std::string_view text;
  Kind kind;
  Op op = Op::literal;
  int precedence = 0;
};

/// Longer ones first.
constexpr std::array<Symbol, 29> symbols{{
    {"**", Kind::binary, Op::power, 8},
    {"||", Kind::binary, Op::logical_or, logical_or_precedence},
    {"&&", Kind::binary, Op::logical_and, 2},
    {"==", Kind::binary, Op::equal, 3},
    {"!=", Kind::binary, Op::not_equal, 3},
    {"<>", Kind::binary, Op::not_equal, 3},
    {"<=", Kind::binary, Op::less_equal, 4},
    {">=", Kind::binary, Op::greater_equal, 4},
    {"=", Kind::binary, Op::equal, 3},
    {"<", Kind::binary, Op::less, 4},
    {">", Kind::binary, Op::greater, 4},
    {"*", Kind::binary, Op::multiply, 6},
    {"/", Kind::binary, Op::divide, 6},
    {"%", Kind::binary, Op::call, 6},
    {"\\", Kind::binary, Op::call, 6},
    {"^", Kind::binary, Op::power, 8},
    {"-", Kind::minus, Op::subtract, additive_precedence},
    {"+", Kind::plus, Op::add, additive_precedence},
    {"!", Kind::bang},
    {"(", Kind::open},
    {"{", Kind::open},
    {")", Kind::close},
    {"}", Kind::close},
    {",", Kind::comma},
    {"?", Kind::question},
    {":", Kind::colon},
    // of LTspice and PSpice; no simulator reads them otherwise
    {"&", Kind::binary, Op::logical_and, 2},
    {"|", Kind::binary, Op::logical_or, logical_or_precedence},
    {"~", Kind::bang},
}};

std::size_t skip_blanks(std::string_view text, std::size_t position, Dialect dialect) {
  while (position < text.size()) {
    if (is_blank(text[position])) {
      ++position;
    } else if (is_line_end(text[position])) {
      position = look_ahead(text, position, dialect).position;
    } else if (begins_comment(text, position, dialect)) {
      position = line_end(text, position);
    } else {
      break;
    }
  }
  return position;
}

bool in_unit(char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; }

/// Where the number that begins at `position` ends: digits and points, an exponent, letters.
std::size_t number_end(std::string_view text, std::size_t position) {
  const auto digits = [&] {
    while (position < text.size() && (is_digit(text[position]) || text[position] == '.')) ++position;
  };
  digits();
  if (position + 2 < text.size() && to_lower(text[position]) == 'e' &&
      (text[position + 1] == '-' || text[position + 1] == '+') && is_digit(text[position + 2]))
    position += 2;
  while (position < text.size() && (in_unit(text[position]) || is_digit(text[position]) || text[position] == '.'))
    ++position;
  return position;
}

ExpressionToken word(Kind kind, std::string_view text, std::size_t begin, std::size_t end) {
  ExpressionToken token;
  token.kind = kind;
  token.begin = begin;
  token.text = text.substr(begin, end - begin);
  return token;
}

ExpressionToken symbol_token(const Symbol& symbol, std::string_view text, std::size_t position, Dialect dialect) {
  ExpressionToken token = word(symbol.kind, text, position, position + symbol.text.size());
  token.op = symbol.op;
  token.precedence = symbol.precedence;
  if (symbol.text == "^" && reads(dialect, Reading::caret_is_xor)) {
    token.op = Op::call;
    token.precedence = logical_or_precedence;
  }
  return token;
}

}  // namespace

ExpressionToken next_expression_token(std::string_view text, std::size_t position, Dialect dialect) {
  position = skip_blanks(text, position, where_dollars_comment);
  if (position == text.size()) return word(Kind::end, text, position, position);
  const char c = text[position];
  if (is_digit(c) || c == '.') {
    ExpressionToken token = word(Kind::number, text, position, number_end(text, position));
    const auto value = parse_number(token.text, dialect);
    if (!value) token.kind = Kind::unknown;
    token.number = value.value_or(0);
    return token;
  }
  if (is_letter(c) || c == '_') {
    std::size_t end = position;
    while (end < text.size() && is_in_name(text[end])) ++end;
    return word(Kind::name, text, position, end);
  }
  for (const Symbol& symbol : symbols) {
    if (text.substr(position).starts_with(symbol.text)) return symbol_token(symbol, text, position, dialect);
  }
  std::size_t end = position + 1;  // a whole character of UTF-8
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return word(Kind::unknown, text, position, end);
}

ExpressionToken next_node_token(std::string_view text, std::size_t position, Dialect dialect) {
  position = skip_blanks(text, position, dialect);
  std::size_t end = position;
  while (end < text.size() && !is_blank(text[end]) && !is_line_end(text[end]) &&
         std::string_view(",(){}").find(text[end]) == std::string_view::npos)
    ++end;
  return word(Kind::name, text, position, end);
}

std::size_t held_end(std::string_view text) {
  if (text.empty() || !(text.front() == '{' || is_quote(text.front()))) return 0;
  if (is_quote(text.front())) return std::min(text.find(text.front(), 1), text.size() - 1) + 1;
  std::size_t depth = 0;
  for (std::size_t k = 0; k < text.size(); ++k) {
    if (text[k] == '{') ++depth;
    if (text[k] == '}' && --depth == 0) return k + 1;
  }
  return text.size();
}

}  // namespace ohmscope

#include "stages/one_port_tokens.hpp"

#include <algorithm>

#include "netlist/continuation.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

using Token = OnePortToken;
using TokenKind = OnePortTokenKind;

bool is_word_letter(char c) { return is_letter(c) || c == '_'; }
/// A byte of a character outside ASCII, such as the micro sign.
bool is_wide(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// Where the next thing stands; a value in quotes may run over a continuation line, whose `+` is no operator. No other
/// simulator reads one-ports.
std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && (is_blank(text[at]) || is_line_end(text[at]))) {
    at = is_line_end(text[at]) ? look_ahead(text, at, Dialect::ngspice).position : at + 1;
  }
  return at;
}

/// The end of `{…}`, which may nest, or of a quoted text, beginning at `at`; the end of the text if it has none.
std::size_t end_of_group(std::string_view text, std::size_t at) {
  if (is_quote(text[at])) return std::min(text.find(text[at], at + 1), text.size() - 1) + 1;
  std::size_t depth = 0;
  for (std::size_t k = at; k < text.size(); ++k) {
    if (text[k] == '{') ++depth;
    if (text[k] == '}' && --depth == 0) return k + 1;
  }
  return text.size();
}

/// The end of a number with its suffix: a sign belongs to it at its start and after the e of an exponent.
std::size_t end_of_number(std::string_view text, std::size_t at) {
  bool mantissa = true;  // only digits and points so far
  std::size_t k = at + (text[at] == '-' ? 1 : 0);
  for (; k < text.size(); ++k) {
    const char c = text[k];
    if (is_digit(c) || c == '.') continue;
    if (!is_word_letter(c) && !is_wide(c)) break;
    const bool exponent = mantissa && to_lower(c) == 'e' && k + 2 < text.size() &&
                          (text[k + 1] == '+' || text[k + 1] == '-') && is_digit(text[k + 2]);
    if (exponent) ++k;
    mantissa = false;
  }
  return k;
}

/// `NAME(argument)` from the parenthesis on; the argument may be in braces or quotes.
Token call_token(std::string_view text, std::size_t begin, std::size_t parenthesis) {
  const std::size_t at = skip_blanks(text, parenthesis + 1);
  const bool grouped = at < text.size() && (text[at] == '{' || is_quote(text[at]));
  const std::size_t closing = text.find(')', grouped ? end_of_group(text, at) : at);
  if (closing == std::string_view::npos) return {TokenKind::unclosed, parenthesis, parenthesis + 1};
  std::size_t argument_end = closing;
  while (argument_end > at && is_blank(text[argument_end - 1])) --argument_end;
  return {TokenKind::call, begin, closing + 1, at, argument_end};
}

Token word_token(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (is_word_letter(text[end]) || is_digit(text[end]))) ++end;
  if (end < text.size() && text[end] == '(') return call_token(text, at, end);
  return {equal_ignoring_case(text.substr(at, end - at), "inf") ? TokenKind::inf : TokenKind::other, at, end};
}

}  // namespace

OnePortToken next_one_port_token(std::string_view text, std::size_t at) {
  at = skip_blanks(text, at);
  if (at == text.size()) return {TokenKind::end, at, at};
  const char c = text[at];
  switch (c) {
    case '+':
      return {TokenKind::plus, at, at + 1};
    case '|':
      return {TokenKind::bar, at, at + 1};
    case '(':
      return {TokenKind::open, at, at + 1};
    case ')':
      return {TokenKind::close, at, at + 1};
    case '{':
      return {TokenKind::value, at, end_of_group(text, at)};
    default:
      break;
  }
  if (is_digit(c) || c == '.' || c == '-') return {TokenKind::value, at, end_of_number(text, at)};
  if (is_word_letter(c)) return word_token(text, at);
  std::size_t end = at + 1;
  while (is_wide(c) && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return {TokenKind::other, at, end};
}

bool is_one_port_in_quotes(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Token token = next_one_port_token(text, at);
    at = token.end;
    if (token.kind == TokenKind::inf || (token.kind == TokenKind::value && text[token.begin] == '{')) return true;
    if (token.kind == TokenKind::bar && text.substr(at, 1) == "|")
      ++at;
    else if (token.kind == TokenKind::bar)
      return true;
    if (token.kind != TokenKind::call) continue;
    if (text[token.begin + 1] == '(' && std::string_view("RLCZ").find(to_upper(text[token.begin])) < 4) return true;
    at = token.begin + 1 + text.substr(token.begin).find('(');
  }
  return false;
}

}  // namespace ohmscope

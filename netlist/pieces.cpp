#include "netlist/pieces.hpp"

#include "netlist/continuation.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

Pieces::Pieces(std::string_view text) : text_(text) {
  for (skip_blanks(); position_ < text_.size(); skip_blanks()) {
    const std::size_t begin = position_;
    const bool is_sign = is_assignment_sign(text_, position_);
    is_sign ? void(++position_) : skip_word();
    all_.push_back({begin, position_, is_sign});
  }
}

void Pieces::skip_blanks() {
  while (position_ < text_.size()) {
    if (is_blank(text_[position_])) {
      ++position_;
    } else if (is_line_end(text_[position_])) {
      position_ = look_ahead(text_, position_, where_dollars_comment).position;
    } else if (begins_comment(text_, position_, where_dollars_comment)) {
      position_ = line_end(text_, position_);
    } else {
      return;
    }
  }
}

void Pieces::skip_word() {
  std::size_t depth = 0;
  while (position_ < text_.size()) {
    const char c = text_[position_];
    if (depth == 0 && (is_blank(c) || is_line_end(c) || is_assignment_sign(text_, position_))) return;
    if (is_quote(c) || c == '{') {
      skip_held();
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')' && depth > 0) --depth;
    ++position_;
  }
}

/// At a quote or a brace: past its partner. Braces nest.
void Pieces::skip_held() {
  const std::size_t begin = position_;
  const char open = text_[begin];
  std::size_t depth = 1;
  while (++position_ < text_.size() && depth > 0) {
    const char c = text_[position_];
    if (open == '{' ? c == '}' : c == open) {
      --depth;
    } else if (c == open) {
      ++depth;
    }
  }
  if (depth > 0) unclosed_ = begin;
}

}  // namespace ohmscope

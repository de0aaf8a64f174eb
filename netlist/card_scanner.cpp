#include "netlist/card_scanner.hpp"

#include <array>

#include "netlist/codes.hpp"
#include "netlist/continuation.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

enum class Kind : unsigned char { plain, blank, line_end, comma, open, close, brace, quote, equals, slash, comment };

constexpr std::array<Kind, 256> make_kinds() {
  std::array<Kind, 256> kinds{};
  const auto set = [&](std::string_view characters, Kind kind) {
    for (const char c : characters) kinds[static_cast<unsigned char>(c)] = kind;
  };
  set(" \t\f\v\x1A", Kind::blank);
  set("\r\n", Kind::line_end);
  set(",", Kind::comma);
  set("(", Kind::open);
  set(")", Kind::close);
  set("{", Kind::brace);
  set("'\"", Kind::quote);
  set("=", Kind::equals);
  set("/", Kind::slash);
  set(";", Kind::comment);
  return kinds;
}

constexpr std::array<Kind, 256> kinds = make_kinds();

Kind kind_of(char c) { return kinds[static_cast<unsigned char>(c)]; }

}  // namespace

CardScanner::CardScanner(const SourceMap& sources, Span source, Dialect dialect, Diagnostics& diagnostics)
    : text_(sources.text(source)), base_(source.offset), dialect_(dialect), diagnostics_(diagnostics) {
  if (text_.starts_with("\xEF\xBB\xBF")) position_ = 3;  // byte order mark
}

Span CardScanner::span_of(std::size_t begin, std::size_t end) const {
  return {base_ + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
}

Span CardScanner::take_title() {
  const std::size_t begin = position_;
  position_ = line_end(text_, begin);
  const std::string_view title = trim(text_.substr(begin, position_ - begin));
  if (title.empty()) return span_of(begin, begin);
  const auto first = static_cast<std::size_t>(title.data() - text_.data());
  return span_of(first, first + title.size());
}

bool CardScanner::skip_past(std::string_view word) {
  while (position_ < text_.size()) {
    const std::size_t end = line_end(text_, position_);
    const std::string_view line = trim(text_.substr(position_, end - position_));
    position_ = std::min(end + 1, text_.size());
    const bool separated = line.size() <= word.size() || is_blank(line[word.size()]);
    if (separated && equal_ignoring_case(line.substr(0, word.size()), word)) return true;
  }
  return false;
}

std::optional<CardView> CardScanner::next() {
  NextLine line = look_ahead(text_, position_, dialect_);
  for (; line.continues; line = look_ahead(text_, position_, dialect_)) {
    diagnostics_.error(codes::stray_continuation, span_of(line.position - 1, line.position), "'+' continues no card");
    position_ = line_end(text_, line.position);
  }
  const std::size_t begin = line.position;
  if (begin == text_.size()) return std::nullopt;
  position_ = begin;
  last_ = begin;
  ended_ = false;
  is_dot_card_ = text_[begin] == '.';
  words_.clear();
  assignments_.clear();
  scan_plain_words();
  for (skip_separators(); !ended_; skip_separators()) scan_item();
  return CardView{span_of(begin, last_), words_, assignments_};
}

/// At a line end: goes on behind the '+' of the next line, or ends the card.
bool CardScanner::cross_line_end() {
  const NextLine next = look_ahead(text_, position_, dialect_);
  position_ = next.position;
  ended_ = !next.continues;
  return next.continues;
}

/// Scans words with nothing but blanks between them, down to the line's end: most cards are no more. Stops before
/// whatever else there is, and before a word that may be a name with '=' behind it.
void CardScanner::scan_plain_words() {
  const auto kind_at = [&](std::size_t at) { return at < text_.size() ? kind_of(text_[at]) : Kind::line_end; };
  for (std::size_t at = position_;;) {
    while (kind_at(at) == Kind::blank) ++at;
    const std::size_t begin = at;
    while (kind_at(at) == Kind::plain) ++at;
    const bool is_word = at > begin && text_[begin] != '$';
    const Kind next = kind_at(at);
    const bool ends_card = at + 1 < text_.size() && text_[at] == '\n' && is_letter(text_[at + 1]);
    if (is_word && (next == Kind::blank || ends_card)) words_.push_back(span_of(begin, at));
    if (is_word && next == Kind::blank) continue;
    if (ends_card && (is_word || at == begin)) {
      ended_ = true;
      last_ = words_.back().end() - base_;
      position_ = at + 1;
      return;
    }
    if (at == begin && !words_.empty()) words_.pop_back();
    if (!words_.empty()) position_ = last_ = words_.back().end() - base_;
    return;
  }
}

void CardScanner::skip_blanks() {
  while (!ended_) {
    const Kind kind = position_ == text_.size() ? Kind::line_end : kind_of(text_[position_]);
    if (kind == Kind::blank) {
      ++position_;
    } else if (kind == Kind::line_end) {
      cross_line_end();
    } else if (begins_comment(text_, position_, dialect_)) {
      position_ = line_end(text_, position_);
    } else {
      return;
    }
  }
}

void CardScanner::skip_separators() {
  for (skip_blanks(); !ended_; skip_blanks()) {
    const Kind kind = kind_of(text_[position_]);
    if (kind != Kind::comma && kind != Kind::open && kind != Kind::close) return;
    last_ = ++position_;
  }
}

/// `5//text` on an element's card; `begin` is that of the word. Elsewhere the slashes may belong to the name of a file.
bool CardScanner::begins_glued_comment(std::size_t begin) const {
  return !is_dot_card_ && dialect_ == Dialect::ngspice && text_.substr(position_, 2) == "//" &&
         parse_number(text_.substr(begin, position_ - begin), dialect_).has_value();
}

/// Scans a word, or an assignment. A word that is reported is not in the card, a value is nowhere: they would only lead
/// to more errors.
void CardScanner::scan_item() {
  const std::size_t begin = position_;
  const std::size_t errors_before = diagnostics_.error_count();
  scan_word();
  if (position_ == begin) {
    diagnostics_
        .error(codes::malformed_assignment, span_of(begin, begin + 1),
               "'=' without a name before it, expected 'name=value'")
        .with_hint(hint_of_input());
    last_ = ++position_;
    skip_blanks();
    if (!ended_) scan_value();
    return;
  }
  if (diagnostics_.error_count() > errors_before) return;
  const Span word = span_of(begin, last_);
  skip_blanks();
  if (ended_ || !is_assignment_sign(text_, position_)) {
    words_.push_back(word);
    return;
  }
  last_ = ++position_;
  skip_blanks();
  const std::size_t value = ended_ ? last_ : position_;
  if (!ended_) scan_value();
  if (last_ <= value) {
    diagnostics_.error(codes::malformed_assignment, word, "'{}' has no value, expected 'name=value'",
                       text_.substr(begin, word.length));
  }
  const bool is_sound = diagnostics_.error_count() == errors_before;
  assignments_.push_back({word, is_sound ? span_of(value, last_) : Span{}});
}

/// What was meant if the card is a source whose input stands before the '=', without the braces that hold it together.
std::string CardScanner::hint_of_input() const {
  constexpr std::string_view keywords[] = {"table", "laplace", "freq"};
  constexpr std::size_t place = 3;
  if (words_.size() <= place) return {};
  const std::string_view keyword = text_.substr(words_[place].offset - base_, words_[place].length);
  return is_among(keywords, keyword) ? fmt::format("the input stands in braces: {} {{v(a)}} = …", keyword) : "";
}

/// A brace or a quote begins a word of its own, but for the count of an array.
void CardScanner::scan_word() {
  const std::size_t begin = position_;
  const auto is_glued = [&] { return position_ > begin && text_[position_ - 1] != '['; };
  while (!ended_ && position_ < text_.size()) {
    switch (kind_of(text_[position_])) {
      case Kind::plain:
        do {
          ++position_;
        } while (position_ < text_.size() && kind_of(text_[position_]) == Kind::plain);
        last_ = position_;
        break;
      case Kind::brace:
        if (is_glued()) return;
        scan_held('}');
        break;
      case Kind::quote:
        if (is_glued()) return;
        scan_held(text_[position_]);
        break;
      case Kind::slash:
        if (begins_glued_comment(begin)) {
          position_ = line_end(text_, position_);
          return;
        }
        last_ = ++position_;
        break;
      case Kind::equals:
        if (is_assignment_sign(text_, position_)) return;
        last_ = ++position_;
        break;
      default:
        return;
    }
  }
}

/// A value runs to the next blank or comma outside parentheses, or to a ')' that it has not opened.
void CardScanner::scan_value() {
  const std::size_t begin = position_;
  std::size_t depth = 0;
  std::size_t outermost = 0;
  while (true) {
    if (depth > 0) skip_blanks();
    if (ended_ || position_ == text_.size()) break;
    const Kind kind = kind_of(text_[position_]);
    if (kind == Kind::brace || kind == Kind::quote) {
      scan_held(kind == Kind::brace ? '}' : text_[position_]);
      continue;
    }
    if (kind == Kind::open && depth++ == 0) outermost = position_;
    if (kind == Kind::close && depth-- == 0) return;
    const bool separates = kind == Kind::blank || kind == Kind::line_end || kind == Kind::comma;
    if (depth == 0 && (separates || kind == Kind::comment)) return;
    if (kind == Kind::slash && begins_glued_comment(begin)) {
      position_ = line_end(text_, position_);
      return;
    }
    last_ = ++position_;
  }
  if (depth > 0)
    diagnostics_.error(codes::not_closed, span_of(outermost, outermost + 1), "'(' is not closed, expected ')'");
}

/// At a quote or a brace: scans past its partner, over line ends too. Braces nest.
void CardScanner::scan_held(char close) {
  const std::size_t begin = position_;
  const char open = text_[position_];
  std::size_t depth = 0;
  while (!ended_) {
    if (position_ == text_.size() || is_line_end(text_[position_])) {
      cross_line_end();
      continue;
    }
    const char c = text_[position_];
    last_ = ++position_;
    const bool closes = c == close && position_ > begin + 1;
    if (c == open && !closes) ++depth;
    if (closes && --depth == 0) return;
  }
  diagnostics_.error(codes::not_closed, span_of(begin, begin + 1), "{} is not closed, expected {}",
                     open == '{' ? "'{'" : "the quote", open == '{' ? std::string("'}'") : std::string(1, open));
}

}  // namespace ohmscope

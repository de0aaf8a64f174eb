#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "netlist/deck.hpp"

namespace ohmscope {

/// Cuts one source into cards, in one pass over its text.
class CardScanner {
 public:
  CardScanner(const SourceMap& sources, Span source, Dialect dialect, Diagnostics& diagnostics);

  /// The first line, whatever it holds, without the blanks around it.
  Span take_title();
  /// The next card without what is reported of it, or nothing at the end of the source. Valid until the next is asked
  /// for.
  std::optional<CardView> next();
  /// Drops all lines up to the one whose first word is `word`, and that one; false if there is none.
  bool skip_past(std::string_view word);

 private:
  [[nodiscard]] Span span_of(std::size_t begin, std::size_t end) const;
  bool cross_line_end();
  void scan_plain_words();
  void skip_blanks();
  void skip_separators();
  [[nodiscard]] bool begins_glued_comment(std::size_t begin) const;
  void scan_item();
  [[nodiscard]] std::string hint_of_input() const;
  void scan_word();
  void scan_value();
  void scan_held(char close);

  std::string_view text_;
  std::uint32_t base_;  ///< the source's offset
  Dialect dialect_;
  Diagnostics& diagnostics_;
  std::size_t position_ = 0;
  std::size_t last_ = 0;  ///< behind the last character of the card so far
  bool is_dot_card_ = false;
  bool ended_ = false;  ///< the card is over; position_ is at the next line
  std::vector<Span> words_;
  std::vector<Assignment> assignments_;
};

}  // namespace ohmscope

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace ohmscope {

/// A word (brackets and quotes hold it together) or the sign of an assignment.
struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_sign = false;
};

/// Cuts what stands behind a card's keyword, whose values may hold blanks, into pieces. Continuation lines and comments
/// count as blanks.
class Pieces {
 public:
  explicit Pieces(std::string_view text);

  [[nodiscard]] const std::vector<Piece>& all() const { return all_; }
  /// Where a quote or brace stands that has no partner.
  [[nodiscard]] std::optional<std::size_t> unclosed() const { return unclosed_; }

 private:
  void skip_blanks();
  void skip_word();
  void skip_held();

  std::string_view text_;
  std::size_t position_ = 0;
  std::vector<Piece> all_;
  std::optional<std::size_t> unclosed_;
};

}  // namespace ohmscope

#pragma once

#include "netlist/source.hpp"

namespace ohmscope {

/// A word of a list of points: `(1, 2) (-3 {x+1}) DB …`.
struct PointWord {
  enum class Kind { value, name, unexpected, end };
  Kind kind = Kind::end;
  Span span;
};

/// The words of the list that is `text`, one after another: numbers and {expressions} are values. What separates them,
/// brackets, commas, '=', blanks and continuation lines, is left out.
class PointWords {
 public:
  PointWords(const SourceMap& sources, Span text) : text_(sources.text(text)), base_(text.offset) {}

  [[nodiscard]] PointWord next();

 private:
  std::string_view text_;
  std::uint32_t base_;
  std::size_t position_ = 0;
};

}  // namespace ohmscope

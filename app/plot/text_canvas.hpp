#pragma once

#include <string>
#include <vector>

#include "app/plot/figure.hpp"

namespace ohmscope::plot {

/// Cells of characters to draw on: with Braille patterns, of 2 by 4 dots each, or with plain characters.
class TextCanvas {
 public:
  /// What draws: a colour of terminals (`\e[..m`; 0: none), and a letter where there are no dots.
  struct Pen {
    int colour = 0;
    char letter = '*';
    bool is_dotted = false;
  };

  TextCanvas(std::size_t width, std::size_t height, bool braille);

  /// A line through places from 0 to 1; what lies outside is cut off. A single place is a dot.
  void draw(const std::vector<Place>& line, const Pen& pen);
  /// A character at a place, over whatever is there.
  void put(const Place& at, const std::string& character, int colour);
  /// A text to the right of a place, or further left where there is no room.
  void write(const Place& at, const std::string& text, int colour);
  /// A row, from the top, coloured if asked for.
  [[nodiscard]] std::string row(std::size_t number, bool colour) const;

 private:
  struct Cell {
    unsigned dots = 0;
    int colour = 0;
    std::string character = {};  ///< in place of the dots
  };
  [[nodiscard]] Cell* cell_at(const Place& at);
  void dot(long x, long y, const Pen& pen);

  std::size_t width_;
  std::size_t height_;
  bool braille_;
  std::vector<Cell> cells_;
};

}  // namespace ohmscope::plot

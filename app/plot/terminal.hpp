#pragma once

#include "app/output.hpp"
#include "app/plot/figure.hpp"

namespace ohmscope::plot {

/// The form of a plot made of text.
struct TextStyle {
  std::size_t width = 80;  ///< columns
  std::size_t height = 0;  ///< lines of the whole plot; 0: as it fits the figure
  bool braille = false;    ///< else plain ASCII
  bool colour = false;
};

/// Draws a figure as text: panels with their axes' texts, each curve with a letter that the legend explains.
void print(Output& out, const Figure& figure, const TextStyle& style);

}  // namespace ohmscope::plot

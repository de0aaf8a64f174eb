#pragma once

#include <vector>

#include "app/plot/figure.hpp"

namespace ohmscope::plot {

/// A rectangle of a picture, in pixels from its upper left corner.
struct Box {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

/// An entry of the legend: the middle of its sample's left end.
struct PlacedEntry {
  LegendEntry entry;
  double x = 0;
  double y = 0;
};

/// Where everything stands: title, subtitle, legend, panels, notes, from top to bottom. Nothing covers a curve.
struct Layout {
  static constexpr double edge = 20;
  static constexpr double text_size = 13;
  static constexpr double title_size = 19;
  static constexpr double line_height = 20;
  static constexpr double sample_width = 38;

  double width = 0;
  double height = 0;
  double title_y = 28;
  double subtitle_y = 54;
  std::string title = {};     ///< what is too long ends in an ellipsis
  std::string subtitle = {};  ///< likewise, and the names of the legend
  std::vector<PlacedEntry> legend = {};
  std::vector<Box> panels = {};
  double notes_y = 0;
  std::vector<std::string> notes = {};  ///< folded to the width
};

/// `width` and `height` in pixels; 0: as it fits the figure.
[[nodiscard]] Layout lay_out(const Figure& figure, double width, double height);

}  // namespace ohmscope::plot

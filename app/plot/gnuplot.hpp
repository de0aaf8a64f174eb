#pragma once

#include <string>
#include <string_view>

#include "app/plot/figure.hpp"

namespace ohmscope::plot {

/// The form of a picture.
struct PictureStyle {
  std::string format;           ///< "svg", "png" or "pdf"
  std::string theme = "light";  ///< or "dark"
  double width = 0;             ///< pixels; 0: as it fits
  double height = 0;            ///< likewise
};

/// The bytes of the picture, by gnuplot, which is given places on it and scales nothing itself. Throws
/// std::system_error (no_such_file_or_directory) where it is not installed, and std::runtime_error with its words where
/// it fails.
[[nodiscard]] std::string draw(const Figure& figure, const PictureStyle& style);

}  // namespace ohmscope::plot

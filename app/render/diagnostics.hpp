#pragma once

#include <cstdio>
#include <string>

#include "netlist/diagnostics.hpp"

namespace ohmscope {

struct DiagnosticsStyle {
  bool colour = false;
  bool warnings = true;
  std::size_t limit = 50;  ///< most to show; the rest is counted
};

/// Diagnostics for people, by position: `FILE:LINE:COLUMN: error: message`, the line with a caret under the span, notes
/// and the include cards that led there, then the hint. Those without a place begin with `ohmscope: `. Told twice is
/// shown once.
[[nodiscard]] std::string render(const Diagnostics& diagnostics, const SourceMap& sources,
                                 const DiagnosticsStyle& style);

/// Whether colours make sense on `stream`: a terminal that has them, and NO_COLOR not set.
[[nodiscard]] bool wants_colour(std::FILE* stream);

}  // namespace ohmscope

#pragma once

#include <string_view>

#include "app/plot/figure.hpp"

namespace ohmscope::plot {

/// The colours of a picture, as #rrggbb. Every ink stands out from the ground by 4.5 to 1 or more (WCAG AA).
struct Theme {
  std::string_view ground;
  std::string_view text;
  std::string_view faint_text;
  std::string_view frame;
  std::string_view grid;
  std::string_view faint_grid;
  std::string_view resistance;
  std::string_view reactance;
  std::string_view magnitude;
  std::string_view current;
  std::string_view phase;
  std::string_view series[8];

  [[nodiscard]] std::string_view colour(const Look& look) const;
};

/// "light" or "dark".
[[nodiscard]] const Theme& theme_of(std::string_view name);

}  // namespace ohmscope::plot

#include "app/plot/theme.hpp"

#include <iterator>

namespace ohmscope::plot {

namespace {

constexpr Theme light{
    .ground = "#ffffff",
    .text = "#1f2328",
    .faint_text = "#57606a",
    .frame = "#8c959f",
    .grid = "#d0d7de",
    .faint_grid = "#ebeef1",
    .resistance = "#0b5fc0",
    .reactance = "#c8102e",
    .magnitude = "#1a7f37",
    .current = "#007a85",
    .phase = "#6639ba",
    .series = {"#0b5fc0", "#bc4c00", "#1a7f37", "#8250df", "#007a85", "#bf3989", "#7d5a00", "#57606a"},
};

constexpr Theme dark{
    .ground = "#14181d",
    .text = "#e6edf3",
    .faint_text = "#9aa4af",
    .frame = "#6e7781",
    .grid = "#3a424c",
    .faint_grid = "#22282f",
    .resistance = "#6cb0ff",
    .reactance = "#ff7b7b",
    .magnitude = "#5fd07a",
    .current = "#3fd4d8",
    .phase = "#c4a0ff",
    .series = {"#6cb0ff", "#ffa657", "#5fd07a", "#c4a0ff", "#3fd4d8", "#ff8ac6", "#d9b44a", "#aab4be"},
};

}  // namespace

std::string_view Theme::colour(const Look& look) const {
  switch (look.ink) {
    case Ink::resistance:
      return resistance;
    case Ink::reactance:
      return reactance;
    case Ink::magnitude:
      return magnitude;
    case Ink::current:
      return current;
    case Ink::phase:
      return phase;
    case Ink::frame:
      return frame;
    case Ink::series:
      return series[look.number % std::size(series)];
  }
  return text;
}

const Theme& theme_of(std::string_view name) { return name == "dark" ? dark : light; }

}  // namespace ohmscope::plot

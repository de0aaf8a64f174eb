#include "app/plot/layout.hpp"

#include <algorithm>

#include "app/text.hpp"

namespace ohmscope::plot {

namespace {

constexpr double usual_width = 960;
constexpr double usual_square = 640;
constexpr double usual_height = 210;  // of a panel of weight 1
constexpr double least_height = 60;   // of any panel
constexpr double gap = 28;            // between panels
constexpr double space_of_axis = 64;  // for texts and label below the last panel
constexpr double side_of_chart = 90;  // for texts beside a chart without a frame
constexpr double character = 7.2;     // its width, on average

double text_width(const std::string& text) { return static_cast<double>(display_width(text)) * character; }

/// So much of a text in UTF-8 as `width` pixels hold, with an ellipsis where it is cut.
std::string shortened(const std::string& text, double width, double per_character = character) {
  const auto most = static_cast<std::size_t>(width / per_character);
  if (display_width(text) <= most || most < 2) return text;
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++end) {
    const bool begins_character = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
    if (begins_character && ++count == most) break;
  }
  return text.substr(0, end) + "…";
}

double widest_tick(const Axis& axis) {
  double widest = 0;
  for (const Tick& tick : axis.ticks) widest = std::max(widest, text_width(tick.text));
  return widest;
}

/// From left to right, line by line. Returns where the next line would be.
double place_legend(const Figure& figure, Layout& layout, double left) {
  const std::vector<LegendEntry> entries = legend_of(figure);
  double y = layout.subtitle_y + 32;
  if (entries.size() < 2) return layout.subtitle_y + 26;
  double x = left;
  for (LegendEntry entry : entries) {
    entry.name = shortened(entry.name, layout.width - left - Layout::sample_width - 2 * Layout::edge);
    const double width = Layout::sample_width + 8 + text_width(entry.name);
    if (x > left && x + width > layout.width - Layout::edge) {
      x = left;
      y += Layout::line_height + 2;
    }
    layout.legend.push_back({entry, x, y});
    x += width + 24;
  }
  return y + Layout::line_height + 4;
}

void fold_notes(const Figure& figure, Layout& layout) {
  const auto columns = static_cast<std::size_t>((layout.width - 2 * Layout::edge) / (0.9 * character));
  for (const std::string& note : figure.notes) {
    for (const std::string& line : folded(note, columns)) layout.notes.push_back(line);
  }
}

}  // namespace

Layout lay_out(const Figure& figure, double width, double height) {
  const bool is_square = figure.panels.front().is_square;
  const bool is_bare = figure.panels.front().is_bare;
  double left = 0;
  double right = 0;
  double weights = 0;
  for (const Panel& panel : figure.panels) {
    left = std::max(left, widest_tick(panel.y));
    if (panel.right) right = std::max(right, widest_tick(*panel.right));
    weights += panel.weight;
  }
  left = is_bare ? side_of_chart : Layout::edge + left + 30;
  right = is_bare ? side_of_chart : right > 0 ? Layout::edge + right + 30 : 2 * Layout::edge;
  Layout layout;
  layout.width = width > 0 ? width : is_square ? left + usual_square + right : usual_width;
  const double text_width_of_page = layout.width - 2 * Layout::edge;
  layout.title = shortened(figure.title, text_width_of_page, character * Layout::title_size / Layout::text_size);
  layout.subtitle = shortened(figure.subtitle, text_width_of_page);
  const double top = place_legend(figure, layout, is_bare ? Layout::edge : left);
  fold_notes(figure, layout);
  const double below = (is_bare ? 16 : space_of_axis) + static_cast<double>(layout.notes.size()) * Layout::line_height;
  const double gaps = gap * static_cast<double>(figure.panels.size() - 1);
  double inner_height = is_square ? layout.width - left - right : usual_height * weights;
  if (height > 0) inner_height = std::max(least_height * weights, height - top - below - gaps);
  layout.height = top + inner_height + gaps + below;
  double y = top;
  for (const Panel& panel : figure.panels) {
    Box box{left, y, layout.width - left - right, inner_height * panel.weight / weights};
    if (is_square) {
      const double side = std::min(box.width, box.height);
      box = {left + (box.width - side) / 2, y, side, side};
    }
    layout.panels.push_back(box);
    y += box.height + gap;
  }
  layout.notes_y = y - gap + (is_bare ? 24 : space_of_axis + 4);
  return layout;
}

}  // namespace ohmscope::plot

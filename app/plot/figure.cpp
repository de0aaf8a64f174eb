#include "app/plot/figure.hpp"

#include <algorithm>
#include <cmath>

namespace ohmscope::plot {

namespace {

using Line = std::vector<Place>;

/// Of each part of a long line its ends, its least and its greatest point.
Line thinned(const Line& line) {
  constexpr std::size_t most = 4000;
  constexpr std::size_t parts = 1000;
  if (line.size() <= most) return line;
  Line result;
  for (std::size_t part = 0; part < parts; ++part) {
    const auto first = line.begin() + static_cast<std::ptrdiff_t>(part * line.size() / parts);
    const auto last = line.begin() + static_cast<std::ptrdiff_t>((part + 1) * line.size() / parts);
    auto [low, high] = std::minmax_element(first, last, [](const Place& a, const Place& b) { return a.y < b.y; });
    if (high < low) std::swap(low, high);
    for (const auto at : {first, low, high, last - 1}) result.push_back(*at);
  }
  return result;
}

}  // namespace

std::vector<Line> lines_of(const Curve& curve, const Panel& panel) {
  const Axis& y = curve.is_on_right && panel.right ? *panel.right : panel.y;
  std::vector<Line> lines;
  bool goes_on = false;
  for (std::size_t k = 0; k < curve.x.size(); ++k) {
    const Place at{panel.x.position(curve.x[k]), y.position(curve.y[k])};
    const bool has_place = std::isfinite(at.x) && std::isfinite(at.y);
    if (has_place && !goes_on) lines.emplace_back();
    if (has_place) lines.back().push_back(at);
    goes_on = has_place;
  }
  for (Line& line : lines) line = thinned(line);
  return lines;
}

std::vector<Place> marks_of(const Curve& curve, const Panel& panel, std::size_t count) {
  std::vector<Place> all;
  for (const Line& line : lines_of(curve, panel)) all.insert(all.end(), line.begin(), line.end());
  std::erase_if(all, [](const Place& at) { return at.x < 0 || at.x > 1 || at.y < 0 || at.y > 1; });
  if (all.size() <= count) return all;
  std::vector<Place> marks;
  const double shift = std::fmod(0.5 + 0.38 * static_cast<double>(curve.look.number), 1.0);
  for (std::size_t k = 0; k < count; ++k) {
    const double at = (static_cast<double>(k) + shift) / static_cast<double>(count) * static_cast<double>(all.size());
    marks.push_back(all[std::min(all.size() - 1, static_cast<std::size_t>(at))]);
  }
  return marks;
}

std::vector<LegendEntry> legend_of(const Figure& figure) {
  std::vector<LegendEntry> entries;
  for (const Panel& panel : figure.panels) {
    for (const Curve& curve : panel.curves) {
      if (!curve.is_in_legend || curve.name.empty()) continue;
      const bool is_known =
          std::any_of(entries.begin(), entries.end(), [&](const LegendEntry& e) { return e.name == curve.name; });
      if (!is_known) entries.push_back({curve.name, curve.look});
    }
  }
  return entries;
}

}  // namespace ohmscope::plot

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/plot/axis.hpp"

namespace ohmscope::plot {

/// What a line is drawn in. The quantities of an impedance have colours of their own; curves that are overlaid take
/// series after series.
enum class Ink { resistance, reactance, magnitude, current, phase, series, frame };

/// How a curve is told from others: with colour and without.
struct Look {
  Ink ink = Ink::series;
  std::size_t number = 0;  ///< of the series; its dashes and marks as well
  bool has_marks = false;
  bool is_dotted = false;  ///< whatever the number says
};

/// A line through points; NaN interrupts it.
struct Curve {
  std::string name;  ///< as the legend has it
  Look look;
  std::vector<double> x = {};
  std::vector<double> y = {};
  bool is_on_right = false;  ///< belongs to the right axis
  bool is_in_legend = true;
  std::vector<double> above = {};  ///< x of points that lie infinitely far up
  std::vector<double> below = {};  ///< and of those beyond the lower end: 0 on a logarithmic axis
};

/// A text within a panel.
struct Label {
  double x = 0;
  double y = 0;
  std::string text;
  bool is_of_frame = false;  ///< names a line of the backdrop; else a point of a curve, which is marked
};

/// One pair of axes with its curves.
struct Panel {
  Axis x;
  Axis y;
  std::optional<Axis> right = {};
  std::vector<Curve> curves = {};
  Ink y_ink = Ink::frame;            ///< of the y axis' label
  double weight = 1;                 ///< share of the height
  bool is_square = false;            ///< both axes have one unit
  bool is_bare = false;              ///< without frame and ticks
  std::vector<Curve> backdrop = {};  ///< lines of a chart, behind the curves
  std::vector<Label> labels = {};
};

/// A picture: panels one below the other.
struct Figure {
  std::string title;
  std::string subtitle;
  std::vector<Panel> panels = {};
  std::vector<std::string> notes = {};  ///< what is not drawn, and why
};

/// A point of a panel: both from 0 to 1 within it.
struct Place {
  double x = 0;
  double y = 0;
};
/// The unbroken lines of a curve, each of one point or more. Of many points those are left out that no eye could see.
[[nodiscard]] std::vector<std::vector<Place>> lines_of(const Curve& curve, const Panel& panel);
/// So many points of a curve, evenly spread over its lines, for marks; those of different numbers do not meet.
[[nodiscard]] std::vector<Place> marks_of(const Curve& curve, const Panel& panel, std::size_t count);

/// An entry of the legend.
struct LegendEntry {
  std::string name;
  Look look;
};
/// Those of all panels, each once.
[[nodiscard]] std::vector<LegendEntry> legend_of(const Figure& figure);

}  // namespace ohmscope::plot

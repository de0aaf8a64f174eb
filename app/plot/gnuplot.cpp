#include "app/plot/gnuplot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "app/plot/layout.hpp"
#include "app/plot/theme.hpp"
#include "app/process.hpp"
#include "app/render/excerpt.hpp"
#include "app/text.hpp"

namespace ohmscope::plot {

namespace {

/// Dashes by number: lengths of lines and gaps. The first is solid.
constexpr std::array<std::string_view, 7> dashes{"1",          "(16,6)",         "(5,4)",     "(14,5,2,5)",
                                                 "(14,4,5,4)", "(10,3,2,3,2,3)", "(24,5,4,5)"};
constexpr std::string_view dots = "(3,3)";
/// Marks by number, as gnuplot numbers them: filled circle, square, triangles, diamond; then hollow ones.
constexpr std::array<int, 10> marks{7, 5, 9, 13, 11, 6, 4, 8, 12, 10};
constexpr int mark_above = 9;   // points up
constexpr int mark_below = 11;  // points down
constexpr std::size_t marks_of_a_curve = 9;

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : printable(text)) {
    result += c;
    if (c == '\'') result += c;
  }
  return result + "'";
}

std::string_view dash_of(const Look& look) {
  if (look.is_dotted) return dots;
  return dashes[look.number % dashes.size()];
}

int mark_of(const Look& look) { return marks[look.number % marks.size()]; }

double width_of(const Look& look) { return look.ink == Ink::magnitude ? 3 : look.is_dotted ? 2.6 : 2.2; }

class Script {
 public:
  Script(const Figure& figure, const PictureStyle& style)
      : figure_(figure), theme_(theme_of(style.theme)), layout_(lay_out(figure, style.width, style.height)) {
    add("set encoding utf8\n");
    add_terminal(style);
  }

  std::string write() {
    for (std::size_t p = 0; p < figure_.panels.size(); ++p) add_data(p);
    add("set multiplot\nunset key\nset border 15 lc rgb '{}' lw 1\nset clip two\n", theme_.frame);
    add("set xrange [0:1]\nset yrange [0:1]\nset y2range [0:1]\n");
    add_texts();
    for (std::size_t p = 0; p < figure_.panels.size(); ++p) {
      add_panel(p);
      add("unset label\nunset arrow\n");
    }
    add("unset multiplot\n");
    return std::move(script_);
  }
  /// Of all that write() plots, in order.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(script_), format, std::forward<Args>(args)...);
  }

  void add_terminal(const PictureStyle& style) {
    constexpr double points = 0.75;  // in a pixel
    const double w = layout_.width;
    const double h = layout_.height;
    if (style.format == "svg") {
      add("set terminal svg noenhanced size {:.0f},{:.0f} font '{},{}' background rgb '{}'\n", w, h,
          "DejaVu Sans,Verdana,Helvetica,Arial,sans-serif", Layout::text_size, theme_.ground);
      return;
    }
    font_unit_ = points;
    if (style.format == "png") {
      const double scale = style.width > 0 || style.height > 0 ? 1 : 2;
      add("set terminal pngcairo noenhanced size {:.0f},{:.0f} font 'DejaVu Sans,{}' fontscale {} linewidth {} "
          "pointscale {} background rgb '{}'\n",
          w * scale, h * scale, Layout::text_size * points, scale, scale, scale, theme_.ground);
    } else {
      constexpr double dots_per_inch = 96;
      add("set terminal pdfcairo noenhanced size {:.3f}in,{:.3f}in font 'DejaVu Sans,{}' fontscale {} linewidth 1.6 "
          "background rgb '{}'\n",
          w / dots_per_inch, h / dots_per_inch, Layout::text_size * points, points, theme_.ground);
    }
  }

  /// Every line of every curve as a block of data: $p0c1 is curve 1 of panel 0.
  void add_data(std::size_t p) {
    const Panel& panel = figure_.panels[p];
    for (std::size_t c = 0; c < panel.backdrop.size(); ++c)
      add_lines(fmt::format("$p{}b{}", p, c), panel.backdrop[c], panel);
    for (std::size_t c = 0; c < panel.curves.size(); ++c) {
      const Curve& curve = panel.curves[c];
      add_lines(fmt::format("$p{}c{}", p, c), curve, panel);
      add_points(fmt::format("$p{}m{}", p, c), marks_of(curve, panel, marks_of_a_curve));
      add_edges(fmt::format("$p{}u{}", p, c), curve.above, panel, 0.985);
      add_edges(fmt::format("$p{}d{}", p, c), curve.below, panel, 0.015);
    }
  }

  void add_lines(const std::string& name, const Curve& curve, const Panel& panel) {
    add("{} << EOD\n", name);
    for (const auto& line : lines_of(curve, panel)) {
      for (const Place& at : line) add("{:.6f} {:.6f}\n", at.x, at.y);
      if (line.size() == 1) add("{:.6f} {:.6f}\n", line[0].x, line[0].y);
      add("\n");
    }
    add("EOD\n");
  }

  void add_points(const std::string& name, const std::vector<Place>& points) {
    add("{} << EOD\n", name);
    for (const Place& at : points) add("{:.6f} {:.6f}\n", at.x, at.y);
    add("EOD\n");
  }

  void add_edges(const std::string& name, const std::vector<double>& where, const Panel& panel, double y) {
    std::vector<Place> points;
    for (const double x : where) {
      const double at = panel.x.position(x);
      if (std::isfinite(at)) points.push_back({at, y});
    }
    add_points(name, points);
  }

  void add_label(double x, double y, std::string_view text, std::string_view colour, std::string_view more) {
    add("set label {} at screen {:.5f},{:.5f} tc rgb '{}' {}\n", quoted(text), x / layout_.width,
        1 - y / layout_.height, colour, more);
  }

  /// What stands around the panels: title, legend, notes, the axes' labels.
  void add_texts() {
    add_label(Layout::edge, layout_.title_y, layout_.title, theme_.text,
              fmt::format("left font ',{}'", Layout::title_size * font_unit_));
    add_label(Layout::edge, layout_.subtitle_y, layout_.subtitle, theme_.faint_text, "left");
    for (std::size_t k = 0; k < layout_.notes.size(); ++k)
      add_label(Layout::edge, layout_.notes_y + static_cast<double>(k) * Layout::line_height, layout_.notes[k],
                theme_.faint_text, "left");
    for (const PlacedEntry& placed : layout_.legend) {
      const Look& look = placed.entry.look;
      const double y = 1 - placed.y / layout_.height;
      add("set arrow from screen {:.5f},{:.5f} to screen {:.5f},{:.5f} nohead lc rgb '{}' lw {} dt {}\n",
          placed.x / layout_.width, y, (placed.x + Layout::sample_width) / layout_.width, y, theme_.colour(look),
          width_of(look), dash_of(look));
      if (look.has_marks)
        add_label(placed.x + Layout::sample_width / 2, placed.y, "", theme_.text,
                  fmt::format("point pt {} ps 0.8 lc rgb '{}'", mark_of(look), theme_.colour(look)));
      add_label(placed.x + Layout::sample_width + 8, placed.y, placed.entry.name, theme_.text, "left");
    }
    for (std::size_t p = 0; p < figure_.panels.size(); ++p) add_axis_labels(figure_.panels[p], layout_.panels[p]);
  }

  [[nodiscard]] std::string_view colour_of(Ink ink) const {
    return ink == Ink::frame || ink == Ink::series ? theme_.faint_text : theme_.colour({ink});
  }

  void add_axis_labels(const Panel& panel, const Box& box) {
    const double middle = box.top + box.height / 2;
    add_label(Layout::edge, middle, panel.y.label, colour_of(panel.y_ink), "center rotate by 90");
    if (panel.right)
      add_label(layout_.width - Layout::edge, middle, panel.right->label, theme_.current, "center rotate by 90");
    if (&panel == &figure_.panels.back())
      add_label(box.left + box.width / 2, box.top + box.height + 42, panel.x.label, theme_.faint_text, "center");
  }

  void add_ticks(std::string_view axis, const Axis& scale, bool has_texts, std::string_view colour) {
    add("set {} (", axis);
    bool is_first = true;
    for (const Tick& tick : scale.ticks) {
      add("{}{} {:.6f} {}", is_first ? "" : ",", has_texts ? quoted(tick.text) : "''", scale.position(tick.value),
          tick.is_minor ? 1 : 0);
      is_first = false;
    }
    add(") scale 0 textcolor rgb '{}'\n", colour);
  }

  void add_panel(std::size_t p) {
    const Panel& panel = figure_.panels[p];
    const Box& box = layout_.panels[p];
    add("set lmargin at screen {:.5f}\nset rmargin at screen {:.5f}\n", box.left / layout_.width,
        (box.left + box.width) / layout_.width);
    add("set tmargin at screen {:.5f}\nset bmargin at screen {:.5f}\n", 1 - box.top / layout_.height,
        1 - (box.top + box.height) / layout_.height);
    add("unset xtics\nunset ytics\nunset y2tics\nunset grid\nset xtics nomirror\nset ytics nomirror\n");
    if (panel.is_bare) {
      add("unset border\nunset xtics\nunset ytics\n");
    } else {
      add_ticks("xtics", panel.x, p + 1 == figure_.panels.size(), theme_.text);
      add_ticks("ytics", panel.y, true, theme_.text);
      if (panel.right) add_ticks("y2tics", *panel.right, true, theme_.current);
      add("set grid xtics ytics mxtics mytics lt 1 lc rgb '{}' lw 1, lt 1 lc rgb '{}' lw 1\n", theme_.grid,
          theme_.faint_grid);
    }
    for (const Label& label : panel.labels) add_inner_label(panel, label);
    add_curves(p);
  }

  void add_inner_label(const Panel& panel, const Label& label) {
    const std::string_view colour = label.is_of_frame ? theme_.faint_text : theme_.text;
    const std::string point = label.is_of_frame ? "" : fmt::format(" point pt 7 ps 0.6 lc rgb '{}'", theme_.text);
    add("set label {} at first {:.5f},{:.5f} left offset character 0.6,0.6 front tc rgb '{}'{}\n", quoted(label.text),
        panel.x.position(label.x), panel.y.position(label.y), colour, point);
  }

  void add_curves(std::size_t p) {
    const Panel& panel = figure_.panels[p];
    parts_.clear();
    for (std::size_t c = 0; c < panel.backdrop.size(); ++c)
      add_part(
          fmt::format("$p{}b{} with lines lt 1 lw 1 lc rgb '{}'", p, c, panel.is_bare ? theme_.grid : theme_.frame),
          "frame");
    for (std::size_t c = 0; c < panel.curves.size(); ++c) add_curve(p, c);
    add("plot {}\n", parts_.empty() ? "NaN notitle" : fmt::format("{}", fmt::join(parts_, ", \\\n  ")));
  }

  void add_part(const std::string& part, std::string name) {
    parts_.push_back(part + " notitle");
    names_.push_back(std::move(name));
  }

  void add_curve(std::size_t p, std::size_t c) {
    const Panel& panel = figure_.panels[p];
    const Curve& curve = panel.curves[c];
    const std::string_view colour = theme_.colour(curve.look);
    const auto lines = lines_of(curve, panel);
    if (!lines.empty())
      add_part(fmt::format("$p{}c{} with lines lw {} dt {} lc rgb '{}'", p, c, width_of(curve.look),
                           dash_of(curve.look), colour),
               curve.name);
    const auto add_marks = [&](char kind, int point) {
      add_part(fmt::format("$p{}{}{} with points pt {} ps 0.8 lc rgb '{}'", p, kind, c, point, colour),
               curve.name + " (marks)");
    };
    const bool is_single =
        !lines.empty() && std::all_of(lines.begin(), lines.end(), [](const auto& line) { return line.size() == 1; });
    const bool is_visible = !marks_of(curve, panel, marks_of_a_curve).empty();
    if (is_visible && (curve.look.has_marks || is_single)) add_marks('m', mark_of(curve.look));
    if (has_place(curve.above, panel)) add_marks('u', mark_above);
    if (has_place(curve.below, panel)) add_marks('d', mark_below);
  }

  static bool has_place(const std::vector<double>& where, const Panel& panel) {
    return std::any_of(where.begin(), where.end(), [&](double x) { return std::isfinite(panel.x.position(x)); });
  }

  std::vector<std::string> parts_;
  std::vector<std::string> names_;
  const Figure& figure_;
  const Theme& theme_;
  Layout layout_;
  double font_unit_ = 1;  ///< of a pixel
  std::string script_;
};

std::string as_xml(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '<') {
      result += "&lt;";
    } else if (c == '&') {
      result += "&amp;";
    } else {
      result += c;
    }
  }
  return result;
}

void replace_title(std::string& svg, std::size_t& from, std::string_view text) {
  constexpr std::string_view begin = "<title>";
  const std::size_t start = svg.find(begin, from);
  const std::size_t end = svg.find("</title>", start);
  if (start == std::string::npos || end == std::string::npos) return;
  svg.replace(start + begin.size(), end - start - begin.size(), as_xml(text));
  from = start + begin.size();
}

/// gnuplot numbers its curves; whoever reads the file, by eye or aloud, wants their names.
std::string with_names(std::string svg, const Figure& figure, const std::vector<std::string>& names) {
  std::size_t from = 0;
  replace_title(svg, from, figure.title);
  for (const std::string& name : names) {
    from = svg.find("id=\"gnuplot_plot_", from);
    if (from == std::string::npos) break;
    replace_title(svg, from, name);
  }
  return svg;
}

}  // namespace

std::string draw(const Figure& figure, const PictureStyle& style) {
  Script script(figure, style);
  ProcessOutcome outcome = run_process({"gnuplot", "--default-settings"}, script.write());
  if (outcome.status != 0 || outcome.out.empty()) {
    const std::string said = outcome.err.substr(0, outcome.err.find('\n', 1));
    throw std::runtime_error(fmt::format("gnuplot failed{}{}", said.empty() ? "" : ": ", printable(said)));
  }
  return style.format == "svg" ? with_names(std::move(outcome.out), figure, script.names()) : std::move(outcome.out);
}

}  // namespace ohmscope::plot

#include "app/plot/terminal.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/plot/text_canvas.hpp"
#include "app/render/excerpt.hpp"
#include "app/text.hpp"

namespace ohmscope::plot {

namespace {

constexpr std::size_t least_rows = 4;  // of a panel
constexpr double usual_rows = 8;       // of a panel of weight 1
constexpr std::size_t least_columns = 20;
constexpr std::size_t marks_of_a_curve = 4;
constexpr int grey = 90;

int colour_of(const Look& look) {
  constexpr std::array<int, 8> series{94, 93, 92, 95, 96, 91, 33, 37};
  switch (look.ink) {
    case Ink::resistance:
      return 94;
    case Ink::reactance:
      return 91;
    case Ink::magnitude:
      return 92;
    case Ink::current:
      return 96;
    case Ink::phase:
      return 95;
    case Ink::frame:
      return grey;
    case Ink::series:
      return series[look.number % series.size()];
  }
  return 0;
}

/// What plain ASCII lacks.
std::string in_ascii(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> replacements{
      {{"°", ""}, {"·", "-"}, {"∞", "infinite"}, {"–", "-"}, {"√", "sqrt "}, {"→", "->"}}};
  for (const auto& [from, to] : replacements) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  }
  for (char& c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return text;
}

class Printer {
 public:
  Printer(Output& out, const Figure& figure, const TextStyle& style)
      : out_(out), figure_(figure), style_(style), legend_(legend_of(figure)) {}

  void print() {
    for (const std::string& written : {figure_.title, figure_.subtitle}) print_text(written);
    print_legend();
    find_margins();
    const std::vector<std::size_t> rows = share_rows();
    for (std::size_t p = 0; p < figure_.panels.size(); ++p)
      print_panel(figure_.panels[p], rows[p], p + 1 == rows.size());
    for (const std::string& note : figure_.notes) print_text(note);
  }

 private:
  [[nodiscard]] std::string text(const std::string& written) const {
    return style_.braille ? printable(written) : in_ascii(printable(written));
  }

  void print_text(const std::string& written) {
    for (const std::string& line : folded(text(written), style_.width)) print_line(line);
  }

  void print_line(const std::string& line) {
    out_.print("{}\n", line);
    ++lines_;
  }

  [[nodiscard]] std::string coloured(const std::string& what, int colour) const {
    return style_.colour && colour != 0 ? fmt::format("\x1b[{}m{}\x1b[0m", colour, what) : what;
  }

  /// The letter of a curve: its place in the legend; a star if it is alone.
  [[nodiscard]] char letter_of(const Curve& curve) const {
    if (legend_.size() < 2) return '*';
    const auto entry =
        std::find_if(legend_.begin(), legend_.end(), [&](const LegendEntry& e) { return e.name == curve.name; });
    if (entry == legend_.end()) return '*';
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return letters[static_cast<std::size_t>(entry - legend_.begin()) % letters.size()];
  }

  void print_legend() {
    if (legend_.size() < 2) return;
    std::string line;
    std::size_t used = 0;
    for (const LegendEntry& entry : legend_) {
      Curve curve;
      curve.name = entry.name;
      const std::string what = fmt::format("{} {}", letter_of(curve), text(entry.name));
      const std::size_t width = display_width(what);
      if (used > 0 && used + 3 + width > style_.width) {
        print_line(line);
        line.clear();
        used = 0;
      }
      if (used > 0) line += "   ";
      line += coloured(what, colour_of(entry.look));
      used += (used > 0 ? 3 : 0) + width;
    }
    print_line(line);
  }

  void find_margins() {
    for (const Panel& panel : figure_.panels) {
      for (const Tick& tick : panel.y.ticks) left_ = std::max(left_, display_width(text(tick.text)));
      if (!panel.right) continue;
      for (const Tick& tick : panel.right->ticks) right_ = std::max(right_, display_width(text(tick.text)));
    }
    const std::size_t used = left_ + 2 + (right_ > 0 ? right_ + 2 : 1);
    columns_ = std::max(least_columns, style_.width > used ? style_.width - used : 0);
  }

  /// Of the panels, by their weights.
  [[nodiscard]] std::vector<std::size_t> share_rows() const {
    double weights = 0;
    for (const Panel& panel : figure_.panels) weights += panel.weight;
    std::size_t around = lines_ + 2 * figure_.panels.size() + 2;  // headings and sides, texts below the last
    for (const std::string& note : figure_.notes) around += folded(text(note), style_.width).size();
    const double all = style_.height > around ? static_cast<double>(style_.height - around) : 0;
    std::vector<std::size_t> rows;
    for (const Panel& panel : figure_.panels) {
      const double share = style_.height > 0 ? all * panel.weight / weights : usual_rows * panel.weight;
      rows.push_back(std::max(least_rows, static_cast<std::size_t>(share)));
    }
    if (!figure_.panels.front().is_square) return rows;
    const std::size_t widest = columns_ / 2;  // a character is twice as high as wide
    return {style_.height > 0 ? std::min(rows.front(), widest) : std::min<std::size_t>(widest, 3 * rows.front())};
  }

  /// The row of a panel that a place belongs to, from the top.
  static std::size_t row_of(double position, std::size_t rows) {
    return static_cast<std::size_t>(std::lround((1 - position) * static_cast<double>(rows - 1)));
  }

  /// Texts of an axis by row; of two that meet the first.
  [[nodiscard]] std::vector<std::string> texts_of(const Axis& axis, std::size_t rows) const {
    std::vector<std::string> texts(rows);
    for (const Tick& tick : axis.ticks) {
      const double position = axis.position(tick.value);
      if (tick.text.empty() || !(position > -0.01 && position < 1.01)) continue;
      std::string& place = texts[row_of(std::clamp(position, 0.0, 1.0), rows)];
      if (place.empty()) place = text(tick.text);
    }
    return texts;
  }

  void print_panel(const Panel& panel, std::size_t rows, bool is_last) {
    const std::size_t columns = panel.is_square ? std::min(columns_, 2 * rows) : columns_;
    const TextCanvas canvas = drawn(panel, columns, rows);
    if (!panel.is_bare) print_heading(panel, columns);
    const std::vector<std::string> left = texts_of(panel.y, rows);
    const std::vector<std::string> right = panel.right ? texts_of(*panel.right, rows) : std::vector<std::string>(rows);
    const bool unicode = style_.braille;
    for (std::size_t k = 0; k < rows; ++k) {
      std::string line;
      if (!panel.is_bare) {
        const std::string bar = left[k].empty() ? unicode ? "│" : "|" : unicode ? "┤" : "+";
        line = std::string(left_ - display_width(left[k]), ' ') + left[k] + " " + coloured(bar, grey);
      }
      line += canvas.row(k, style_.colour);
      if (!panel.is_bare && panel.right) {
        const std::string bar = right[k].empty() ? unicode ? "│" : "|" : unicode ? "├" : "+";
        line += coloured(bar, grey) + (right[k].empty() ? "" : " " + right[k]);
      }
      out_.print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
    }
    if (!panel.is_bare) print_bottom(panel, columns, is_last);
  }

  void print_heading(const Panel& panel, std::size_t columns) {
    std::string heading = text(panel.y.label);
    const std::size_t width = left_ + 2 + columns + right_ + 2;
    if (panel.right) {
      const std::string other = text(panel.right->label);
      const std::size_t used = display_width(heading) + display_width(other);
      heading += std::string(width > used ? width - used : 1, ' ') + coloured(other, colour_of({Ink::current}));
    }
    out_.print("{}\n", heading);
  }

  /// The frame's lower side, and where it is the last panel the texts below it.
  void print_bottom(const Panel& panel, std::size_t columns, bool is_last) {
    const bool unicode = style_.braille;
    std::vector<std::string> side(columns, unicode ? "─" : "-");
    std::string texts(columns + left_ + 2 + right_ + 8, ' ');
    std::size_t end = 0;  // of the text before
    for (const Tick& tick : panel.x.ticks) {
      const double position = panel.x.position(tick.value);
      if (tick.text.empty() || !(position > -0.01 && position < 1.01)) continue;
      const auto column =
          static_cast<std::size_t>(std::lround(std::clamp(position, 0.0, 1.0) * static_cast<double>(columns - 1)));
      side[column] = unicode ? "┴" : "+";
      const std::size_t at = left_ + 2 + column - std::min(tick.text.size() / 2, left_ + 2 + column);
      if (end > 0 && at <= end) continue;
      texts.replace(at, tick.text.size(), tick.text);
      end = at + tick.text.size();
    }
    out_.print("{}{}\n", std::string(left_ + 1, ' '),
               coloured(fmt::format("{}{}{}", unicode ? "└" : "+", fmt::join(side, ""),
                                    panel.right ? (unicode ? "┘" : "+") : ""),
                        grey));
    if (!is_last) return;
    out_.print("{}\n", texts.substr(0, texts.find_last_not_of(' ') + 1));
    const std::size_t width = display_width(panel.x.label);
    out_.print("{}{}\n", std::string(left_ + 2 + (columns > width ? (columns - width) / 2 : 0), ' '),
               text(panel.x.label));
  }

  [[nodiscard]] TextCanvas drawn(const Panel& panel, std::size_t columns, std::size_t rows) const {
    TextCanvas canvas(columns, rows, style_.braille);
    for (const Curve& line : panel.backdrop) {
      for (const auto& part : lines_of(line, panel)) canvas.draw(part, {grey, '.', true});
    }
    for (auto curve = panel.curves.rbegin(); curve != panel.curves.rend(); ++curve) {
      const TextCanvas::Pen pen{colour_of(curve->look), letter_of(*curve), curve->look.is_dotted};
      for (const auto& part : lines_of(*curve, panel)) canvas.draw(part, pen);
    }
    for (const Curve& curve : panel.curves) put_marks(canvas, panel, curve);
    for (const Label& label : panel.labels) {
      const Place at{panel.x.position(label.x), panel.y.position(label.y)};
      if (!label.is_of_frame) canvas.put(at, "+", 0);
      const double step = label.is_of_frame ? 0 : 1.5 / static_cast<double>(columns);
      canvas.write({at.x + step, at.y}, text(label.text), label.is_of_frame ? grey : 0);
    }
    return canvas;
  }

  /// Letters along lines of dots, and what lies beyond the edges.
  void put_marks(TextCanvas& canvas, const Panel& panel, const Curve& curve) const {
    const std::string letter(1, letter_of(curve));
    const int colour = colour_of(curve.look);
    const bool has_letters = style_.braille && legend_.size() > 1 && curve.is_in_legend;
    if (has_letters) {
      for (const Place& at : marks_of(curve, panel, marks_of_a_curve)) canvas.put(at, letter, colour);
    }
    for (const double x : curve.above) canvas.put({panel.x.position(x), 1}, style_.braille ? "▲" : "^", colour);
    for (const double x : curve.below) canvas.put({panel.x.position(x), 0}, style_.braille ? "▼" : "v", colour);
  }

  Output& out_;
  const Figure& figure_;
  const TextStyle& style_;
  std::vector<LegendEntry> legend_;
  std::size_t lines_ = 0;  ///< above the panels
  std::size_t left_ = 0;   ///< columns of the left axis' texts
  std::size_t right_ = 0;
  std::size_t columns_ = 0;  ///< of a panel
};

}  // namespace

void print(Output& out, const Figure& figure, const TextStyle& style) { Printer(out, figure, style).print(); }

}  // namespace ohmscope::plot

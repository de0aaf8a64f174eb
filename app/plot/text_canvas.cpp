#include "app/plot/text_canvas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace ohmscope::plot {

namespace {

constexpr long dots_across = 2;  // of a Braille character
constexpr long dots_down = 4;

/// Unicode's numbering of the dots, from U+2800.
unsigned bit_of(long x, long y) {
  if (y == 3) return x == 0 ? 0x40 : 0x80;
  return 1U << static_cast<unsigned>(y + (x == 0 ? 0 : 3));
}

std::string braille(unsigned dots) {
  const unsigned code = 0x2800U + dots;
  return {static_cast<char>(0xE0U | code >> 12U), static_cast<char>(0x80U | (code >> 6U & 0x3FU)),
          static_cast<char>(0x80U | (code & 0x3FU))};
}

struct Segment {
  Place from;
  Place to;
};

/// The part within the unit square (Liang and Barsky, ACM Trans. Graph. 3 (1984)).
std::optional<Segment> clipped(const Segment& segment) {
  const double dx = segment.to.x - segment.from.x;
  const double dy = segment.to.y - segment.from.y;
  double enter = 0;
  double leave = 1;
  const auto cut = [&](double direction, double distance) {
    if (direction == 0) return distance >= 0;
    const double at = distance / direction;
    if (direction < 0) enter = std::max(enter, at);
    if (direction > 0) leave = std::min(leave, at);
    return true;
  };
  const bool touches = cut(-dx, segment.from.x) && cut(dx, 1 - segment.from.x) && cut(-dy, segment.from.y) &&
                       cut(dy, 1 - segment.from.y);
  if (!touches || enter > leave) return std::nullopt;
  return Segment{{segment.from.x + enter * dx, segment.from.y + enter * dy},
                 {segment.from.x + leave * dx, segment.from.y + leave * dy}};
}

}  // namespace

TextCanvas::TextCanvas(std::size_t width, std::size_t height, bool braille)
    : width_(width), height_(height), braille_(braille), cells_(width * height) {}

void TextCanvas::draw(const std::vector<Place>& line, const Pen& pen) {
  const auto across = static_cast<double>(static_cast<long>(width_) * (braille_ ? dots_across : 1) - 1);
  const auto down = static_cast<double>(static_cast<long>(height_) * (braille_ ? dots_down : 1) - 1);
  for (std::size_t k = 0; k + (line.size() > 1 ? 1 : 0) < line.size(); ++k) {
    const auto part = clipped({line[k], line[std::min(k + 1, line.size() - 1)]});
    if (!part) continue;
    const double x = part->from.x * across;
    const double y = (1 - part->from.y) * down;
    const double dx = part->to.x * across - x;
    const double dy = (1 - part->to.y) * down - y;
    const long steps = std::max(1L, static_cast<long>(std::ceil(std::max(std::abs(dx), std::abs(dy)))));
    for (long step = 0; step <= steps; ++step) {
      const double t = static_cast<double>(step) / static_cast<double>(steps);
      dot(std::lround(x + t * dx), std::lround(y + t * dy), pen);
    }
  }
}

void TextCanvas::dot(long x, long y, const Pen& pen) {
  if (pen.is_dotted && (braille_ ? (x + y) % 3 : x % 2) != 0) return;
  const long across = braille_ ? dots_across : 1;
  const long down = braille_ ? dots_down : 1;
  Cell& cell = cells_[static_cast<std::size_t>(y / down) * width_ + static_cast<std::size_t>(x / across)];
  cell.colour = pen.colour;
  if (braille_) {
    cell.dots |= bit_of(x % across, y % down);
  } else {
    cell.character = std::string(1, pen.letter);
  }
}

TextCanvas::Cell* TextCanvas::cell_at(const Place& at) {
  if (!(at.x >= 0 && at.x <= 1 && at.y >= 0 && at.y <= 1)) return nullptr;
  const auto column = static_cast<std::size_t>(std::lround(at.x * static_cast<double>(width_ - 1)));
  const auto line = static_cast<std::size_t>(std::lround((1 - at.y) * static_cast<double>(height_ - 1)));
  return &cells_[line * width_ + column];
}

void TextCanvas::put(const Place& at, const std::string& character, int colour) {
  if (Cell* cell = cell_at(at)) *cell = {0, colour, character};
}

void TextCanvas::write(const Place& at, const std::string& text, int colour) {
  Cell* cell = cell_at(at);
  if (cell == nullptr) return;
  const auto number = static_cast<std::size_t>(cell - cells_.data());
  const std::string shown = text.substr(0, width_);
  const std::size_t too_many = std::max(number % width_ + shown.size(), width_) - width_;
  for (std::size_t k = 0; k < shown.size(); ++k) cells_[number - too_many + k] = {0, colour, std::string(1, shown[k])};
}

std::string TextCanvas::row(std::size_t number, bool colour) const {
  std::string line;
  int current = 0;
  std::size_t last = width_;  // blanks at the end are left out
  const auto is_empty = [&](std::size_t k) {
    const Cell& cell = cells_[number * width_ + k];
    return cell.character.empty() && cell.dots == 0;
  };
  while (last > 0 && is_empty(last - 1)) --last;
  for (std::size_t k = 0; k < last; ++k) {
    const Cell& cell = cells_[number * width_ + k];
    const int wanted = is_empty(k) ? current : cell.colour;
    if (colour && wanted != current) line += fmt::format("\x1b[{}m", wanted);
    current = wanted;
    line += !cell.character.empty() ? cell.character : cell.dots == 0 ? " " : braille(cell.dots);
  }
  if (colour && current != 0) line += "\x1b[0m";
  line.append(width_ - last, ' ');
  return line;
}

}  // namespace ohmscope::plot

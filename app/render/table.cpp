#include "app/render/table.hpp"

#include <algorithm>
#include <cassert>

#include "app/text.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t least_text_width = 20;

/// One past the last cell with something in it.
std::size_t end_of_text(const std::vector<std::string>& cells) {
  const auto last = std::find_if(cells.rbegin(), cells.rend(), [](const std::string& cell) { return !cell.empty(); });
  return static_cast<std::size_t>(cells.rend() - last);
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
  assert(cells.size() <= columns_.size());
  cells.resize(columns_.size());
  rows_.push_back({std::move(cells), false});
}

void Table::add_line(std::string text) { rows_.push_back({{std::move(text)}, true}); }

/// Text at the end of a row does not push away what stands behind it in others.
std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> result(columns_.size(), 0);
  for (const Row& row : rows_) {
    if (row.whole_line) continue;
    const std::size_t end = end_of_text(row.cells);
    for (std::size_t c = 0; c < end; ++c) {
      const bool is_loose = c + 1 == end && end < columns_.size() && c > 0 && columns_[c].align == Align::left;
      if (!is_loose) result[c] = std::max(result[c], display_width(row.cells[c]));
    }
  }
  return result;
}

std::vector<Table::Part> Table::parts(const std::vector<std::size_t>& widths, std::size_t indent,
                                      std::size_t most_columns) const {
  std::vector<Part> parts{{1, 1}};
  std::size_t used = indent + widths[0];
  for (std::size_t c = 1; c < columns_.size(); ++c) {
    const std::size_t needed = columns_[c].gap + widths[c];
    const std::size_t count = c - parts.back().first;
    if (count > 0 && (used + needed > page_width || count == most_columns)) {
      parts.push_back({c, c});
      used = indent + widths[0];
    }
    used += needed;
    parts.back().last = c + 1;
  }
  return parts;
}

/// As few parts as there can be, and those of about one size.
std::vector<Table::Part> Table::parts(const std::vector<std::size_t>& widths, std::size_t indent) const {
  const std::size_t count = columns_.size() - 1;
  if (count == 0 || columns_.back().align == Align::left) return {{1, columns_.size()}};
  const std::size_t fewest = parts(widths, indent, count).size();
  return parts(widths, indent, (count + fewest - 1) / fewest);
}

void Table::print(Output& out, std::size_t indent) const {
  const std::vector<std::size_t> column_widths = widths();
  bool is_first = true;
  for (const Part part : parts(column_widths, indent)) {
    if (!is_first) out.write("\n");
    is_first = false;
    for (const Row& row : rows_) print(out, row, part, column_widths, indent);
  }
}

void Table::print(Output& out, const Row& row, Part part, const std::vector<std::size_t>& widths,
                  std::size_t indent) const {
  std::string line(indent, ' ');
  if (row.whole_line) {
    out.print("{}{}\n", line, row.cells.front());
    return;
  }
  const std::size_t end = end_of_text(row.cells);
  for (std::size_t c = 0; c < part.last; c = std::max(c + 1, part.first)) {
    const std::string& cell = row.cells[c];
    if (c > 0) line.append(columns_[c].gap, ' ');
    const std::size_t used = display_width(line);
    if (columns_[c].align == Align::left && c + 1 == end) {
      const auto lines = folded(cell, std::max(least_text_width, page_width - std::min(used, page_width)));
      for (std::size_t k = 0; k + 1 < lines.size(); ++k) {
        out.print("{}{}\n", line, lines[k]);
        line.assign(used, ' ');
      }
      line += lines.back();
      break;
    }
    const std::size_t width = display_width(cell);
    const std::string padding(widths[c] > width ? widths[c] - width : 0, ' ');
    line += columns_[c].align == Align::left ? cell + padding : padding + cell;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out.print("{}\n", line);
}

}  // namespace ohmscope

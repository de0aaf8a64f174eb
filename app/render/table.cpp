#include "app/render/table.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "app/text.hpp"

namespace ohmscope {

void Table::add(std::vector<std::string> cells) {
  assert(cells.size() <= columns_.size());
  cells.resize(columns_.size());
  rows_.push_back({std::move(cells), false});
}

void Table::add_line(std::string text) { rows_.push_back({{std::move(text)}, true}); }

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> result(columns_.size(), 0);
  for (const Row& row : rows_) {
    if (row.whole_line) continue;
    for (std::size_t c = 0; c < columns_.size(); ++c) result[c] = std::max(result[c], display_width(row.cells[c]));
  }
  return result;
}

std::size_t Table::width() const {
  const std::vector<std::size_t> cells = widths();
  std::size_t sum = std::accumulate(cells.begin(), cells.end(), std::size_t{0});
  for (std::size_t c = 1; c < columns_.size(); ++c) sum += columns_[c].gap;
  return sum;
}

void Table::print(Output& out, std::size_t indent) const {
  const std::vector<std::size_t> column_widths = widths();
  std::string line;
  for (const Row& row : rows_) {
    line.assign(indent, ' ');
    if (row.whole_line) line += row.cells.front();
    for (std::size_t c = 0; c < columns_.size() && !row.whole_line; ++c) {
      const std::string padding(column_widths[c] - display_width(row.cells[c]), ' ');
      if (c > 0) line.append(columns_[c].gap, ' ');
      line += columns_[c].align == Align::left ? row.cells[c] + padding : padding + row.cells[c];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    line += '\n';
    out.write(line);
  }
}

}  // namespace ohmscope

#include "app/render/columns.hpp"

#include <algorithm>

#include "app/render/table.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_rows = 40;
constexpr std::size_t shown_at_each_end = 10;

// Room for most angles, so that the tables of one result have one shape.
constexpr std::size_t angle_width = 4;

std::string padded(std::size_t width, const std::string& text) {
  const std::size_t used = display_width(text);
  return std::string(width > used ? width - used : 0, ' ') + text;
}

// Angles aligned among themselves.
std::vector<std::string> polar_cells(const std::vector<Polar>& column, std::size_t least_width) {
  std::size_t widest = angle_width;
  for (const Polar& entry : column) widest = std::max(widest, display_width(entry.angle));
  std::vector<std::string> cells;
  for (const Polar& entry : column) {
    cells.push_back(padded(least_width, entry.magnitude + ' ' + padded(widest, entry.angle)));
  }
  return cells;
}

}  // namespace

std::string describe(const Frequencies& frequencies) {
  const std::vector<double>& values = frequencies.values;
  if (values.size() == frequencies.spots.size()) return {};
  return fmt::format("{} frequencies from {} to {}, {} of them shown (all: --json or --csv)", values.size(),
                     frequency_text(values.front()), frequency_text(values.back()), frequencies.spots.size());
}

Abridged abridge(std::size_t count) {
  if (count <= most_rows) return {count, 0, 0};
  return {shown_at_each_end, shown_at_each_end, count - 2 * shown_at_each_end};
}

std::vector<std::size_t> rows_shown(const Abridged& rows) {
  std::vector<std::size_t> indices;
  for (std::size_t k = 0; k < rows.head; ++k) indices.push_back(k);
  for (std::size_t k = 0; k < rows.tail; ++k) indices.push_back(rows.head + rows.left_out + k);
  return indices;
}

void print(Output& out, const PolarTable& polar_table) {
  std::vector<Table::Column> layout(1 + polar_table.columns.size());
  layout[0].align = Table::Align::left;
  Table table(layout);
  std::vector<std::vector<std::string>> cells;
  std::vector<std::string> headings{polar_table.names_heading};
  for (const PolarColumn& column : polar_table.columns) {
    headings.push_back(column.heading);
    cells.push_back(polar_cells(column.entries, polar_table.cell_width));
  }
  table.add(headings);
  for (std::size_t k = 0; k < polar_table.names.size(); ++k) {
    if (polar_table.rows.left_out > 0 && k == polar_table.rows.head) table.add_line(polar_table.left_out);
    std::vector<std::string> row{polar_table.names[k]};
    for (const auto& column : cells) row.push_back(column[k]);
    table.add(std::move(row));
  }
  table.print(out);
}

void print_folded(Output& out, const std::vector<std::string>& words, std::string_view separator, std::size_t indent) {
  std::string line;
  for (std::size_t k = 0; k < words.size(); ++k) {
    const std::string piece = words[k] + (k + 1 < words.size() ? std::string(separator) : "");
    if (!line.empty() && display_width(line) + display_width(piece) > page_width - indent) {
      out.print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
      line.assign(indent, ' ');
    }
    line += piece;
  }
  out.print("{}\n", line);
}

}  // namespace ohmscope

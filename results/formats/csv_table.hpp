#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ohmscope::results {

/// A line of cells, as RFC 4180 has them.
struct CsvRow {
  std::size_t line = 0;  ///< of the file, from 1
  std::vector<std::string> cells;
};

/// All lines that are not empty. What separates the cells is the first of tab, semicolon and comma that the first line
/// has. Throws Fault, with the line, if a quoted cell does not end or a line has another number of cells than the
/// first.
[[nodiscard]] std::vector<CsvRow> csv_rows(std::string_view text);

}  // namespace ohmscope::results

#pragma once

#include <string>
#include <vector>

#include "app/output.hpp"
#include "app/render/quantity.hpp"
#include "app/session.hpp"
#include "app/text.hpp"

namespace ohmscope {

/// How many spot frequencies stand side by side.
inline constexpr std::size_t spots_in_a_row = 5;

/// "81 frequencies from 10 Hz to 100 kHz, 5 of them shown (all: --json or --csv)", or nothing if all are shown.
[[nodiscard]] std::string describe(const Frequencies& frequencies);

/// Which of `count` rows a table shows: all, or the first and the last of many.
struct Abridged {
  std::size_t head = 0;  ///< rows shown at the front
  std::size_t tail = 0;  ///< and at the end
  std::size_t left_out = 0;

  [[nodiscard]] bool shows(std::size_t row) const { return row < head || row >= head + left_out; }
};
[[nodiscard]] Abridged abridge(std::size_t count);

/// The rows shown, as indices.
[[nodiscard]] std::vector<std::size_t> rows_shown(const Abridged& rows);

/// A column of complex quantities under its heading.
struct PolarColumn {
  std::string heading;
  std::vector<Polar> entries;
};

/// Row names on the left, complex quantities beside them; the names, the entries and `rows` belong together.
struct PolarTable {
  std::string names_heading;
  std::vector<std::string> names;
  std::vector<PolarColumn> columns;
  Abridged rows;
  std::string left_out;         ///< said where rows are left out
  std::size_t cell_width = 11;  ///< at least; enough for "995 mV -90°"
};
void print(Output& out, const PolarTable& table);

/// Prints words joined by `separator`, folded at the page's width; further lines are indented.
void print_folded(Output& out, const std::vector<std::string>& words, std::string_view separator, std::size_t indent);

}  // namespace ohmscope

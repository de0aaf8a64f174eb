#pragma once

#include <string>
#include <vector>

#include "app/output.hpp"

namespace ohmscope {

/// Columns of text, each as wide as its widest cell; widths count characters, not bytes. What is wider than a page is
/// folded: text that ends a row goes on in the next line, below where it began; where columns of numbers do not fit
/// side by side, the rest stands in a table of its own below, behind the first column again.
class Table {
 public:
  enum class Align { left, right };
  struct Column {
    Align align = Align::right;
    std::size_t gap = 2;  ///< blanks before it
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// Adds a row; missing cells at its end are empty.
  void add(std::vector<std::string> cells);
  /// Adds a line that spans all columns.
  void add_line(std::string text);
  /// Prints all rows, each after `indent` blanks, without blanks at the line's end.
  void print(Output& out, std::size_t indent = 0) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    bool whole_line = false;
  };
  /// Columns first, first + 1 … last - 1, beside the first one of all.
  struct Part {
    std::size_t first;
    std::size_t last;
  };
  [[nodiscard]] std::vector<std::size_t> widths() const;
  [[nodiscard]] std::vector<Part> parts(const std::vector<std::size_t>& widths, std::size_t indent) const;
  [[nodiscard]] std::vector<Part> parts(const std::vector<std::size_t>& widths, std::size_t indent,
                                        std::size_t most_columns) const;
  void print(Output& out, const Row& row, Part part, const std::vector<std::size_t>& widths, std::size_t indent) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace ohmscope

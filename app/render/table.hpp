#pragma once

#include <string>
#include <vector>

#include "app/output.hpp"

namespace ohmscope {

/// Columns of text, each as wide as its widest cell; widths count characters, not bytes.
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
  /// A heading over columns [first, last): centred in the row that the next add() stands under.
  [[nodiscard]] std::size_t width() const;
  /// Prints all rows, each after `indent` blanks, without blanks at the line's end.
  void print(Output& out, std::size_t indent = 0) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    bool whole_line = false;
  };
  [[nodiscard]] std::vector<std::size_t> widths() const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace ohmscope

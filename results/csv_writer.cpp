#include "results/csv_writer.hpp"

#include <cmath>

namespace ohmscope {

namespace {

void append_cell(std::string& row, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    row += text;
    return;
  }
  row += '"';
  for (const char c : text) {
    if (c == '"') row += c;
    row += c;
  }
  row += '"';
}

}  // namespace

std::string csv_text(std::initializer_list<std::string_view> cells) {
  std::string row;
  for (const std::string_view* cell = cells.begin(); cell != cells.end(); ++cell) {
    if (cell != cells.begin()) row += ',';
    append_cell(row, *cell);
  }
  return row;
}

void CsvWriter::separate() {
  if (!first_) out_.write(",");
  first_ = false;
}

void CsvWriter::cell(std::string_view text) { cells_as_text(csv_text({text})); }

void CsvWriter::cells_as_text(std::string_view text) {
  separate();
  out_.write(text);
}

void CsvWriter::cell(double number) {
  separate();
  if (!std::isnan(number)) out_.write(numbers_.of(number));
}

void CsvWriter::cell(std::size_t count) {
  separate();
  out_.print("{}", count);
}

void CsvWriter::cells(std::complex<double> number) {
  cell(number.real());
  cell(number.imag());
}

void CsvWriter::complex_heading(std::string_view name, std::string_view unit) {
  cell(fmt::format("{}.re ({})", name, unit));
  cell(fmt::format("{}.im ({})", name, unit));
}

void CsvWriter::end_row() {
  out_.write("\n");
  first_ = true;
}

}  // namespace ohmscope

#include "results/csv_writer.hpp"

#include <cmath>

namespace ohmscope {

void CsvWriter::separate() {
  if (!first_) out_.write(",");
  first_ = false;
}

void CsvWriter::cell(std::string_view text) {
  separate();
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out_.write(text);
    return;
  }
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  out_.write(quoted + "\"");
}

void CsvWriter::cell(double number) {
  separate();
  if (!std::isnan(number)) out_.print("{}", number + 0.0);  // never -0
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

#pragma once

#include <complex>
#include <initializer_list>
#include <string>
#include <string_view>

#include "results/number_text.hpp"
#include "results/sink.hpp"

namespace ohmscope {

/// Writes comma-separated values (RFC 4180, lines end in LF). A complex quantity takes two cells.
class CsvWriter {
 public:
  explicit CsvWriter(Sink& out) : out_(out) {}

  void cell(std::string_view text);
  /// Cells that csv_text() made text of, for rows that begin alike.
  void cells_as_text(std::string_view text);
  void cell(const char* text) { cell(std::string_view(text)); }
  /// Empty for what is not a number; `inf` for what is infinite.
  void cell(double number);
  void cell(std::size_t count);
  /// `inf,0` for an infinite impedance, both empty for an undefined one.
  template <class Z>
  requires requires(const Z& z) { z.is_infinite(); }
  void cells(const Z& impedance) { cells(impedance.value()); }
  void cells(std::complex<double> number);
  /// Two headings, `NAME.re (UNIT)` and `NAME.im (UNIT)`.
  void complex_heading(std::string_view name, std::string_view unit);
  void end_row();

 private:
  void separate();

  Sink& out_;
  NumberText numbers_;
  bool first_ = true;
};

/// Cells as a row has them.
[[nodiscard]] std::string csv_text(std::initializer_list<std::string_view> cells);

}  // namespace ohmscope

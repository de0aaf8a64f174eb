#include <algorithm>
#include <cstring>

#include "results/format.hpp"
#include "results/formats/raw_reader.hpp"
#include "results/formats/raw_types.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

/// The words of a header's line are parted by blanks.
std::string one_word(std::string_view text) {
  std::string word = one_line(text);
  for (char& c : word) c = c == ' ' || c == '\t' ? '_' : c;
  return word;
}

std::string name_of(const Plot& plot) {
  std::string name = plot.name.empty() ? plot.type : plot.name;
  for (const Step& step : plot.steps) name += fmt::format(", {}={}", step.name, step.value);
  return one_line(name);
}

void write_header(const Document& document, const Plot& plot, const std::vector<const Column*>& columns, Sink& out) {
  out.print("Title: {}\nDate: {}\nPlotname: {}\n", one_line(document.title), one_line(document.date), name_of(plot));
  out.print("Flags: {}\n", plot.is_complex ? "complex" : "real");
  out.print("No. Variables: {}\nNo. Points: {}\nVariables:\n", columns.size(), plot.points());
  for (std::size_t k = 0; k < columns.size(); ++k)
    out.print("\t{}\t{}\t{}\n", k, one_word(columns[k]->name), raw_type_of(columns[k]->unit));
}

void write_bytes(Sink& out, double number) {
  char bytes[sizeof(double)];
  std::memcpy(bytes, &number, sizeof bytes);
  out.write({bytes, sizeof bytes});
}

/// Little-endian doubles, as every reader expects them; so is the machine.
void write_binary(const Plot& plot, const std::vector<const Column*>& columns, Sink& out) {
  out.write("Binary:\n");
  for (std::size_t point = 0; point < plot.points(); ++point) {
    for (const Column* column : columns) {
      const std::complex<double> value = column->values[point];
      write_bytes(out, value.real());
      if (plot.is_complex) write_bytes(out, value.imag());
    }
  }
}

void write_text(const Plot& plot, const std::vector<const Column*>& columns, Sink& out) {
  out.write("Values:\n");
  for (std::size_t point = 0; point < plot.points(); ++point) {
    out.print(" {}", point);
    for (const Column* column : columns) {
      const std::complex<double> value = column->values[point];
      out.print("\t{}", value.real());
      if (plot.is_complex) out.print(",{}", value.imag());
      out.write("\n");
    }
    out.write("\n");
  }
}

/// One plot behind the other, as `write` of ngspice appends them.
void write(const Document& document, Sink& out, const WriteOptions& options) {
  for (const Plot& plot : document.plots) {
    std::vector<const Column*> columns;
    for (const Column& axis : plot.axes) columns.push_back(&axis);
    for (const Column& signal : plot.signals) columns.push_back(&signal);
    write_header(document, plot, columns, out);
    options.as_text ? write_text(plot, columns, out) : write_binary(plot, columns, out);
  }
}

}  // namespace

namespace registered {
extern const FileFormat raw;
const FileFormat raw{.suffix = ".raw",
                     .description = "raw file of ngspice, --ascii for its readable form",
                     .write = write,
                     .read = read_raw};
}  // namespace registered

}  // namespace ohmscope::results

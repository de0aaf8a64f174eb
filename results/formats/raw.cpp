#include <algorithm>
#include <vector>

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

/// Little-endian doubles, as every reader expects them; so is the machine. A file has one point after the other, memory
/// one column after the other: some points at a time are turned round, lest each number be fetched on its own.
void write_binary(const Plot& plot, const std::vector<const Column*>& columns, Sink& out) {
  constexpr std::size_t numbers_at_a_time = std::size_t{1} << 21U;
  out.write("Binary:\n");
  const std::size_t parts = plot.is_complex ? 2 : 1;
  const std::size_t row = parts * columns.size();
  const std::size_t most = std::clamp<std::size_t>(numbers_at_a_time / std::max<std::size_t>(row, 1), 1, 64);
  std::vector<double> numbers(row * std::min(most, plot.points()));
  for (std::size_t first = 0; first < plot.points(); first += most) {
    const std::size_t count = std::min(most, plot.points() - first);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      for (std::size_t k = 0; k < count; ++k) {
        const std::complex<double> value = columns[c]->values[first + k];
        numbers[k * row + parts * c] = value.real();
        if (plot.is_complex) numbers[k * row + parts * c + 1] = value.imag();
      }
    }
    out.write({reinterpret_cast<const char*>(numbers.data()), count * row * sizeof(double)});
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

#include <algorithm>

#include "results/csv_writer.hpp"
#include "results/format.hpp"
#include "results/formats/csv_reader.hpp"

namespace ohmscope::results {

namespace {

bool have_equal_names(const std::vector<Column>& a, const std::vector<Column>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Column& x, const Column& y) { return x.name == y.name && x.unit == y.unit; });
}

bool fit_one_table(const Plot& a, const Plot& b) {
  const auto same_step = [](const Step& x, const Step& y) { return x.name == y.name && x.unit == y.unit; };
  return a.is_complex == b.is_complex && have_equal_names(a.axes, b.axes) && have_equal_names(a.signals, b.signals) &&
         std::equal(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(), same_step);
}

std::string heading(std::string_view name, std::string_view unit) {
  return unit.empty() ? std::string(name) : fmt::format("{} ({})", name, unit);
}

void write_headings(const Plot& plot, CsvWriter& csv) {
  for (const Step& step : plot.steps) csv.cell(heading(step.name, step.unit));
  for (const Column& axis : plot.axes) csv.cell(heading(axis.name, axis.unit));
  for (const Column& signal : plot.signals) {
    if (plot.is_complex) csv.cell(heading(signal.name + ".re", signal.unit));
    csv.cell(heading(plot.is_complex ? signal.name + ".im" : signal.name, signal.unit));
  }
  csv.end_row();
}

void write_rows(const Plot& plot, CsvWriter& csv) {
  for (std::size_t point = 0; point < plot.points(); ++point) {
    for (const Step& step : plot.steps) csv.cell(step.value);
    for (const Column& axis : plot.axes) csv.cell(axis.values.real(point));
    for (const Column& signal : plot.signals) {
      const std::complex<double> value = signal.values[point];
      csv.cell(value.real());
      if (plot.is_complex) csv.cell(value.imag());
    }
    csv.end_row();
  }
}

/// A row for each point. The steps of an analysis stand below one another, what was varied in columns at the front.
void write(const Document& document, Sink& out, const WriteOptions& /*options*/) {
  const std::vector<Plot>& plots = document.plots;
  for (const Plot& plot : plots) {
    if (!fit_one_table(plots.front(), plot))
      throw Fault(
          fmt::format("a .csv file holds one table, and here are {} plots with different columns", plots.size()),
          "--plot chooses one of them");
  }
  CsvWriter csv(out);
  if (!plots.empty()) write_headings(plots.front(), csv);
  for (const Plot& plot : plots) write_rows(plot, csv);
}

}  // namespace

namespace registered {
extern const FileFormat csv;
const FileFormat csv{
    .suffix = ".csv", .description = "comma-separated values, units in the headings", .write = write, .read = read_csv};
}  // namespace registered

}  // namespace ohmscope::results

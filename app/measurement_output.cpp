#include <cmath>

#include "app/measurements.hpp"
#include "app/render/columns.hpp"
#include "app/render/quantity.hpp"
#include "app/render/table.hpp"

// How measurements are written.
namespace ohmscope {

namespace {

std::string text_of(const Measurement& measured, std::complex<double> value) {
  if (std::isnan(value.real())) return "–";
  if (!measured.is_complex) {
    return measured.unit == "dB" || measured.unit == "°" || measured.unit == "rad"
               ? fmt::format("{:.4g} {}", value.real(), measured.unit)
               : engineering_in_digits(value.real(), measured.unit, 5);
  }
  const Polar entry = polar(value, measured.unit);
  return entry.angle.empty() ? entry.magnitude : entry.magnitude + " " + entry.angle;
}

std::string text_of(const Measurement& measured) {
  std::vector<std::string> texts;
  for (const std::complex<double> value : measured.values) texts.push_back(text_of(measured, value));
  return fmt::format("{}", fmt::join(texts, ", "));
}

void print_steps(Output& out, const Steps& steps, const std::vector<const AnalysisResult*>& results) {
  const std::vector<Measurement>& first = results.front()->measurements;
  Table table(std::vector<Table::Column>(steps.axes().size() + first.size()));
  std::vector<std::string> headings;
  for (const StepAxis& axis : steps.axes()) headings.push_back(axis.swept.name);
  for (const Measurement& measured : first) headings.push_back(measured.name);
  table.add(headings);
  const Abridged rows = abridge(results.size());
  for (const std::size_t step : rows_shown(rows)) {
    if (rows.left_out > 0 && step == rows.head + rows.left_out)
      table.add_line(fmt::format("… {} left out here (--json or --csv shows all)", counted(rows.left_out, "step")));
    std::vector<std::string> cells;
    const std::vector<double> values = steps.values(step);
    for (std::size_t k = 0; k < values.size(); ++k)
      cells.push_back(engineering_in_full(values[k], steps.axes()[k].swept.unit));
    for (const Measurement& measured : results[step]->measurements) cells.push_back(text_of(measured));
    table.add(std::move(cells));
  }
  table.print(out);
}

}  // namespace

void write_measurements(JsonWriter& json, const AnalysisResult& result) {
  if (result.measurements.empty()) return;
  json.key("measurements");
  json.begin_object();
  for (const Measurement& measured : result.measurements) {
    const auto write = [&](std::complex<double> value) {
      measured.is_complex ? json.value(value) : json.value(value.real());
    };
    json.key(measured.name);
    if (result.axes.size() < 2) {
      write(measured.values.front());
      continue;
    }
    json.begin_flat_array();
    for (const std::complex<double> value : measured.values) write(value);
    json.end_array();
  }
  json.end_object();
}

void print_measurements(Output& out, const Steps& steps, const std::vector<const AnalysisResult*>& results) {
  if (results.front()->measurements.empty()) return;
  out.write("\nmeasured\n");
  if (!steps.empty()) return print_steps(out, steps, results);
  Table table({{Table::Align::left}, {}});
  for (const Measurement& measured : results.front()->measurements) table.add({measured.name, text_of(measured)});
  table.print(out);
}

}  // namespace ohmscope

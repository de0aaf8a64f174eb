#include "results/formats/raw_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "results/fault.hpp"
#include "results/formats/raw_data.hpp"
#include "results/formats/raw_header.hpp"
#include "results/formats/raw_types.hpp"
#include "results/mapped_file.hpp"
#include "results/plot_names.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

std::vector<double> real_parts(const Values& values) {
  std::vector<double> numbers;
  numbers.reserve(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) numbers.push_back(values.real(k));
  return numbers;
}

/// Points that LTspice may leave out when it compresses have a negative time.
Values axis_values(const RawHeader& header, const Values& values) {
  std::vector<double> numbers = real_parts(values);
  if (header.dialect == RawDialect::ltspice && equal_ignoring_case(header.variables.front().type, "time"))
    for (double& time : numbers) time = std::abs(time);
  return Values(std::move(numbers));
}

Plot plot_of(const RawHeader& header, RawData data) {
  Plot plot;
  plot.name = header.plot_name;
  plot.type = plot_type(header.plot_name);
  plot.is_complex = header.has_flag("complex");
  const bool has_axis = plot_has_axis(header.plot_name) && header.variables.size() > 1;
  for (std::size_t k = 0; k < header.variables.size(); ++k) {
    const RawVariable& variable = header.variables[k];
    Column column{variable.name, std::string(unit_of_raw_type(variable.type)), std::move(data.columns[k])};
    const bool is_axis = has_axis && k == 0;
    if (is_axis) column.values = axis_values(header, column.values);
    if (!is_axis && !plot.is_complex && column.values.is_complex())  // the readable form was read without knowing
      column.values = Values(real_parts(column.values));
    (is_axis ? plot.axes : plot.signals).push_back(std::move(column));
  }
  return plot;
}

/// Where the runs of an axis begin, which go one way: all steps of an analysis follow one another.
std::vector<std::size_t> runs_of(const Values& axis) {
  std::vector<std::size_t> begins{0};
  double direction = 0;
  for (std::size_t k = 1; k < axis.size(); ++k) {
    const double difference = axis.real(k) - axis.real(k - 1);
    if (difference * direction < 0) {
      begins.push_back(k);
      direction = 0;
    } else if (difference != 0) {
      direction = difference;
    }
  }
  return begins;
}

void add_steps(const Plot& plot, std::vector<Plot>& plots) {
  std::vector<std::size_t> begins = runs_of(plot.axes.front().values);
  if (begins.size() == 1) return plots.push_back(plot);
  begins.push_back(plot.points());
  for (std::size_t run = 0; run + 1 < begins.size(); ++run) {
    Plot step = plot;
    for (auto* columns : {&step.axes, &step.signals}) {
      for (Column& column : *columns) column.values = column.values.part(begins[run], begins[run + 1]);
    }
    step.steps = {{"step", "", static_cast<double>(run + 1)}};
    plots.push_back(std::move(step));
  }
}

}  // namespace

Document read_raw(const std::string& path) {
  const MappedFile file(path);
  const std::string_view bytes = file.bytes();
  if (bytes.empty()) throw Fault("the file is empty");
  if (!is_raw_header(bytes, 0)) throw Fault("byte 0: this is no raw file, which begins with a line like 'Title: text'");
  Document document;
  std::size_t at = 0;
  while (at < bytes.size() && is_raw_header(bytes, at)) {
    const RawHeader header = read_raw_header(bytes, at);
    RawData data = read_raw_data(file, header);
    at = data.end;
    while (at < bytes.size() && (bytes[at] == '\n' || bytes[at] == '\r')) ++at;
    if (document.plots.empty()) {
      document.title = header.title;
      document.date = header.date;
    }
    const Plot plot = plot_of(header, std::move(data));
    header.has_flag("stepped") && !plot.axes.empty() ? add_steps(plot, document.plots) : document.plots.push_back(plot);
  }
  return document;
}

}  // namespace ohmscope::results

#include <cmath>

#include "results/format.hpp"
#include "results/formats/json_reader.hpp"
#include "results/json_writer.hpp"

namespace ohmscope::results {

namespace {

/// One along the axes; a single value where there is none.
void write_values(JsonWriter& json, const Plot& plot, const Column& column, bool is_complex) {
  const auto write_one = [&](std::complex<double> value) {
    const bool infinite = std::isinf(value.real()) && !std::isnan(value.imag());
    if (is_complex && !infinite) {
      json.value(value);
    } else {
      json.value(value.real());
    }
  };
  if (plot.axes.empty() && column.values.size() == 1) return write_one(column.values[0]);
  json.begin_flat_array();
  for (std::size_t k = 0; k < column.values.size(); ++k) write_one(column.values[k]);
  json.end_array();
}

void write_axis(JsonWriter& json, const Plot& plot, std::size_t k) {
  const Column& axis = plot.axes[k];
  if (k == 0 && axis.name == "frequency") {
    json.key("frequencies");
    return write_values(json, plot, axis, false);
  }
  json.key(k == 0 ? "sweep" : "outer");
  json.begin_object();
  json.member("name", axis.name);
  json.key("values");
  write_values(json, plot, axis, false);
  json.end_object();
}

void write_units(JsonWriter& json, const Plot& plot) {
  json.key("units");
  json.begin_flat_object();
  for (const auto* columns : {&plot.axes, &plot.signals}) {
    for (const Column& column : *columns) json.member(column.name, column.unit);
  }
  json.end_object();
}

void write_plot(JsonWriter& json, const Plot& plot) {
  json.begin_object();
  json.member("type", plot.type);
  json.member("name", plot.name);
  if (!plot.steps.empty()) {
    json.key("step");
    json.begin_flat_object();
    for (const Step& step : plot.steps) json.member(step.name, step.value);
    json.end_object();
  }
  if (!plot.references.empty()) json.list("references", plot.references);
  for (std::size_t k = 0; k < plot.axes.size(); ++k) write_axis(json, plot, k);
  write_units(json, plot);
  json.key("signals");
  json.begin_object();
  for (const Column& signal : plot.signals) {
    json.key(signal.name);
    write_values(json, plot, signal, plot.is_complex);
  }
  json.end_object();
  json.end_object();
}

/// As `run --json`, and with the units.
void write(const Document& document, Sink& out, const WriteOptions& /*options*/) {
  JsonWriter json(out);
  json.begin_object();
  json.member("title", document.title);
  json.key("analyses");
  json.begin_array();
  for (const Plot& plot : document.plots) write_plot(json, plot);
  json.end_array();
  json.end_object();
  json.finish();
}

}  // namespace

namespace registered {
extern const FileFormat json;
const FileFormat json{.suffix = ".json", .description = "JSON", .write = write, .read = read_json};
}  // namespace registered

}  // namespace ohmscope::results

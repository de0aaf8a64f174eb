#include "results/formats/json_reader.hpp"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "results/fault.hpp"
#include "results/mapped_file.hpp"
#include "results/network_plot.hpp"
#include "results/plot_names.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void fail(const std::string& where, const Json& found, const char* expected) {
  throw Fault(fmt::format("{}: found {}, expected {}", where, shown(found.dump()), expected));
}

double real_of(const Json& json, const std::string& where) {
  if (json.is_number()) return json.get<double>();
  if (json.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (json == "inf") return std::numeric_limits<double>::infinity();
  if (json == "-inf") return -std::numeric_limits<double>::infinity();
  fail(where, json, "a number, \"inf\" or null");
}

std::complex<double> number_of(const Json& json, const std::string& where) {
  if (json.is_array() && json.size() == 2) return {real_of(json[0], where), real_of(json[1], where)};
  return {real_of(json, where), 0};
}

/// A list, or a single value. Complex where any of them is a pair.
Values values_of(const Json& json, const std::string& where, bool is_complex) {
  const Json list = json.is_array() ? json : Json::array({json});
  for (const Json& value : list) is_complex = is_complex || value.is_array();
  if (!is_complex) {
    std::vector<double> numbers;
    for (const Json& value : list) numbers.push_back(real_of(value, where));
    return Values(std::move(numbers));
  }
  std::vector<std::complex<double>> numbers;
  for (const Json& value : list) numbers.push_back(number_of(value, where));
  return Values(std::move(numbers));
}

const Json& member(const Json& object, const char* name, const std::string& where) {
  if (!object.is_object() || !object.contains(name)) fail(where, object, fmt::format("'{}' in it", name).c_str());
  return object[name];
}

std::string text_of(const Json& object, const char* name) {
  return object.is_object() && object.contains(name) && object[name].is_string() ? object[name].get<std::string>() : "";
}

void add(Plot& plot, std::vector<Column>& columns, Column column, const std::string& where) {
  if (plot.points() != 0 && column.values.size() != plot.points())
    throw Fault(fmt::format("{}: '{}' holds {} values, others beside it {}", where, column.name, column.values.size(),
                            plot.points()));
  columns.push_back(std::move(column));
}

void add_axis(Plot& plot, const Json& analysis, const char* name, const std::string& where) {
  if (!analysis.contains(name)) return;
  const Json& axis = analysis[name];
  const std::string called = axis.is_object() ? text_of(axis, "name") : "frequency";
  const Json& values = axis.is_object() ? member(axis, "values", where) : axis;
  const std::string unit = analysis.contains("units") ? text_of(analysis["units"], called.c_str()) : "";
  const bool is_frequency = unit.empty() && called == "frequency";
  add(plot, plot.axes, {called, is_frequency ? "Hz" : unit, values_of(values, where, false)}, where);
}

Plot figures_of(const Plot& of, const Json& figures, const std::string& where) {
  Plot plot{.type = of.type, .name = of.name + std::string(totals)};
  for (const auto& [name, value] : figures.items())
    add(plot, plot.signals, {name, std::string(unit_by_name(name)), values_of(value, where, false)}, where);
  return plot;
}

/// Of a network: names and reference resistances, which `--json` calls z0 and may be complex there.
void read_network_ports(const Json& analysis, const std::string& where, Plot& plot) {
  for (const char* name : {"references", "z0"}) {
    if (!analysis.contains(name) || !plot.references.empty()) continue;
    for (const Json& ohms : analysis[name]) {
      const std::complex<double> z0 = number_of(ohms, where);
      if (z0.imag() != 0) throw Fault(fmt::format("{}: a reference is complex: no other format holds that", where));
      plot.references.push_back(z0.real());
    }
  }
  if (plot.references.empty() || !analysis.contains("ports")) return;
  std::vector<std::string> names;
  for (const Json& name : analysis["ports"]) {
    if (!name.is_string()) fail(where, name, "the name of a port");
    names.push_back(name.get<std::string>());
  }
  plot.name = name_with_ports(plot.name, names);
}

void read_analysis(const Json& analysis, const std::string& where, Document& document) {
  Plot plot{.type = text_of(analysis, "type"), .name = text_of(analysis, "name")};
  if (plot.name.empty()) plot.name = plot_name(plot.type);
  plot.is_complex = plot.type == "ac" || plot.type == "network";
  if (analysis.contains("step")) {
    for (const auto& [name, value] : analysis["step"].items()) plot.steps.push_back({name, "", real_of(value, where)});
  }
  read_network_ports(analysis, where, plot);
  for (const char* axis : {"frequencies", "sweep", "outer"}) add_axis(plot, analysis, axis, where);
  if (!analysis.is_object() || !analysis.contains("signals"))
    throw Fault(fmt::format("{}: '{}' has no 'signals'", where, plot.type),
                "its numbers can be read from .h5 and .raw");
  for (const auto& [name, values] : analysis["signals"].items()) {
    std::string unit = analysis.contains("units") ? text_of(analysis["units"], name.c_str()) : "";
    if (unit.empty()) unit = unit_by_name(name);
    Column column{name, unit, values_of(values, where, plot.is_complex)};
    plot.is_complex = plot.is_complex || column.values.is_complex();
    add(plot, plot.signals, std::move(column), where);
  }
  document.plots.push_back(plot);
  if (analysis.contains("totals")) document.plots.push_back(figures_of(plot, analysis["totals"], where));
}

/// As `network --json` writes it.
void read_network(Json network, Document& document) {
  network["type"] = "network";
  read_analysis(network, "the network", document);
}

void add_impedance(Plot& plot, const std::string& name, const Json& values, const std::string& where) {
  add(plot, plot.signals, {name, "ohm", values_of(values, where, true)}, where);
}

void read_ports(const Json& json, Document& document) {
  Plot plot{.type = "port", .name = "port impedances", .is_complex = true};
  plot.axes.push_back({"frequency", "Hz", values_of(member(json, "frequencies", "the file"), "frequencies", false)});
  for (const Json& port : json["ports"]) {
    const std::string name = text_of(port, "name");
    add_impedance(plot, fmt::format("z({})", name), member(port, "z", "a port"), "port " + name);
  }
  document.plots.push_back(std::move(plot));
}

void read_chain(const Json& chain, Document& document) {
  const std::string name = text_of(chain, "name");
  const std::string where = "chain " + name;
  Plot plot{.type = "chain", .name = where, .is_complex = true};
  plot.axes.push_back({"frequency", "Hz", values_of(member(chain, "frequencies", where), where, false)});
  const Json& stages = member(chain, "stages", where);
  for (const Json& stage : stages) {
    for (const char* side : {"local", "overall"}) {
      for (const char* end : {"zin", "zout"})
        add_impedance(plot, fmt::format("{}.{}.{}", text_of(stage, "name"), side, end),
                      member(member(stage, side, where), end, where), where);
    }
  }
  for (const Json& stage : stages) {
    const std::string voltage = fmt::format("v({}.{})", name, text_of(stage, "name"));
    add(plot, plot.signals, {voltage, "V", values_of(member(stage, "voltage", where), where, true)}, where);
  }
  document.plots.push_back(std::move(plot));
}

}  // namespace

std::string_view unit_by_name(std::string_view name) {
  const std::string lower = lower_case(name);
  if (lower.starts_with("v(")) return "V";
  if (lower.starts_with("i(")) return "A";
  if (lower.starts_with("onoise_total")) return "V";
  if (lower.starts_with("onoise")) return "V/sqrt(Hz)";
  return lower.ends_with("resistance") ? "ohm" : "";
}

Document read_json(const std::string& path) {
  const MappedFile file(path);
  Json json;
  try {
    json = Json::parse(file.bytes());
  } catch (const Json::parse_error& error) {
    throw Fault(fmt::format("byte {}: this is no JSON, or not all of it", error.byte));
  }
  Document document{text_of(json, "title"), "", {}};
  const bool is_object = json.is_object();
  if (is_object && json.contains("analyses")) {
    std::size_t number = 0;
    for (const Json& analysis : json["analyses"])
      read_analysis(analysis, fmt::format("analysis {}", ++number), document);
  }
  if (is_object && json.contains("networks")) {
    for (const Json& network : json["networks"]) read_network(network, document);
  }
  const bool is_network = is_object && json.contains("z0");
  if (is_network) read_network(json, document);
  if (is_object && json.contains("ports") && !is_network) read_ports(json, document);
  if (is_object && json.contains("chains")) {
    for (const Json& chain : json["chains"]) read_chain(chain, document);
  }
  if (document.plots.empty())
    throw Fault("the file holds no 'analyses', 'chains', 'ports' or 'networks', as ohmscope writes them");
  return document;
}

}  // namespace ohmscope::results

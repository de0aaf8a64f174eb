#include "app/sensitivity_report.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "solver/circuit/device.hpp"

namespace ohmscope {

namespace {

std::string text(double sensitivity) {
  return std::isnan(sensitivity) ? "–" : fmt::format("{:.3g}", sensitivity + 0.0);
}

// By the largest of its sensitivities.
std::vector<std::size_t> strongest_first(const std::vector<std::vector<double>>& of_port) {
  std::vector<double> most;
  for (const std::vector<double>& row : of_port)
    most.push_back(
        std::accumulate(row.begin(), row.end(), 0.0, [](double a, double b) { return std::fmax(a, std::fabs(b)); }));
  std::vector<std::size_t> order(of_port.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return most[a] > most[b]; });
  return order;
}

Table table_of(const SensitivityReport& report, std::size_t port, const Frequencies& frequencies) {
  std::vector<Table::Column> layout(frequencies.spots.size() + 1);
  layout.front().align = Table::Align::left;
  Table table(layout);
  std::vector<std::string> headings{"value"};
  for (const std::size_t spot : frequencies.spots) headings.push_back(frequency_text(frequencies.values[spot]));
  table.add(headings);
  const auto& of_port = report.result.of_ports[port];
  const std::vector<std::size_t> order = strongest_first(of_port);
  const Abridged rows = abridge(order.size());
  for (const std::size_t row : rows_shown(rows)) {
    if (rows.left_out > 0 && row == rows.head + rows.left_out)
      table.add_line(fmt::format("… {} left out here (--json or --csv shows all)", counted(rows.left_out, "value")));
    std::vector<std::string> cells{report.names[order[row]]};
    for (const std::size_t spot : frequencies.spots) cells.push_back(text(of_port[order[row]][spot]));
    table.add(std::move(cells));
  }
  return table;
}

}  // namespace

SensitivityReport sensitivity_report(const Circuit& circuit, SensitivityResult result) {
  std::vector<std::string> names;
  for (const auto& [element, parameter] : result.values) {
    const auto parameters = circuit.element(element).type->parameters;
    const std::string_view name = circuit.element_name(element);
    names.push_back(parameters.size() == 1 ? std::string(name)
                                           : fmt::format("{}.{}", name, parameters[parameter].name));
  }
  return {std::move(names), std::move(result)};
}

void write_json(JsonWriter& json, const SensitivityReport& report, std::size_t port) {
  json.key("sensitivities");
  json.begin_object();
  for (std::size_t v = 0; v < report.names.size(); ++v) json.list(report.names[v], report.result.of_ports[port][v]);
  json.end_object();
}

void write_csv(CsvWriter& csv, const SensitivityReport& report, const std::vector<NamedPort>& ports,
               const std::vector<double>& frequencies) {
  for (const char* heading : {"port", "n+", "n-", "frequency (Hz)", "value", "dln|Z|/dln(value)"}) csv.cell(heading);
  csv.end_row();
  for (std::size_t p = 0; p < ports.size(); ++p) {
    for (std::size_t v = 0; v < report.names.size(); ++v) {
      for (std::size_t k = 0; k < frequencies.size(); ++k) {
        for (const std::string& name : {ports[p].port.name, ports[p].positive, ports[p].negative}) csv.cell(name);
        csv.cell(frequencies[k]);
        csv.cell(report.names[v]);
        csv.cell(report.result.of_ports[p][v][k]);
        csv.end_row();
      }
    }
  }
}

void print(Output& out, const SensitivityReport& report, const std::vector<NamedPort>& ports,
           const Frequencies& frequencies) {
  for (std::size_t p = 0; p < ports.size(); ++p) {
    out.print("\nchange of |Z| of {} in %, for 1 % more of a value\n", ports[p].port.name);
    table_of(report, p, frequencies).print(out);
  }
}

}  // namespace ohmscope

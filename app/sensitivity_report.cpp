#include "app/sensitivity_report.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/render/columns.hpp"
#include "app/render/table.hpp"

namespace ohmscope {

namespace {

std::string text(double sensitivity) {
  return std::isnan(sensitivity) ? "–" : fmt::format("{:.3g}", sensitivity + 0.0);
}

// By the largest of its sensitivities.
std::vector<std::size_t> strongest_first(const std::vector<std::vector<double>>& values) {
  std::vector<double> most;
  for (const std::vector<double>& row : values)
    most.push_back(
        std::accumulate(row.begin(), row.end(), 0.0, [](double a, double b) { return std::fmax(a, std::fabs(b)); }));
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return most[a] > most[b]; });
  return order;
}

}  // namespace

void write_json(JsonWriter& json, std::string_view name, const ImpedanceSensitivities& sensitivities) {
  json.key(name);
  json.begin_object();
  for (std::size_t v = 0; v < sensitivities.names.size(); ++v)
    json.list(sensitivities.names[v], sensitivities.values[v]);
  json.end_object();
}

void print(Output& out, const ImpedanceSensitivities& sensitivities, const Frequencies& frequencies, std::size_t most) {
  std::vector<Table::Column> layout(frequencies.spots.size() + 1);
  layout.front().align = Table::Align::left;
  Table table(layout);
  std::vector<std::string> headings{"value"};
  for (const std::size_t spot : frequencies.spots) headings.push_back(frequency_text(frequencies.values[spot]));
  table.add(headings);
  const std::vector<std::size_t> order = strongest_first(sensitivities.values);
  for (std::size_t row = 0; row < std::min(order.size(), most); ++row) {
    std::vector<std::string> cells{sensitivities.names[order[row]]};
    for (const std::size_t spot : frequencies.spots) cells.push_back(text(sensitivities.values[order[row]][spot]));
    table.add(std::move(cells));
  }
  if (order.size() > most)
    table.add_line(
        fmt::format("… {} that matter less (--json or --csv shows all)", counted(order.size() - most, "value")));
  table.print(out);
}

}  // namespace ohmscope

#include <algorithm>

#include "app/analyses/analysis.hpp"
#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/solver_log.hpp"
#include "app/unsolved.hpp"

namespace ohmscope {

namespace {

void write_devices(JsonWriter& json, const std::vector<DevicePoint>& devices) {
  if (devices.empty()) return;
  json.key("devices");
  json.begin_object();
  for (const DevicePoint& device : devices) {
    json.key(device.name);
    json.begin_object();
    json.member("type", device.type);
    if (!device.region.empty()) json.member("region", device.region);
    for (const DevicePoint::Value& value : device.values) json.member(value.name, value.value);
    json.end_object();
  }
  json.end_object();
}

bool have_the_same_columns(const DevicePoint& a, const DevicePoint& b) {
  return std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                    [](const auto& left, const auto& right) { return left.name == right.name; });
}

// A table for each kind of device.
void print_devices(Output& out, const std::vector<DevicePoint>& devices) {
  for (auto first_of_kind = devices.begin(); first_of_kind != devices.end(); ++first_of_kind) {
    const DevicePoint& first = *first_of_kind;
    const auto is_like_it = [&](const DevicePoint& other) { return have_the_same_columns(first, other); };
    if (std::find_if(devices.begin(), first_of_kind, is_like_it) != first_of_kind) continue;
    std::vector<std::string> cells{"device", "type", "region"};
    for (const DevicePoint::Value& value : first.values) cells.emplace_back(value.name);
    std::vector<Table::Column> columns(cells.size());
    for (std::size_t k = 0; k < 3; ++k) columns[k].align = Table::Align::left;
    Table table(std::move(columns));
    table.add(std::move(cells));
    for (const DevicePoint& device : devices) {
      if (!is_like_it(device)) continue;
      cells = {device.name, std::string(device.type), std::string(device.region)};
      for (const DevicePoint::Value& value : device.values)
        cells.push_back(engineering(value.value, std::string(value.unit)));
      table.add(std::move(cells));
    }
    out.write("\n");
    table.print(out);
  }
}

/// What `run --op-table` sets Options::show to.
constexpr std::string_view op_table = "devices";

/// `.op`
class OperatingPoint final : public Analysis {
 public:
  void bind(Session& session, const Netlist& netlist) override {
    signals_ = choose_signals(session, netlist, "op");
    has_table_ = session.options.show == op_table;
    check_measured_data(session, {0.0});
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    const SmallSignalResult solution = operating_point(netlist.circuit, currents_of(signals_));
    log_solver(session, solution.counters);
    AnalysisResult result{{{"frequency", "Hz", solution.frequencies}},
                          quantities(signals_),
                          signal_values(netlist.circuit, signals_, solution, true),
                          !report_unsolved(session, netlist, signals_, solution)};
    result.devices = device_points(netlist.circuit);
    return result;
  }

  [[nodiscard]] std::vector<AnalysisResult> run_each(Session& session, const Netlist& netlist,
                                                     const SourceSteps& steps) const override {
    const SmallSignalResult solution =
        operating_points(netlist.circuit, steps.sources, steps.values, currents_of(signals_));
    log_solver(session, solution.counters);
    const ValuesOfSignals values = signal_values(netlist.circuit, signals_, solution, true);
    const bool solved = !report_unsolved(session, netlist, signals_, solution, values);
    std::vector<AnalysisResult> results;
    for (std::size_t k = 0; k < steps.values.size(); ++k) {
      AnalysisResult& result = results.emplace_back();
      result = {{{"frequency", "Hz", {0.0}}}, quantities(signals_), {}, solved};
      for (const auto& row : values) result.values.push_back({row[k]});
    }
    return results;
  }

  void write(JsonWriter& json, const AnalysisResult& result) const override {
    json.key("signals");
    json.begin_object();
    for (std::size_t s = 0; s < result.signals.size(); ++s)
      json.member(result.signals[s].name, result.values[s].front().real());
    json.end_object();
    write_devices(json, result.devices);
  }

  void print(Output& out, const AnalysisResult& result) const override {
    out.write("\noperating point\n");
    const Abridged rows = abridge(result.signals.size());
    Table table({{Table::Align::left}, {}});
    for (const std::size_t s : rows_shown(rows)) {
      if (rows.left_out > 0 && s == rows.head + rows.left_out) table.add_line(left_out_text(rows.left_out));
      table.add({result.signals[s].name, engineering(result.values[s].front().real(), result.signals[s].unit)});
    }
    table.print(out);
    if (has_table_) print_devices(out, result.devices);
  }

 private:
  bool has_table_ = false;
  std::vector<Signal> signals_;
};

std::unique_ptr<Analysis> plan(Session& /*session*/, const Card& /*card*/) {
  return std::make_unique<OperatingPoint>();
}

}  // namespace

namespace registered {
const AnalysisType op{.name = "op", .has_signals = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope

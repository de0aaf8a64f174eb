#include "app/render/check_report.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/step_output.hpp"
#include "app/text.hpp"
#include "results/csv_writer.hpp"

namespace ohmscope {

namespace {

std::string_view road_text(CheckRoad road) {
  switch (road) {
    case CheckRoad::rule:
      return "rule";
    case CheckRoad::author_rule:
      return ".rule";
    case CheckRoad::flat_netlist:
      return "flat netlist";
  }
  return "";
}

std::string error_text(double error) {
  if (std::isinf(error)) return "∞";
  return error == 0 ? "0" : fmt::format("{:.1e}", error);
}

// Not a number where nothing was compared: null in JSON, an empty cell in CSV.
double error_of(const CheckedQuantity& quantity) {
  return quantity.compared > 0 ? quantity.max_error : std::numeric_limits<double>::quiet_NaN();
}

// What a table shows of a quantity.
std::string cell_text(const CheckedQuantity& quantity) {
  return quantity.compared == 0 ? "–" : error_text(quantity.max_error);
}

void write_stage(JsonWriter& json, const CheckedStage& stage) {
  json.begin_flat_object();
  json.member("name", stage.name);
  json.member("type", stage.type);
  json.key("errors");
  json.begin_object();
  for (std::size_t q = 0; q < checked_quantities.size(); ++q) {
    json.member(checked_quantities[q], error_of(stage.quantities[q]));
  }
  json.end_object();
  json.end_object();
}

void write_ports(JsonWriter& json, const SteppedCheck& checked) {
  json.key("ports");
  json.begin_array();
  for (std::size_t p = 0; p < checked.result.ports.size(); ++p) {
    const CheckedPort& port = checked.result.ports[p];
    json.begin_flat_object();
    json.member("name", port.name);
    write_step(json, checked.steps, checked.step_of_port[p]);
    json.member("error", error_of(port.z));
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_json(JsonWriter& json, const SteppedCheck& checked) {
  const CheckResult& result = checked.result;
  json.begin_object();
  json.member("passed", result.passed());
  json.member("tolerance", result.tolerance);
  json.member("max_relative_error", result.max_relative_error());
  if (const std::size_t count = result.stages_not_compared(); count > 0) {
    json.member("stages_not_compared", static_cast<double>(count));
  }
  json.key("chains");
  json.begin_array();
  for (std::size_t c = 0; c < result.chains.size(); ++c) {
    const CheckedChain& chain = result.chains[c];
    json.begin_object();
    json.member("name", chain.name);
    write_step(json, checked.steps, checked.step_of_chain[c]);
    json.key("stages");
    json.begin_array();
    for (const CheckedStage& stage : chain.stages) write_stage(json, stage);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  if (!result.ports.empty()) write_ports(json, checked);
  json.end_object();
}

namespace {

void write_row(CsvWriter& csv, std::initializer_list<std::string_view> names, const CheckedQuantity& quantity) {
  for (const std::string_view name : names) csv.cell(name);
  csv.cell(error_of(quantity));
  csv.cell(quantity.compared > 0 ? quantity.worst_frequency : error_of(quantity));
  csv.cell(quantity.compared);
  csv.cell(quantity.skipped);
  csv.end_row();
}

void write_csv(Session& session, const SteppedCheck& checked) {
  const CheckResult& result = checked.result;
  CsvWriter csv(session.out);
  write_step_headings(csv, checked.steps);
  for (const char* heading : {"chain", "stage", "type", "compared with", "quantity", "max relative error",
                              "worst frequency (Hz)", "points", "skipped"}) {
    csv.cell(heading);
  }
  csv.end_row();
  for (std::size_t c = 0; c < result.chains.size(); ++c) {
    const CheckedChain& chain = result.chains[c];
    for (const CheckedStage& stage : chain.stages) {
      for (std::size_t q = 0; q < checked_quantities.size(); ++q) {
        write_step(csv, checked.steps, checked.step_of_chain[c]);
        write_row(csv, {chain.name, stage.name, stage.type, road_text(stage.road), checked_quantities[q]},
                  stage.quantities[q]);
      }
    }
  }
  for (std::size_t p = 0; p < result.ports.size(); ++p) {
    write_step(csv, checked.steps, checked.step_of_port[p]);
    write_row(csv, {"", result.ports[p].name, "port", "port relation", "z"}, result.ports[p].z);
  }
}

bool failed(const CheckedStage& stage, double tolerance) {
  return std::any_of(stage.quantities.begin(), stage.quantities.end(),
                     [&](const CheckedQuantity& quantity) { return !(quantity.max_error <= tolerance); });
}

// Of many stages the first ones and all that failed.
std::vector<const CheckedStage*> stages_shown(const CheckedChain& chain, double tolerance) {
  constexpr std::size_t most = 40;
  constexpr std::size_t first = 10;
  std::vector<const CheckedStage*> shown;
  for (const CheckedStage& stage : chain.stages) {
    const bool many = chain.stages.size() > most;
    if (!many || shown.size() < first || (failed(stage, tolerance) && shown.size() < most)) shown.push_back(&stage);
  }
  return shown;
}

void print_chain(Output& out, const CheckedChain& chain, double tolerance) {
  out.print("\nchain {}: worst relative error of each quantity\n", chain.name);
  Table table({{Table::Align::left}, {Table::Align::left}, {Table::Align::left}, {}, {}, {}, {}});
  table.add({"", "", "compared", "local", "local", "overall", "overall"});
  table.add({"stage", "type", "with", "InZ", "OutZ", "InZ", "OutZ"});
  const std::vector<const CheckedStage*> shown = stages_shown(chain, tolerance);
  for (const CheckedStage* stage : shown) {
    std::vector<std::string> row{stage->name, stage->type, std::string(road_text(stage->road))};
    for (const CheckedQuantity& quantity : stage->quantities) row.push_back(cell_text(quantity));
    table.add(std::move(row));
  }
  table.print(out);
  if (shown.size() < chain.stages.size()) {
    out.print("… {} left out (--stage NAME shows one, --json or --csv all)\n",
              counted(chain.stages.size() - shown.size(), "stage"));
  }
}

void print_ports(Output& out, const SteppedCheck& checked) {
  const CheckResult& result = checked.result;
  if (result.ports.empty()) return;
  out.write("\nports: a test current against the netlist reduced to the port, relative error\n");
  Table table({{Table::Align::left}, {}, {Table::Align::left}});
  table.add({"port", "Z"});
  const Abridged rows = abridge(result.ports.size());
  for (const std::size_t p : rows_shown(rows)) {
    const std::string step = checked.steps.empty() ? "" : "at " + checked.steps.text(checked.step_of_port[p]);
    table.add({result.ports[p].name, cell_text(result.ports[p].z), step});
  }
  table.print(out);
  if (rows.left_out > 0) out.print("… {} left out (--json or --csv shows all)\n", counted(rows.left_out, "port"));
}

void print_verdict(Output& out, const CheckResult& result) {
  if (result.compared() == 0) {
    out.write("FAILED: nothing could be compared\n");
  } else if (result.passed()) {
    out.print("passed: {} compared, worst relative error {}, tolerance {}\n", counted(result.compared(), "value"),
              error_text(result.max_relative_error()), result.tolerance);
  } else {
    const std::size_t failures = result.failures();
    out.print("FAILED: {} out of tolerance {}, {} compared\n",
              failures == 1 ? "1 quantity" : fmt::format("{} quantities", failures), result.tolerance,
              counted(result.compared(), "value"));
  }
}

// Stages whose author gave no rule.
std::size_t without_rule(const CheckResult& result) {
  std::size_t count = 0;
  for (const CheckedChain& chain : result.chains) {
    for (const CheckedStage& stage : chain.stages) count += stage.road == CheckRoad::flat_netlist ? 1U : 0U;
  }
  return count;
}

void write_table(Session& session, const SteppedCheck& checked) {
  const CheckResult& result = checked.result;
  Output& out = session.out;
  out.print("{}\n", session.deck.title);
  const StepsShown shown(checked.steps);
  shown.describe(out);
  for (std::size_t c = 0; c < result.chains.size(); ++c) {
    if (shown.announce(out, checked.step_of_chain[c])) print_chain(out, result.chains[c], result.tolerance);
  }
  print_ports(out, checked);
  out.write("\n");
  if (const std::size_t count = without_rule(result); count > 0) {
    out.print("{} without a .rule: held against a plain solution of the flat netlist\n", counted(count, "stage"));
  }
  if (const std::size_t count = result.stages_not_compared(); count > 0) {
    out.print("{} of these compared alone only, NOT in the chain (--stage NAME compares one)\n", count);
  }
  if (result.skipped() > 0) {
    out.print("{} skipped: undefined, or the .rule has no value there\n", counted(result.skipped(), "point"));
  }
  print_verdict(out, result);
}

}  // namespace

void write_check_report(Session& session, const SteppedCheck& checked) {
  switch (session.options.format()) {
    case Format::json: {
      JsonWriter json(session.out);
      write_json(json, checked);
      json.finish();
      break;
    }
    case Format::csv:
      write_csv(session, checked);
      break;
    case Format::table:
      write_table(session, checked);
      break;
  }
}

}  // namespace ohmscope

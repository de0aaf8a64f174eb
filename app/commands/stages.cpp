#include "app/command.hpp"
#include "app/render/columns.hpp"
#include "app/render/stage_type_json.hpp"
#include "app/render/table.hpp"
#include "results/json_writer.hpp"
#include "stages/codes.hpp"
#include "stages/stage_type.hpp"

namespace ohmscope {

namespace {

// What stands for a parameter that is left out.
std::string default_text(const StageParameter& parameter) {
  if (!parameter.default_text.empty()) return std::string(parameter.default_text);
  if (parameter.kind == StageParameterKind::opamp) return "ideal";
  return parameter.optional ? "–" : "must be given";
}

std::string doc_text(const StageParameter& parameter) {
  if (parameter.keywords.empty()) return std::string(parameter.doc);
  return fmt::format("{} ({})", parameter.doc, parameter.keywords);
}

void write_json(Output& out, std::span<const StageType* const> types) {
  JsonWriter json(out);
  json.begin_object();
  json.key("stages");
  json.begin_array();
  for (const StageType* type : types) write_json(json, *type);
  json.end_array();
  json.end_object();
  json.finish();
}

void print_list(Output& out) {
  out.write("stage types, for the lines of a .chain\n\n");
  Table table({{Table::Align::left}, {Table::Align::left}});
  for (const StageType* type : stage_types()) table.add({std::string(type->name), std::string(type->doc)});
  table.print(out, 2);
  out.write("\n'ohmscope stages TYPE' tells a type's parameters, circuit and rule\n");
}

void print_parameters(Output& out, const StageType& type) {
  Table table(
      {{Table::Align::left}, {Table::Align::left}, {Table::Align::left}, {Table::Align::left}, {Table::Align::left}});
  table.add({"parameter", "takes", "unit", "default", ""});
  for (const StageParameter& parameter : type.parameters) {
    table.add({std::string(parameter.name), std::string(kind_text(parameter.kind)), std::string(parameter.unit),
               default_text(parameter), doc_text(parameter)});
  }
  table.print(out, 2);
}

void print_rule(Output& out, const Rule& rule) {
  out.print("\nrule{}{}: ZL is the load at out, ZS the source at in\n\n", rule.when.empty() ? "" : " ", rule.when);
  Table table({{Table::Align::left}, {Table::Align::left, 1}, {Table::Align::left, 1}, {Table::Align::left}});
  for (const Rule::Definition& definition : rule.where) {
    table.add({std::string(definition.name), "=", std::string(definition.expression), std::string(definition.doc)});
  }
  table.add({"InZ", "=", rule.zin.empty() ? "undefined" : std::string(rule.zin), ""});
  table.add({"OutZ", "=", std::string(rule.zout), ""});
  table.print(out, 2);
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

void print_circuit(Output& out, std::string_view circuit) {
  out.write("\ncircuit\n\n");
  while (!circuit.empty()) {
    const std::size_t end = std::min(circuit.find('\n'), circuit.size());
    out.write("  ");
    print_folded(out, words_of(circuit.substr(0, end)), " ", 2);
    circuit.remove_prefix(std::min(end + 1, circuit.size()));
  }
}

void print_type(Output& out, const StageType& type) {
  for (const std::string& line : folded(fmt::format("{}: {}", type.name, type.doc), page_width))
    out.print("{}\n", line);
  out.write("\n");
  print_parameters(out, type);
  print_circuit(out, type.circuit);
  print_rule(out, type.rule);
  if (type.uses_other_rule != nullptr) print_rule(out, type.other_rule);
}

void add_options(CLI::App& app, Options& options) {
  add_text(app, "TYPE", options.stage_type, " ", "a stage type; without it, the list");
  add_json(app, options);
  add_output_file(app, options);
}

ExitStatus run(Session& session) {
  const std::string& name = session.options.stage_type;
  const bool json = session.options.format() == Format::json;
  if (name.empty()) {
    json ? write_json(session.out, stage_types()) : print_list(session.out);
    return ExitStatus::done;
  }
  const StageType* type = find_stage_type(name);
  if (type == nullptr) {
    std::vector<std::string_view> names;
    for (const StageType* known : stage_types()) names.push_back(known->name);
    std::string hint = did_you_mean(name, names);
    if (hint.empty()) hint = "'ohmscope stages' lists them";
    session.diagnostics.error(codes::unknown_stage, {}, "unknown stage type '{}'", name).with_hint(hint);
    return ExitStatus::misuse;
  }
  json ? write_json(session.out, {&type, 1}) : print_type(session.out, *type);
  return ExitStatus::done;
}

}  // namespace

namespace registered {
extern const Command stages;
const Command stages{
    .name = "stages",
    .usage = "[TYPE] [OPTIONS]",
    .help = "the stage library, or one stage: parameters, circuit, rule",
    .examples =
        "  ohmscope stages\n"
        "  ohmscope stages noninverting\n",
    .add_options = add_options,
    .run = run,
    .takes_deck = false,
};
}  // namespace registered

}  // namespace ohmscope

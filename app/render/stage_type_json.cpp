#include "app/render/stage_type_json.hpp"

namespace ohmscope {

std::string_view kind_text(StageParameterKind kind) {
  switch (kind) {
    case StageParameterKind::one_port:
      return "Z";
    case StageParameterKind::number:
      return "number";
    case StageParameterKind::opamp:
      return "op-amp";
    case StageParameterKind::keyword:
      return "word";
  }
  return "";
}

namespace {

void write_json_parameter(JsonWriter& json, const StageParameter& parameter) {
  json.begin_flat_object();
  json.member("name", parameter.name);
  json.member("kind", kind_text(parameter.kind));
  json.member("unit", parameter.unit);
  json.key("default");
  parameter.default_text.empty() ? json.null() : json.value(parameter.default_text);
  json.member("required",
              parameter.default_text.empty() && !parameter.optional && parameter.kind != StageParameterKind::opamp);
  json.member("doc", parameter.doc);
  json.end_object();
}

void write_json_rule(JsonWriter& json, std::string_view key, const Rule& rule) {
  json.key(key);
  json.begin_object();
  if (!rule.when.empty()) json.member("when", rule.when);
  for (const Rule::Definition& definition : rule.where) json.member(definition.name, definition.expression);
  json.member("zin", rule.zin);
  json.member("zout", rule.zout);
  json.end_object();
}

}  // namespace

void write_json(JsonWriter& json, const StageType& type) {
  json.begin_object();
  json.member("name", type.name);
  json.member("doc", type.doc);
  json.member("circuit", type.circuit);
  json.key("parameters");
  json.begin_array();
  for (const StageParameter& parameter : type.parameters) write_json_parameter(json, parameter);
  json.end_array();
  write_json_rule(json, "rule", type.rule);
  if (type.uses_other_rule != nullptr) write_json_rule(json, "other_rule", type.other_rule);
  json.end_object();
}

}  // namespace ohmscope

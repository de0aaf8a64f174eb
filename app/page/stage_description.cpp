#include "app/page/stage_description.hpp"

#include <algorithm>

#include "netlist/text.hpp"
#include "stages/rule.hpp"

namespace ohmscope {

namespace {

std::string_view kind_of(OnePort::Kind kind) {
  switch (kind) {
    case OnePort::Kind::resistance:
      return "R";
    case OnePort::Kind::inductance:
      return "L";
    case OnePort::Kind::capacitance:
      return "C";
    case OnePort::Kind::measured:
      return "measured";
    case OnePort::Kind::series:
      return "series";
    case OnePort::Kind::parallel:
      return "parallel";
  }
  return "";
}

void write(JsonWriter& json, const OnePort& port) {
  json.begin_flat_object();
  json.member("kind", kind_of(port.kind()));
  if (port.is_composite()) {
    json.key("parts");
    json.begin_flat_array();
    for (const OnePort& part : port.parts()) write(json, part);
    json.end_array();
  } else if (port.kind() == OnePort::Kind::measured) {
    json.member("file", port.table()->name());
  } else {
    json.member("value", port.value());
  }
  json.end_object();
}

const Assignment* given(const Session& session, const ChainLine& line, std::string_view name) {
  for (const Assignment& parameter : line.parameters) {
    if (equal_ignoring_case(session.sources.text(parameter.name), name)) return &parameter;
  }
  return nullptr;
}

void begin_parameter(JsonWriter& json, const Session& session, std::string_view name, const Assignment* written,
                     std::string_view default_text) {
  json.begin_flat_object();
  json.member("name", name);
  json.member("text", written != nullptr ? session.sources.text(written->value) : default_text);
  json.key("place");
  write_place(json, session, written != nullptr ? written->value : Span{});
}

void write_built_in(JsonWriter& json, const Session& session, const ChainLine& line, const StageSpec& spec) {
  for (const StageParameter& parameter : spec.type->parameters) {
    begin_parameter(json, session, parameter.name, given(session, line, parameter.name), parameter.default_text);
    json.key("value");
    const auto z = spec.values.one_ports.find(parameter.name);
    const auto number = spec.values.numbers.find(parameter.name);
    const auto word = spec.values.keywords.find(parameter.name);
    if (z != spec.values.one_ports.end()) {
      write(json, z->second);
    } else if (number != spec.values.numbers.end()) {
      json.value(number->second);
    } else if (word != spec.values.keywords.end()) {
      json.value(word->second);
    } else {
      json.null();
    }
    json.end_object();
  }
}

void write_users(JsonWriter& json, const Session& session, const ChainLine& line, const StageSpec& spec) {
  for (const Assignment& formal : spec.subcircuit->parameters) {
    const std::string_view name = session.sources.text(formal.name);
    begin_parameter(json, session, name, given(session, line, name), session.sources.text(formal.value));
    const auto value = std::find_if(spec.parameters.begin(), spec.parameters.end(),
                                    [&](const auto& entry) { return equal_ignoring_case(entry.first, name); });
    json.key("value");
    value != spec.parameters.end() ? json.value(value->second) : json.null();
    json.end_object();
  }
}

void write_opamp(JsonWriter& json, const OpampValues& opamp) {
  json.key("opamp");
  json.begin_flat_object();
  json.member("A0", opamp.A0);
  json.member("GBW", opamp.GBW);
  json.member("Rin", opamp.Rin);
  json.member("Cin", opamp.Cin);
  json.member("Rout", opamp.Rout);
  json.end_object();
}

void write_own_rule(JsonWriter& json, const Session& session, const std::optional<RuleCard>& rule) {
  json.key("own_rule");
  if (!rule) return json.null();
  json.begin_flat_object();
  for (const auto& [name, formula] : {std::pair{"zin", rule->zin}, std::pair{"zout", rule->zout}})
    if (formula) json.member(name, session.sources.text(*formula));
  json.end_object();
}

}  // namespace

void write_place(JsonWriter& json, const Session& session, Span span) {
  const Span main = session.deck.main;
  if (span.nowhere() || span.offset < main.offset || span.end() > main.end()) return json.null();
  json.begin_flat_object();
  json.member("offset", static_cast<double>(span.offset - main.offset));
  json.member("length", static_cast<double>(span.length));
  json.end_object();
}

void describe_line(JsonWriter& json, const Session& session, const ChainLine& line, const StageSpec& spec) {
  json.begin_object();
  json.member("name", spec.name);
  json.member("type", spec.type != nullptr ? spec.type->name : std::string_view(spec.type_name));
  json.member("count", static_cast<double>(spec.count));
  json.member("is_array", spec.is_array);
  json.member("line", static_cast<double>(session.sources.locate(spec.span).line));
  json.key("place");
  write_place(json, session, spec.span);
  json.key("parameters");
  json.begin_array();
  spec.type != nullptr ? write_built_in(json, session, line, spec) : write_users(json, session, line, spec);
  json.end_array();
  const bool has_opamp = spec.type != nullptr && std::any_of(spec.type->parameters.begin(), spec.type->parameters.end(),
                                                             [](const StageParameter& parameter) {
                                                               return parameter.kind == StageParameterKind::opamp;
                                                             });
  if (has_opamp) write_opamp(json, spec.values.opamp);
  if (spec.type != nullptr) json.member("uses_other_rule", &rule_of(*spec.type, spec.values) == &spec.type->other_rule);
  if (spec.subcircuit != nullptr) write_own_rule(json, session, spec.subcircuit->rule);
  json.end_object();
}

}  // namespace ohmscope

#include "stages/stage_values.hpp"

#include <algorithm>
#include <cassert>
#include <functional>
#include <vector>

#include "netlist/codes.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"
#include "solver/devices/registry.hpp"
#include "stages/codes.hpp"

namespace ohmscope {

namespace {

/// A value without double quotes around it; single ones hold an expression.
Span unquoted(Span span, const ChainReading& reading) {
  return reading.text(span).starts_with('"') ? reading.sources.unquoted(span) : span;
}

/// Those of a list with '|' between them.
std::vector<std::string_view> words_of(std::string_view list) {
  std::vector<std::string_view> words;
  for (std::string_view rest = list; !rest.empty();) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

/// "did you mean …?", or else the whole list.
std::string meant_or_list(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::string meant = did_you_mean(word, candidates);
  if (!meant.empty() || candidates.empty()) return meant;
  return fmt::format("one of: {}", fmt::join(candidates, ", "));
}

void collect_measured(const OnePort& port, Span span, StageSpec& spec) {
  if (port.table()) spec.measured.push_back({span, port.table()});
  for (const OnePort& part : port.parts()) collect_measured(part, span, spec);
}

void read_one_port(const StageParameter& parameter, Span value, ChainReading& reading, StageSpec& spec) {
  auto port = parse_one_port(reading.sources, value, reading.elaborator, reading.files, reading.diagnostics);
  if (!port) return;
  collect_measured(*port, value, spec);
  spec.values.one_ports.insert_or_assign(std::string(parameter.name), std::move(*port));
}

/// What stands before the unit, which is one of the parameter's.
Span without_unit(const StageParameter& parameter, Span span, const ChainReading& reading, StageSpec& spec) {
  const std::vector<std::string_view> units = words_of(parameter.units);
  if (units.empty()) return span;
  std::string& chosen = spec.values.keywords[std::string(parameter.name)];
  chosen = lower_case(units.front());
  const std::string text = lower_case(reading.text(span));
  for (const std::string_view unit : units) {
    if (text.size() <= unit.size() || !text.ends_with(lower_case(unit))) continue;
    chosen = lower_case(unit);
    span.length -= static_cast<std::uint32_t>(unit.size());
    while (span.length > 1 && text[span.length - 1] == ' ') --span.length;
    break;
  }
  return span;
}

void read_number(const StageParameter& parameter, Span value, ChainReading& reading, StageSpec& spec) {
  const Span span = without_unit(parameter, unquoted(value, reading), reading, spec);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const bool infinite = equal_ignoring_case(reading.text(span), "inf") && contains(parameter.range, infinity);
  const std::optional<double> number = infinite ? infinity : reading.elaborator.value(span);
  if (!number) return;
  if (!contains(parameter.range, *number)) {
    reading.diagnostics.error(codes::out_of_range, span, "'{}' is out of range for '{}', expected {}",
                              reading.text(span), parameter.name, describe(parameter.range));
    return;
  }
  spec.values.numbers.insert_or_assign(std::string(parameter.name), *number);
}

void read_keyword(const StageParameter& parameter, Span value, ChainReading& reading, StageSpec& spec) {
  const Span span = unquoted(value, reading);
  const std::string word = lower_case(reading.text(span));
  const std::vector<std::string_view> keywords = words_of(parameter.keywords);
  if (std::find(keywords.begin(), keywords.end(), word) == keywords.end()) {
    reading.diagnostics
        .error(codes::out_of_range, span, "unknown value '{}' of '{}', expected {}", reading.text(span), parameter.name,
               fmt::join(keywords, " or "))
        .with_hint(did_you_mean(word, keywords));
    return;
  }
  spec.values.keywords.insert_or_assign(std::string(parameter.name), word);
}

std::optional<OpampValues> opamp_values(const ModelCard& model, Span mention, ChainReading& reading) {
  const std::string_view type = reading.text(model.type);
  if (!equal_ignoring_case(type, "opamp")) {
    reading.diagnostics
        .error(codes::wrong_model, mention, "model '{}' is of type '{}', expected 'opamp'", reading.text(model.name),
               type)
        .note(model.name, "defined here");
    return std::nullopt;
  }
  const auto values = reading.elaborator.model_values(model, devices::opamp.parameters);
  if (!values) return std::nullopt;
  assert(values->size() == 7);
  const std::vector<double>& v = *values;
  return OpampValues{v[0], v[1], v[2], v[3], v[4], v[5], v[6]};
}

void read_opamp(Span value, ChainReading& reading, StageSpec& spec) {
  const Span span = unquoted(value, reading);
  const std::string_view name = reading.text(span);
  const ModelCard* model = reading.elaborator.find_model(name);
  if (model == nullptr) {
    const std::string meant = reading.diagnostics.suggest(name, [&] { return reading.elaborator.model_names(); });
    reading.diagnostics.error(codes::unknown_model, span, "unknown op-amp model '{}'", name)
        .of_unknown_name()
        .with_hint(meant.empty() ? fmt::format("define it with .model {} opamp (A0=100k GBW=10meg)", name) : meant);
    return;
  }
  const auto [entry, added] = reading.opamps.try_emplace(model);
  if (added) entry->second = opamp_values(*model, span, reading);
  if (entry->second) spec.values.opamp = *entry->second;
}

void read_value(const StageParameter& parameter, Span value, ChainReading& reading, StageSpec& spec) {
  if (value.nowhere()) return;  // reported by the scanner
  switch (parameter.kind) {
    case StageParameterKind::one_port:
      return read_one_port(parameter, value, reading, spec);
    case StageParameterKind::number:
      return read_number(parameter, value, reading, spec);
    case StageParameterKind::opamp:
      return read_opamp(value, reading, spec);
    case StageParameterKind::keyword:
      return read_keyword(parameter, value, reading, spec);
  }
}

double default_number(std::string_view text) {
  return text == "inf" ? std::numeric_limits<double>::infinity() : parse_number(text).value();
}

/// Whether the line means more than could be read of it: what it lacks is no mistake of its own then.
bool says_less(const ChainLine& line) { return line.is_faulty || line.surplus; }

/// Gives a parameter that was left out its default.
void fill_in(const StageParameter& parameter, const ChainLine& line, ChainReading& reading, StageSpec& spec) {
  if (parameter.kind == StageParameterKind::opamp) return;  // ideal, as constructed
  if (parameter.default_text.empty()) {
    if (parameter.optional || says_less(line)) return;
    reading.diagnostics
        .error(codes::missing_value, line.type, "missing parameter '{}' of '{}'", parameter.name, spec.type->name)
        .with_hint(fmt::format("{}: {}", parameter.name, parameter.doc));
    return;
  }
  const std::string name(parameter.name);
  const std::string_view text = parameter.default_text;
  if (parameter.kind == StageParameterKind::keyword)
    spec.values.keywords[name] = text;
  else if (parameter.kind == StageParameterKind::number)
    spec.values.numbers[name] = default_number(text);
  else
    spec.values.one_ports[name] = OnePort::resistance(default_number(text));
}

/// Parentheses separate words elsewhere; behind a value, one that closes nothing is a slip of the pen.
void check_behind(Span value, const ChainLine& line, ChainReading& reading) {
  if (value.nowhere() || value.end() >= line.span.end()) return;
  const Span next{value.end(), 1};
  if (reading.text(next) == ")")
    reading.diagnostics.error(codes::bad_one_port, next, "unexpected ')', expected its '(' before");
}

/// The line's assignments by name, those named in `known` only. Reports names that are unknown or twice.
NameMap<const Assignment*> given_parameters(const ChainLine& line, ChainReading& reading,
                                            const std::vector<std::string_view>& known) {
  NameMap<const Assignment*> given;
  for (const Assignment& assignment : line.parameters) {
    check_behind(assignment.value, line, reading);
    const std::string_view name = reading.text(assignment.name);
    if (std::none_of(known.begin(), known.end(), [&](std::string_view k) { return equal_ignoring_case(k, name); })) {
      reading.diagnostics
          .error(codes::unknown_parameter, assignment.name, "unknown parameter '{}' of '{}'", name,
                 reading.text(line.type))
          .with_hint(known.empty() ? "it takes none" : meant_or_list(name, known));
      continue;
    }
    const auto [entry, added] = given.try_emplace(name, &assignment);
    if (added) continue;
    reading.diagnostics.error(codes::given_twice, assignment.name, "'{}' is given twice", name)
        .note(entry->second->name, "first given here");
  }
  return given;
}

}  // namespace

void read_stage_values(const ChainLine& line, ChainReading& reading, StageSpec& spec) {
  const std::size_t errors_before = reading.diagnostics.error_count();
  std::vector<std::string_view> names;
  for (const StageParameter& parameter : spec.type->parameters) names.push_back(parameter.name);
  const auto given = given_parameters(line, reading, names);
  for (const StageParameter& parameter : spec.type->parameters) {
    const auto found = given.find(parameter.name);
    if (found != given.end())
      read_value(parameter, found->second->value, reading, spec);
    else
      fill_in(parameter, line, reading, spec);
  }
  if (reading.diagnostics.error_count() > errors_before || says_less(line) || spec.type->check_values == nullptr)
    return;
  if (const auto wrong = spec.type->check_values(spec.values))
    reading.diagnostics.error(codes::malformed_stage, line.type, "{}", *wrong);
}

void read_user_parameters(const ChainLine& line, ChainReading& reading, StageSpec& spec) {
  std::vector<std::string_view> names;
  for (const Assignment& formal : spec.subcircuit->parameters) names.push_back(reading.text(formal.name));
  for (const auto& [name, assignment] : given_parameters(line, reading, names)) {
    const auto value = reading.elaborator.value(unquoted(assignment->value, reading));
    if (value) spec.parameters[lower_case(name)] = *value;
  }
}

}  // namespace ohmscope

#include "netlist/instance_parameters.hpp"

#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/number.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t max_level = 1000;
constexpr std::size_t none = static_cast<std::size_t>(-1);

bool is_name_character(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

/// The names in an expression, each as often as it stands there.
std::vector<std::string_view> names_in(std::string_view expression) {
  std::vector<std::string_view> names;
  for (std::size_t begin = 0, end = 0; begin < expression.size(); begin = end) {
    end = begin + 1;
    if (!is_name_character(expression[begin])) continue;
    while (end < expression.size() && is_name_character(expression[end])) ++end;
    if (!is_digit(expression[begin])) names.push_back(expression.substr(begin, end - begin));
  }
  return names;
}

/// In braces too.
bool is_plain_number(std::string_view written, Dialect dialect) {
  const bool is_braced = written.starts_with('{') && written.ends_with('}');
  return parse_number(is_braced ? written.substr(1, written.size() - 2) : written, dialect).has_value();
}

}  // namespace

InstanceParameters::InstanceParameters(ElaborationState& state, Scope& instance)
    : state_(state), instance_(instance), caller_(*instance.caller) {}

bool InstanceParameters::set(const CardView& card) {
  bool ok = collect(card);
  if (name_one_another()) {
    if (!find_places()) return false;
    std::sort(arguments_.begin(), arguments_.end(),
              [&](const Argument& a, const Argument& b) { return place_of(a.parameter) < place_of(b.parameter); });
  }
  for (const Argument& argument : arguments_) ok = evaluate(argument) && ok;
  return ok;
}

bool InstanceParameters::collect(const CardView& card) {
  bool ok = true;
  for (const Assignment& given : card.assignments) see_multiplicity(given.name);
  see_multiplicity_of_others(card);
  given_.assign(instance_.parameters.size(), none);
  for (const Assignment& given : card.assignments) {
    const std::string_view name = state_.sources.text(given.name);
    const auto found = instance_.names->parameters.find(name);
    if (found == instance_.names->parameters.end()) {
      report_unknown(given.name);
      ok = false;
    } else if (std::size_t& known = given_[found->second]; known == none) {
      known = arguments_.size();
      arguments_.push_back({found->second, given});
    } else {
      state_.found.error(codes::given_twice, given.name, "'{}' is given twice", name)
          .note(arguments_[known].given.name, "first given here");
      ok = false;
    }
  }
  return ok;
}

/// Makes 'm' a parameter, if that is the name and the subcircuit has none.
void InstanceParameters::see_multiplicity(Span name) {
  if (!equal_ignoring_case(state_.sources.text(name), "m") || instance_.names->parameters.contains("m")) return;
  instance_.names = &state_.variants.names({instance_.definition}, name);
  instance_.parameters.resize(instance_.names->definitions.size());
}

/// To ngspice 'm' is a parameter of the subcircuit, of value 1, where any instance gives one.
void InstanceParameters::see_multiplicity_of_others(const CardView& card) {
  if (instance_.names->multiplicity) return;
  const std::string_view name = state_.sources.text(instance_.definition->name);
  const Span given = state_.multiplicity_given_to(name);
  if (given.nowhere()) return;
  see_multiplicity(given);
  if (!instance_.names->multiplicity) return;  // a parameter of its own
  instance_.parameters[instance_.names->formal_count - 1] = {ParameterSlot::State::known, 1};
  const auto hidden = caller_.find_parameter("m");
  const auto others = hidden ? state_.values.value(*hidden) : std::nullopt;
  if (!others || *others == 1) return;
  state_.found
      .warning(codes::read_otherwise, card.words.front(),
               "'m' is 1 in '{}', and not {} as around it: another instance of '{}' is given an m, as ngspice has it",
               state_.sources.text(card.words.front()), *others, name)
      .note(given, "given here")
      .with_hint("give the parameter around it another name");
}

bool InstanceParameters::is_multiplicity(std::size_t parameter) const {
  return instance_.names->multiplicity && parameter + 1 == instance_.names->formal_count;
}

void InstanceParameters::report_unknown(Span span) {
  const Subcircuit& definition = *instance_.definition;
  const std::string_view name = state_.sources.text(span);
  std::vector<std::string_view> names;
  for (const Assignment& formal : definition.parameters) names.push_back(state_.sources.text(formal.name));
  state_.found
      .error(codes::unknown_parameter, span, "subcircuit '{}' has no parameter '{}'",
             state_.sources.text(definition.name), name)
      .note(definition.name, "defined here")
      .of_unknown_name()
      .with_hint(did_you_mean(name, names));
}

/// Calls `use` with each parameter of the subcircuit but `own` that an expression names, and with its name.
template <class Use>
void InstanceParameters::for_each_named(Span expression, std::size_t own, const Use& use) const {
  for (const std::string_view name : names_in(state_.sources.text(expression))) {
    const auto found = instance_.names->parameters.find(name);
    if (found != instance_.names->parameters.end() && found->second != own) use(name, found->second);
  }
}

Span InstanceParameters::value_of(std::size_t parameter) const {
  const std::size_t given = given_[parameter];
  return given == none ? instance_.names->definitions[parameter].value : arguments_[given].given.value;
}

/// Whether an argument names another parameter of the subcircuit.
bool InstanceParameters::name_one_another() const {
  bool found = false;
  for (const Argument& argument : arguments_) {
    for_each_named(argument.given.value, argument.parameter, [&](std::string_view, std::size_t) { found = true; });
  }
  return found;
}

/// What place_of() needs; false, reported, if the levels have no end.
bool InstanceParameters::find_places() {
  for (std::size_t parameter = 0; parameter < given_.size(); ++parameter) {
    const std::string_view written = state_.sources.text(state_.sources.unquoted(value_of(parameter)));
    is_number_.push_back(is_plain_number(written, state_.deck.dialect));
  }
  levels_.resize(given_.size());
  bool changed = true;
  for (std::size_t round = 0; changed; ++round) {
    if (round > max_level) return report_circle();
    changed = false;
    for (std::size_t parameter = 0; parameter < levels_.size(); ++parameter) {
      for_each_named(instance_.names->definitions[parameter].value, parameter, [&](std::string_view, std::size_t on) {
        changed = changed || levels_[parameter] <= levels_[on];
        levels_[parameter] = std::max(levels_[parameter], levels_[on] + 1);
      });
    }
  }
  return true;
}

bool InstanceParameters::report_circle() {
  const auto deepest = std::max_element(levels_.begin(), levels_.end()) - levels_.begin();
  state_.found.error(codes::circular_parameter, instance_.names->definitions[static_cast<std::size_t>(deepest)].name,
                     "the parameters of subcircuit '{}' depend on one another in a circle, or more than {} deep",
                     state_.sources.text(instance_.definition->name), max_level);
  return false;
}

InstanceParameters::Place InstanceParameters::place_of(std::size_t parameter) const {
  return {!is_number_[parameter], levels_[parameter], parameter};
}

bool InstanceParameters::evaluate(const Argument& argument) {
  DefinitionNames names;
  Scope call;
  for_each_named(argument.given.value, argument.parameter, [&](std::string_view name, std::size_t other) {
    if (place_of(argument.parameter) < place_of(other) || names.parameters.contains(name)) return;
    const auto value = state_.values.value({&instance_, other});
    if (!value) return;
    names.parameters.emplace(name, call.parameters.size());
    call.parameters.push_back({ParameterSlot::State::known, *value});
    warn_of_hidden(argument.given, name, *value);
  });
  call.definition = caller_.definition;
  call.names = &names;
  call.enclosing = instance_.caller;
  call.caller = instance_.caller;
  Scope& scope = call.parameters.empty() ? caller_ : call;
  const bool multiplies = is_multiplicity(argument.parameter);
  const auto value = multiplies ? state_.reader.read_multiplicity(argument.given.value, caller_)
                                : state_.values.value(scope, argument.given.value, ScopeValues::Form::definition);
  if (multiplies) instance_.multiplicity *= value.value_or(1);
  using State = ParameterSlot::State;
  instance_.parameters[argument.parameter] = {value ? State::known : State::failed, value.value_or(0)};
  return value.has_value();
}

/// Some simulators mean the caller's parameter where one of the subcircuit has the same name.
void InstanceParameters::warn_of_hidden(const Assignment& given, std::string_view name, double value) {
  const auto hidden = caller_.find_parameter(name);
  const auto others = hidden ? state_.values.value(*hidden) : std::nullopt;
  if (!others || *others == value) return;
  state_.found
      .warning(codes::read_otherwise, given.value,
               "'{}' is here the parameter of subcircuit '{}', which is {}, and not that of its caller, {}", name,
               state_.sources.text(instance_.definition->name), value, *others)
      .with_hint("other simulators may read it otherwise: give one of them another name");
}

}  // namespace ohmscope

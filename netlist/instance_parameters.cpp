#include "netlist/instance_parameters.hpp"

#include <algorithm>

#include "netlist/codes.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t max_depth = 100;
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

}  // namespace

InstanceParameters::InstanceParameters(ElaborationState& state, Scope& instance)
    : state_(state), instance_(instance), caller_(*instance.caller), given_(instance.parameters.size(), none) {}

bool InstanceParameters::set(const CardView& card) {
  bool ok = collect(card);
  // Defaults may hang on what is given.
  for (const bool with_defaults : {false, true}) {
    for (Argument& argument : arguments_) {
      if (with_defaults || !needs_default(argument)) ok = evaluate(argument, 0) && ok;
    }
  }
  return ok;
}

bool InstanceParameters::collect(const CardView& card) {
  bool ok = true;
  for (const Assignment& given : card.assignments) {
    const std::string_view name = state_.sources.text(given.name);
    const auto found = instance_.names->parameters.find(name);
    if (found == instance_.names->parameters.end() && equal_ignoring_case(name, "m")) {
      const auto m = state_.reader.read_multiplicity(given.value, caller_);
      instance_.multiplicity *= m.value_or(1);
      ok = ok && m.has_value();
    } else if (found == instance_.names->parameters.end()) {
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

/// Whether its expression names a parameter of the subcircuit that is not given.
bool InstanceParameters::needs_default(const Argument& argument) const {
  const auto names = names_in(state_.sources.text(argument.given.value));
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    const auto found = instance_.names->parameters.find(name);
    return found != instance_.names->parameters.end() && given_[found->second] == none;
  });
}

bool InstanceParameters::evaluate(Argument& argument, std::size_t depth) {
  if (argument.is_begun) return instance_.parameters[argument.parameter].state == ParameterSlot::State::known;
  argument.is_begun = true;
  DefinitionNames names;
  Scope call;
  for (const std::string_view name : names_in(state_.sources.text(argument.given.value))) {
    const auto other = instance_.names->parameters.find(name);
    if (other == instance_.names->parameters.end() || other->second == argument.parameter) continue;
    if (depth == max_depth) {
      state_.found.error(codes::circular_parameter, argument.given.value,
                         "the parameters of this instance depend on one another more than {} deep", max_depth);
      return false;
    }
    const auto value = value_of_other(other->second, depth);
    if (!value || !names.parameters.emplace(name, call.parameters.size()).second) continue;
    call.parameters.push_back({ParameterSlot::State::known, *value});
    warn_of_hidden(argument.given, name, *value);
  }
  call.definition = caller_.definition;
  call.names = &names;
  call.enclosing = instance_.caller;
  call.caller = instance_.caller;
  Scope& scope = call.parameters.empty() ? caller_ : call;
  const auto value = state_.values.value(scope, argument.given.value, ScopeValues::Form::definition);
  if (value) instance_.parameters[argument.parameter] = {ParameterSlot::State::known, *value};
  return value.has_value();
}

/// The value of a parameter that another's expression names: as given, or its default; nothing if it is being
/// evaluated, so that the caller's is meant.
std::optional<double> InstanceParameters::value_of_other(std::size_t parameter, std::size_t depth) {
  if (given_[parameter] == none) return state_.values.value({&instance_, parameter});
  const bool ok = evaluate(arguments_[given_[parameter]], depth + 1);
  return ok ? std::optional(instance_.parameters[parameter].value) : std::nullopt;
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

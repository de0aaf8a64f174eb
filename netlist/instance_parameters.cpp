#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/instances.hpp"

// The parameters that the card of an instance gives.
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

bool InstanceOpener::set_parameters(Scope& instance, const CardView& card) {
  Arguments arguments{{}, std::vector<std::size_t>(instance.parameters.size(), none)};
  bool ok = true;
  for (const Assignment& given : card.assignments) {
    const std::string_view name = state_.sources.text(given.name);
    const auto found = instance.names->parameters.find(name);
    if (found == instance.names->parameters.end() && equal_ignoring_case(name, "m")) {
      const auto m = state_.reader.read_multiplicity(given.value, *frames_.back().scope);
      instance.multiplicity *= m.value_or(1);
      ok = ok && m.has_value();
    } else if (found == instance.names->parameters.end()) {
      report_unknown_argument(*instance.definition, given.name);
      ok = false;
    } else if (std::size_t& known = arguments.of_parameter[found->second]; known == none) {
      known = arguments.all.size();
      arguments.all.push_back({found->second, given});
    } else {
      state_.found.error(codes::given_twice, given.name, "'{}' is given twice", name)
          .note(arguments.all[known].given.name, "first given here");
      ok = false;
    }
  }
  // Defaults may hang on what is given.
  for (const bool with_defaults : {false, true}) {
    for (Argument& argument : arguments.all) {
      if (with_defaults || !needs_default(argument, arguments, instance))
        ok = evaluate(argument, arguments, instance, 0) && ok;
    }
  }
  return ok;
}

/// Whether its expression names a parameter of the subcircuit that is not given.
bool InstanceOpener::needs_default(const Argument& argument, const Arguments& all, const Scope& instance) const {
  const auto names = names_in(state_.sources.text(argument.given.value));
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    const auto found = instance.names->parameters.find(name);
    return found != instance.names->parameters.end() && all.of_parameter[found->second] == none;
  });
}

void InstanceOpener::report_unknown_argument(const Subcircuit& definition, Span span) {
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

/// As ngspice reads them: other parameters of the subcircuit come before those of whoever calls it, whatever the order.
bool InstanceOpener::evaluate(Argument& argument, Arguments& all, Scope& instance, std::size_t depth) {
  if (argument.is_begun) return instance.parameters[argument.parameter].state == ParameterSlot::State::known;
  argument.is_begun = true;
  const std::shared_ptr<Scope>& caller = frames_.back().scope;
  DefinitionNames names;
  Scope call;
  for (const std::string_view name : names_in(state_.sources.text(argument.given.value))) {
    const auto other = instance.names->parameters.find(name);
    if (other == instance.names->parameters.end() || other->second == argument.parameter) continue;
    if (depth == max_depth) {
      state_.found.error(codes::circular_parameter, argument.given.value,
                         "the parameters of this instance depend on one another more than {} deep", max_depth);
      return false;
    }
    const auto value = value_of_other(other->second, all, instance, depth);
    if (!value || !names.parameters.emplace(name, call.parameters.size()).second) continue;
    call.parameters.push_back({ParameterSlot::State::known, *value});
    warn_of_hidden(argument.given, name, *value, *instance.definition);
  }
  call.definition = caller->definition;
  call.names = &names;
  call.enclosing = caller;
  Scope& scope = call.parameters.empty() ? *caller : call;
  const auto value = state_.values.value(scope, argument.given.value, ScopeValues::Form::definition);
  if (value) instance.parameters[argument.parameter] = {ParameterSlot::State::known, *value};
  return value.has_value();
}

/// The value of a parameter that another's expression names: as given, or its default; nothing if it is being
/// evaluated, so that the caller's is meant.
std::optional<double> InstanceOpener::value_of_other(std::size_t parameter, Arguments& all, Scope& instance,
                                                     std::size_t depth) {
  if (const std::size_t given = all.of_parameter[parameter]; given != none) {
    const bool ok = evaluate(all.all[given], all, instance, depth + 1);
    return ok ? std::optional(instance.parameters[parameter].value) : std::nullopt;
  }
  return state_.values.value(instance, instance.names->definitions[parameter].name, ScopeValues::Form::value);
}

/// Some simulators mean the caller's parameter where one of the subcircuit has the same name.
void InstanceOpener::warn_of_hidden(const Assignment& given, std::string_view name, double value,
                                    const Subcircuit& definition) {
  const auto hidden = frames_.back().scope->find_parameter(name);
  if (!hidden) return;
  const ParameterSlot& slot = hidden->scope->parameters[hidden->index];
  if (slot.state != ParameterSlot::State::known || slot.value == value) return;
  state_.found
      .warning(codes::read_otherwise, given.value,
               "'{}' is here the parameter of subcircuit '{}', which is {}, and not that of its caller, {}", name,
               state_.sources.text(definition.name), value, slot.value)
      .with_hint("other simulators may read it otherwise: give one of them another name");
}

}  // namespace ohmscope

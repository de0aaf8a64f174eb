#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/names_in_scope.hpp"
#include "netlist/number.hpp"

// What the value of a parameter depends on, and in what order that is evaluated.
namespace ohmscope {

using State = ParameterSlot::State;

std::optional<FoundParameter> find_from_within(Scope& scope, std::string_view name, const ParameterSlot* own) {
  const auto found = scope.find_parameter(name);
  const bool is_itself = found && &found->slot() == own && scope.caller != nullptr;
  const auto outer = is_itself ? scope.caller->find_parameter(name) : std::nullopt;
  return outer ? outer : found;
}

std::optional<double> number_in_definition(std::string_view written, Dialect dialect) {
  const bool may_be_mil = reads(dialect, Reading::milli_il) && written.find_first_of("lL") != std::string_view::npos;
  return may_be_mil ? std::nullopt : parse_number(written, dialect);
}

std::optional<double> ScopeValues::value(const FoundParameter& parameter) {
  std::vector<Frame> stack;
  if (parameter.slot().state == State::untouched) enter(parameter, stack);
  if (!stack.empty()) resolve(std::move(stack));
  const ParameterSlot& slot = parameter.slot();
  return slot.state == State::known ? std::optional(slot.value) : std::nullopt;
}

bool ScopeValues::evaluate_all(Scope& scope) {
  bool ok = true;
  for (std::size_t i = 0; i < scope.parameters.size(); ++i) ok = value({&scope, i}).has_value() && ok;
  return ok;
}

/// Evaluates all that the topmost frame depends on, and the frame's own parameter if it has one; false if it cannot be
/// evaluated. A stack of our own: chains of definitions may be long.
bool ScopeValues::resolve(std::vector<Frame> stack) {
  while (true) {
    if (const auto found = next_dependency(stack)) {
      enter(*found, stack);
      continue;
    }
    const Frame done = std::move(stack.back());
    stack.pop_back();
    if (done.slot != nullptr) {
      const auto value =
          done.ok ? evaluate(*done.expression, NamesInScope(*done.scope, *this, done.slot), rules_, diagnostics_)
                  : std::nullopt;
      *done.slot = {value ? State::known : State::failed, value.value_or(0)};
    }
    if (stack.empty()) return done.ok;
  }
}

/// The next parameter that has no value yet and that the topmost expression needs, or a function that it calls.
std::optional<FoundParameter> ScopeValues::next_dependency(std::vector<Frame>& stack) {
  Frame& frame = stack.back();
  for (; frame.body <= frame.called.size(); ++frame.body, frame.next = 0) {
    const UserFunction* caller = frame.body == 0 ? nullptr : frame.called[frame.body - 1];
    const Expression& body = caller == nullptr ? *frame.expression : caller->body;
    for (const auto steps = body.steps(); frame.next < steps.size(); ++frame.next) {
      const Expression::Step& step = steps[frame.next];
      if (step.op == Expression::Op::call) note_call(frame, step.name, caller);
      if (step.op != Expression::Op::name || argument_of(caller, step.name)) continue;
      const auto found = dependency(stack, step);
      if (found) return found;
    }
  }
  return std::nullopt;
}

void ScopeValues::note_call(Frame& frame, std::string_view name, const UserFunction* caller) {
  const auto* callee = function(caller == nullptr ? *frame.scope->definition : *caller->definition, name);
  if (callee == nullptr) return;
  if (!*callee) {
    frame.ok = false;
  } else if (std::find(frame.called.begin(), frame.called.end(), &**callee) == frame.called.end()) {
    frame.called.push_back(&**callee);
  }
}

/// The parameter that a step of the topmost frame needs, if it has no value yet.
std::optional<FoundParameter> ScopeValues::dependency(std::vector<Frame>& stack, const Expression::Step& step) {
  Frame& frame = stack.back();
  const bool has_hertz = frame.rules->laplace || frame.rules->behavioural;
  if (has_hertz && equal_ignoring_case(step.name, "hertz")) return std::nullopt;
  if (frame.rules->laplace && equal_ignoring_case(step.name, "s")) return std::nullopt;
  if (frame.rules->known != nullptr && frame.rules->known->contains(step.name)) return std::nullopt;
  const auto found = find_from_within(*frame.scope, step.name, frame.slot);
  if (!found) {
    const auto names_it = [&](const UserFunction* called) { return argument_of(called, step.name).has_value(); };
    const bool may_be_argument = std::any_of(frame.called.begin(), frame.called.end(), names_it);
    if (may_be_argument || is_predefined(step.name, *frame.rules)) return std::nullopt;
    report_unknown(*frame.scope, step);
    frame.ok = false;
    return std::nullopt;
  }
  const ParameterSlot& slot = found->slot();
  if (slot.state == State::untouched) return found;
  if (slot.state == State::evaluating) report_cycle(stack, step, slot);
  if (slot.state != State::known) frame.ok = false;
  if (!frame.ok) return std::nullopt;
  if (outermost_may_count_) return compare_with_outermost(step, *found);
  return frame.scope->stands_in(*found->scope) ? std::nullopt : compare_readings(*frame.scope, step, *found);
}

/// Warns where the outermost definition of a name has another value, which HSPICE takes. Returns what has to be
/// evaluated before that is known.
std::optional<FoundParameter> ScopeValues::compare_with_outermost(const Expression::Step& step,
                                                                  const FoundParameter& found) {
  FoundParameter outermost = found;
  while (Scope* caller = outermost.scope->caller.get()) {
    const auto next = caller->find_parameter(step.name);
    if (!next) break;
    outermost = *next;
  }
  const ParameterSlot& other = outermost.slot();
  if (other.state == State::untouched) return outermost;
  if (other.state != State::known || other.value == found.slot().value) return std::nullopt;
  if (!told_of_caller_.insert(step.span.offset).second) return std::nullopt;
  diagnostics_
      .warning(codes::read_otherwise, step.span,
               "'{}' is {}, the innermost definition; HSPICE takes the outermost, {}, unless parhier=local", step.name,
               found.slot().value, other.value)
      .note(outermost.definition().name, "defined here")
      .with_hint("inner definitions come first here, as with '.option parhier=local'");
  return std::nullopt;
}

/// Warns where a caller gives a name another value than the definitions around it do, or alone gives it one. Returns
/// the parameter that has to be evaluated before that is known.
std::optional<FoundParameter> ScopeValues::compare_readings(Scope& scope, const Expression::Step& step,
                                                            const FoundParameter& found) {
  const auto other = scope.find_enclosing_parameter(step.name);
  if (other && other->slot().state == State::untouched) return other;
  const double value = found.slot().value;
  if (other && (other->slot().state != State::known || other->slot().value == value)) return std::nullopt;
  if (!told_of_caller_.insert(step.span.offset).second) return std::nullopt;
  std::string instead = ": other simulators may not look there";
  if (other) {
    const auto owner = other->scope->is_top()
                           ? std::string("the deck")
                           : fmt::format("'{}' around it", sources_.text(other->scope->definition->name));
    instead = fmt::format(", and not {}, as {} has it", other->slot().value, owner);
  }
  diagnostics_
      .warning(codes::read_otherwise, step.span, "'{}' is {}, as the caller '{}' has it{}", step.name, value,
               sources_.text(found.scope->definition->name), instead)
      .note(found.definition().name, "defined here")
      .with_hint(fmt::format("make '{0}' a parameter of '{1}', and write {0}={{{0}}} on its instance", step.name,
                             sources_.text(scope.definition->name)));
  return std::nullopt;
}

/// Gives a parameter its value if its definition is a number; otherwise puts its expression on the stack.
void ScopeValues::enter(const FoundParameter& found, std::vector<Frame>& stack) {
  ParameterSlot& slot = found.slot();
  const Assignment& definition = found.definition();
  if (definition.value.nowhere()) {  // reported by the scanner
    slot.state = State::failed;
    return;
  }
  const std::string_view written = sources_.text(definition.value);
  if (const auto number = number_in_definition(written, rules_.dialect)) {
    slot = {State::known, *number};
    return;
  }
  const Expression* expression = parse(sources_.unquoted(definition.value));
  slot.state = expression != nullptr ? State::evaluating : State::failed;
  if (expression != nullptr) stack.push_back({found.scope, expression, &rules_, &slot, definition.name});
}

void ScopeValues::report_cycle(const std::vector<Frame>& stack, const Expression::Step& step,
                               const ParameterSlot& slot) {
  constexpr std::size_t most_names = 8;
  std::vector<std::string> names;
  for (std::size_t i = stack.size(); i-- > 0;) {
    if (stack[i].slot != nullptr) names.emplace_back(sources_.text(stack[i].name));
    if (stack[i].slot == &slot) break;
  }
  if (names.size() > most_names) names.resize(most_names, "…");
  names.insert(names.begin(), std::string(step.name));
  diagnostics_.error(codes::circular_parameter, step.span, "parameter '{}' depends on itself", step.name)
      .with_hint(fmt::format("{}", fmt::join(names.rbegin(), names.rend(), " needs ")));
}

void ScopeValues::report_unknown(Scope& scope, const Expression::Step& step) {
  if (equal_ignoring_case(step.name, "hertz")) {
    diagnostics_.error(codes::unsupported_element, step.span, "'hertz' has no value here")
        .with_hint("write it in the value of R, C or L itself, or in that of a behavioural source");
    return;
  }
  const bool is_simulated = equal_ignoring_case(step.name, "time");
  diagnostics_.error(codes::unknown_name, step.span, "unknown parameter '{}'", step.name)
      .of_unknown_name()
      .with_hint(is_simulated ? "parameters are known before the circuit is solved"
                              : diagnostics_.suggest(step.name, [&] { return visible_parameter_names(scope); }));
}

}  // namespace ohmscope

#include "netlist/scope_values.hpp"

#include "netlist/number.hpp"

namespace ohmscope {

namespace {

using State = ParameterSlot::State;

}  // namespace

std::optional<double> ScopeValues::value(Scope& scope, Span text, Form form) {
  const std::string_view written = sources_.text(text);
  if (const auto number = parse_number(written)) return number;
  const bool is_expression = is_quoted(written) || written.starts_with('{');
  if (form == Form::value && !is_expression && !scope.find_parameter(written)) {
    diagnostics_.error(text, "'{}' is not a number", written)
        .with_hint(did_you_mean(written, visible_parameter_names(scope)));
    return std::nullopt;
  }
  const Span expression_text = sources_.unquoted(text);
  if (scope.is_top()) {
    const auto expression = Expression::parse(sources_, expression_text, diagnostics_);
    return expression ? run({{&scope, &*expression}}) : std::nullopt;
  }
  const Expression* expression = parse(expression_text);
  return expression != nullptr ? run({{&scope, expression}}) : std::nullopt;
}

bool ScopeValues::evaluate_all(Scope& scope) {
  bool ok = true;
  for (std::size_t i = 0; i < scope.parameters.size(); ++i) {
    std::vector<Frame> stack;
    if (scope.parameters[i].state == State::untouched) enter({&scope, i}, stack);
    if (!stack.empty()) run(std::move(stack));
    ok = ok && scope.parameters[i].state == State::known;
  }
  return ok;
}

const Expression* ScopeValues::parse(Span text) {
  const auto [entry, added] = parsed_.try_emplace(text.offset);
  if (added) entry->second = Expression::parse(sources_, text, diagnostics_);
  return entry->second ? &*entry->second : nullptr;
}

/// Evaluates the frame on the stack after all that it depends on. A stack of our own: chains of definitions may be
/// long.
std::optional<double> ScopeValues::run(std::vector<Frame> stack) {
  std::optional<double> value;
  while (!stack.empty()) {
    if (const auto dependency = next_dependency(stack)) {
      enter(*dependency, stack);
      continue;
    }
    const Frame done = stack.back();
    stack.pop_back();
    value = done.ok ? evaluate(*done.expression, *done.scope, rules_, diagnostics_) : std::nullopt;
    if (done.slot != nullptr) *done.slot = {value ? State::known : State::failed, value.value_or(0)};
  }
  return value;
}

/// The next parameter that the topmost expression needs and that has no value yet.
std::optional<FoundParameter> ScopeValues::next_dependency(std::vector<Frame>& stack) {
  Frame& frame = stack.back();
  for (const auto steps = frame.expression->steps(); frame.next < steps.size(); ++frame.next) {
    const Expression::Step& step = steps[frame.next];
    if (step.op != Expression::Op::name) continue;
    const auto found = frame.scope->find_parameter(step.name);
    if (!found) {
      if (is_predefined(step.name, rules_)) continue;
      report_unknown(*frame.scope, step);
      frame.ok = false;
      continue;
    }
    const ParameterSlot& slot = found->scope->parameters[found->index];
    if (slot.state == State::untouched) return found;
    if (slot.state == State::evaluating) report_cycle(stack, step, slot);
    if (slot.state != State::known) frame.ok = false;
  }
  return std::nullopt;
}

/// Gives a parameter its value if its definition is a number; otherwise puts its expression on the stack.
void ScopeValues::enter(const FoundParameter& found, std::vector<Frame>& stack) {
  ParameterSlot& slot = found.scope->parameters[found.index];
  const Assignment& definition = found.scope->names->definitions[found.index];
  const std::string_view written = sources_.text(definition.value);
  if (const auto number = parse_number(written)) {
    slot = {State::known, *number};
    return;
  }
  const Expression* expression = parse(sources_.unquoted(definition.value));
  slot.state = expression != nullptr ? State::evaluating : State::failed;
  if (expression != nullptr) stack.push_back({found.scope, expression, &slot, definition.name});
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
  diagnostics_.error(step.span, "parameter '{}' depends on itself", step.name)
      .with_hint(fmt::format("{}", fmt::join(names.rbegin(), names.rend(), " needs ")));
}

void ScopeValues::report_unknown(Scope& scope, const Expression::Step& step) {
  diagnostics_.error(step.span, "unknown parameter '{}'", step.name)
      .with_hint(did_you_mean(step.name, visible_parameter_names(scope)));
}

}  // namespace ohmscope

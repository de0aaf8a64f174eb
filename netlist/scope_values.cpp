#include "netlist/scope_values.hpp"

#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/number.hpp"

namespace ohmscope {

namespace {

using State = ParameterSlot::State;

/// Of what may stand behind a number and does not count: 4k7, 1_000, 1.2.3, 10%.
bool is_in_number_tail(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '%'; }

/// A number, but for one that is another where it is read as an expression, as definitions are.
std::optional<double> number_in_definition(std::string_view written, Dialect dialect) {
  const bool may_be_mil = reads(dialect, Reading::milli_il) && written.find_first_of("lL") != std::string_view::npos;
  return may_be_mil ? std::nullopt : parse_number(written, dialect);
}

const Subcircuit* enclosing(const Subcircuit& definition, const Subcircuit& top) {
  if (definition.parent != nullptr) return definition.parent;
  return &definition == &top ? nullptr : &top;
}

/// What `name` means in the definition of the parameter `own`: in an instance not itself but, as in ngspice, that of
/// its callers if there is one.
std::optional<FoundParameter> find_from_within(Scope& scope, std::string_view name, const ParameterSlot* own) {
  const auto found = scope.find_parameter(name);
  const bool is_itself = found && &found->slot() == own && scope.caller != nullptr;
  const auto outer = is_itself ? scope.caller->find_parameter(name) : std::nullopt;
  return outer ? outer : found;
}

}  // namespace

/// What the names of an expression mean in a scope whose parameters have been evaluated.
class ScopeValues::NamesInScope final : public Names {
 public:
  /// `own` is the parameter that is being evaluated.
  NamesInScope(Scope& scope, ScopeValues& values, const ParameterSlot* own = nullptr)
      : scope_(scope), values_(values), own_(own) {}

  [[nodiscard]] std::optional<double> value(std::string_view name) const override {
    const auto found = find_from_within(scope_, name, own_);
    return found ? std::optional(found->slot().value) : std::nullopt;
  }

  [[nodiscard]] const UserFunction* function(std::string_view name, const UserFunction* caller) const override {
    const auto* found = values_.function(caller == nullptr ? *scope_.definition : *caller->definition, name);
    return found != nullptr && *found ? &**found : nullptr;
  }

  [[nodiscard]] std::vector<std::string_view> function_names() const override { return visible_function_names(scope_); }

 private:
  Scope& scope_;
  ScopeValues& values_;
  const ParameterSlot* own_;
};

ScopeValues::ScopeValues(const SourceMap& sources, const Subcircuit& top, const NamesOfDefinitions& names,
                         Diagnostics& diagnostics, std::size_t most_depth)
    : sources_(sources), top_(top), names_(names), diagnostics_(diagnostics), most_depth_(most_depth) {
  has_functions_ = std::any_of(names.begin(), names.end(),
                               [](const auto& definition) { return !definition.second.functions.empty(); });
}

std::optional<double> ScopeValues::value(Scope& scope, Span text, Form form) {
  if (text.nowhere()) return std::nullopt;  // reported by the scanner
  const std::string_view written = sources_.text(text);
  const bool may_be_bare = form == Form::definition;
  const auto number =
      may_be_bare ? number_in_definition(written, rules_.dialect) : parse_number(written, rules_.dialect);
  if (number) return number;
  const bool is_expression = is_quoted(written) || written.starts_with('{');
  if (!may_be_bare && !is_expression && !scope.find_parameter(written)) return bare_value(scope, text, form);
  return with_expression(scope, text, rules_, [&](const Expression& expression) -> std::optional<double> {
    if (form == Form::value && !expression.probes().empty()) {
      diagnostics_.error(codes::unsupported_element, expression.probes().front().span,
                         "values that depend on a voltage or a current are not supported yet");
      return std::nullopt;
    }
    return evaluate(expression, NamesInScope(scope, *this), rules_, diagnostics_);
  });
}

/// What is neither number nor expression: of a number that other letters and digits follow these do not count.
std::optional<double> ScopeValues::bare_value(Scope& scope, Span text, Form form) {
  const std::string_view written = sources_.text(text);
  const auto number = read_number(written, rules_.dialect);
  const std::string_view rest = written.substr(number ? number->length : 0);
  if (form == Form::strict_value || !number || !std::all_of(rest.begin(), rest.end(), is_in_number_tail)) {
    Diagnostic& told = diagnostics_.error(codes::not_a_number, text, "'{}' is not a number", written)
                           .with_hint(diagnostics_.suggest(written, [&] {
                             std::vector<std::string_view> names = visible_parameter_names(scope);
                             const auto models = visible_model_names(scope);
                             names.insert(names.end(), models.begin(), models.end());
                             return names;
                           }));
    if (!written.empty() && is_letter(written.front())) told.of_unknown_name();
    return std::nullopt;
  }
  const auto other = parse_number(written, Dialect::ltspice);
  const std::string hint = other ? fmt::format("--dialect ltspice reads {}", *other) : std::string();
  diagnostics_
      .warning(codes::read_otherwise, text, "'{}' is read as {}: '{}' is ignored, as in ngspice", written,
               written.substr(0, number->length), rest)
      .with_hint(hint);
  return number->value;
}

std::optional<LinearForm> ScopeValues::linear_form(Scope& scope, Span text) {
  EvaluationRules rules = rules_;
  rules.behavioural = true;
  return with_expression(scope, text, rules, [&](const Expression& expression) {
    return ohmscope::linear_form(expression, NamesInScope(scope, *this), rules, diagnostics_);
  });
}

std::optional<TransferForm> ScopeValues::transfer_form(Scope& scope, Span text) {
  EvaluationRules rules = rules_;
  rules.laplace = true;
  const auto expression = parse_once(sources_.unquoted(text));
  if (!expression || !resolve({{&scope, &*expression, &rules}})) return std::nullopt;
  return ohmscope::transfer_form(*expression, NamesInScope(scope, *this), rules, diagnostics_);
}

/// Parses `text`, evaluates all that its value depends on, and then `use`s it. Text of the top level is met only once,
/// and not kept.
template <class Use>
auto ScopeValues::with_expression(Scope& scope, Span text, const EvaluationRules& rules, const Use& use)
    -> decltype(use(std::declval<Expression>())) {
  std::optional<Expression> own;
  if (scope.is_top()) own = parse_once(sources_.unquoted(text));
  const Expression* expression = !scope.is_top() ? parse(sources_.unquoted(text)) : own ? &*own : nullptr;
  if (expression == nullptr || !resolve({{&scope, expression, &rules}})) return std::nullopt;
  return use(*expression);
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

std::optional<Expression> ScopeValues::parse_once(Span text) {
  return Expression::parse(sources_, text, diagnostics_, most_depth_, rules_.dialect);
}

const Expression* ScopeValues::parse(Span text) {
  const auto [entry, added] = parsed_.try_emplace(text.offset);
  if (added) entry->second = parse_once(text);
  return entry->second ? &*entry->second : nullptr;
}

/// The function that `name` means in `definition`: null if there is none, empty if its body is wrong (then reported).
const std::optional<UserFunction>* ScopeValues::function(const Subcircuit& definition, std::string_view name) {
  if (!has_functions_) return nullptr;
  for (const Subcircuit* at = &definition; at != nullptr; at = enclosing(*at, top_)) {
    const auto& known = names_.at(at).functions;
    if (const auto found = known.find(name); found != known.end()) return &parse_function(*at, *found->second);
  }
  return nullptr;
}

const std::optional<UserFunction>& ScopeValues::parse_function(const Subcircuit& definition, const FunctionCard& card) {
  const auto [entry, added] = functions_.try_emplace(&card);
  if (!added || card.body.nowhere()) return entry->second;
  if (auto body = parse_once(card.body)) {
    std::vector<std::string_view> arguments;
    for (const Span argument : card.arguments) arguments.push_back(sources_.text(argument));
    entry->second =
        UserFunction{card.name, sources_.text(card.name), std::move(arguments), std::move(*body), &definition};
  }
  return entry->second;
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
  return frame.ok && !frame.scope->stands_in(*found->scope) ? compare_readings(*frame.scope, step, *found)
                                                            : std::nullopt;
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
    diagnostics_.error(codes::unsupported_element, step.span,
                       "values that depend on the frequency are not supported yet");
    return;
  }
  const bool is_simulated = equal_ignoring_case(step.name, "time");
  diagnostics_.error(codes::unknown_name, step.span, "unknown parameter '{}'", step.name)
      .of_unknown_name()
      .with_hint(is_simulated ? "parameters are known before the circuit is solved"
                              : diagnostics_.suggest(step.name, [&] { return visible_parameter_names(scope); }));
}

void set_temperatures(const Deck& deck, std::optional<double> temperature, Scope& top, ScopeValues& values) {
  const auto value = [&](std::optional<Span> text) {
    return text ? values.value(top, *text, ScopeValues::Form::value) : std::nullopt;
  };
  if (!temperature) temperature = value(deck.temperature);
  if (temperature) values.set_temperature(*temperature);
  if (const auto nominal = value(deck.nominal_temperature)) values.set_nominal_temperature(*nominal);
}

}  // namespace ohmscope

#include "netlist/scope_values.hpp"

#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/names_in_scope.hpp"
#include "netlist/number.hpp"

namespace ohmscope {

namespace {

/// Of what may stand behind a number and does not count: 4k7, 1_000, 1.2.3, 10%.
bool is_in_number_tail(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '%'; }

const Subcircuit* enclosing(const Subcircuit& definition, const Subcircuit& top) {
  if (definition.parent != nullptr) return definition.parent;
  return &definition == &top ? nullptr : &top;
}

}  // namespace

ScopeValues::ScopeValues(const SourceMap& sources, const Subcircuit& top, const NamesOfDefinitions& names,
                         Diagnostics& diagnostics, std::size_t most_depth)
    : sources_(sources), top_(top), names_(names), diagnostics_(diagnostics), most_depth_(most_depth) {
  has_functions_ = std::any_of(names.begin(), names.end(),
                               [](const auto& definition) { return !definition.second.functions.empty(); });
}

std::vector<const Setting*> ScopeValues::settings_of(const ModelCard& model) const {
  std::vector<const Setting*> found;
  for (const Setting& setting : settings_) {
    if (setting.kind == Setting::Kind::model && setting.model == &model) found.push_back(&setting);
  }
  return found;
}

std::vector<const Setting*> ScopeValues::settings_of(std::string_view prefix, std::string_view name) const {
  std::vector<const Setting*> found;
  for (const Setting& setting : settings_) {
    const std::string_view whole = setting.name;
    const bool fits = setting.kind == Setting::Kind::element && whole.size() == prefix.size() + name.size();
    if (fits && equal_ignoring_case(whole.substr(0, prefix.size()), prefix) &&
        equal_ignoring_case(whole.substr(prefix.size()), name))
      found.push_back(&setting);
  }
  return found;
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

std::optional<LinearForm> ScopeValues::table_form(Scope& scope, Span text, std::span<const double> points, Span place) {
  EvaluationRules rules = rules_;
  rules.behavioural = true;
  return with_expression(scope, text, rules, [&](const Expression& expression) {
    return ohmscope::linear_form(expression.in_table(points, place), NamesInScope(scope, *this), rules, diagnostics_);
  });
}

std::optional<TransferFunction> ScopeValues::admittance(Scope& scope, char letter, Span text) {
  EvaluationRules rules = rules_;
  rules.behavioural = true;
  return with_expression(scope, text, rules, [&](const Expression& expression) {
    return hertz_admittance(expression, letter, NamesInScope(scope, *this), rules, diagnostics_);
  });
}

std::optional<TransferForm> ScopeValues::transfer_form(Scope& scope, Span text) {
  EvaluationRules rules = rules_;
  rules.laplace = true;
  const auto expression = parse_once(sources_.unquoted(text));
  if (!expression || !resolve({{&scope, &*expression, &rules}})) return std::nullopt;
  return ohmscope::transfer_form(*expression, NamesInScope(scope, *this), rules, diagnostics_);
}

std::optional<Expression> ScopeValues::wave(Scope& scope, Span text, const KnownNames& known) {
  EvaluationRules rules = rules_;
  rules.known = &known;
  auto expression = Expression::parse(sources_, text, diagnostics_, most_depth_, rules_.dialect, Probes::with_parts);
  if (!expression || !resolve({{&scope, &*expression, &rules}})) return std::nullopt;
  return expression;
}

std::optional<std::complex<double>> ScopeValues::wave_value(Scope& scope, const Expression& wave,
                                                            const WavePoint& point) {
  return ohmscope::wave_value(wave, NamesInScope(scope, *this), rules_, point, diagnostics_);
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

void set_temperatures(const Deck& deck, std::optional<double> temperature, Scope& top, ScopeValues& values) {
  const auto value = [&](std::optional<Span> text) {
    return text ? values.value(top, *text, ScopeValues::Form::value) : std::nullopt;
  };
  if (!temperature) temperature = value(deck.temperature);
  if (temperature) values.set_temperature(*temperature);
  if (const auto nominal = value(deck.nominal_temperature)) values.set_nominal_temperature(*nominal);
}

}  // namespace ohmscope

#include "netlist/behavioural_source.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "netlist/codes.hpp"
#include "netlist/number.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view letters = "BEFGH";
constexpr std::string_view usage_of_b = "Bname p n V=expression | I=expression";
/// Words that say the value by an expression.
constexpr std::string_view expressions[] = {"VALUE", "VOL", "CUR"};
/// Forms that are not there yet.
constexpr std::string_view unsupported[] = {"TABLE", "LAPLACE", "FREQ", "FOSTER", "DELAY", "OPAMP", "TRANSFORMER"};
constexpr Parameter option_table[] = {{.name = "m", .default_value = 1, .range = Range::positive},
                                      {.name = "tc1", .default_value = 0},
                                      {.name = "tc2", .default_value = 0},
                                      {.name = "temp", .default_value = not_given},
                                      {.name = "dtemp", .default_value = 0}};
enum Option { m, tc1, tc2, temp, dtemp };

bool is_option(std::string_view name) {
  return std::any_of(std::begin(option_table), std::end(option_table),
                     [&](const Parameter& option) { return equal_ignoring_case(option.name, name); });
}

bool is_voltage_or_current(std::string_view name) {
  return equal_ignoring_case(name, "V") || equal_ignoring_case(name, "I");
}

}  // namespace

bool BehaviouralReader::reads(const CardView& card) const {
  const char letter = to_upper(text(card.words.front()).front());
  if (letters.find(letter) == std::string_view::npos) return false;
  return letter == 'B' || form_of(card).kind != Kind::none;
}

BehaviouralReader::Form BehaviouralReader::form_of(const CardView& card) const {
  const bool is_b = to_upper(text(card.words.front()).front()) == 'B';
  for (const Assignment& assignment : card.assignments) {
    const std::string_view name = text(assignment.name);
    if (is_b ? is_voltage_or_current(name) : is_among(expressions, name))
      return {Kind::expression, assignment.name, text_from(assignment.value.offset, card)};
    if (is_among(unsupported, name)) return {Kind::unsupported, assignment.name, {}};
  }
  if (is_b || card.words.size() < 4) return {};
  const Span keyword = card.words[3];
  if (is_among(unsupported, text(keyword))) return {Kind::unsupported, keyword, {}};
  if (is_among(expressions, text(keyword))) return {Kind::expression, keyword, text_from(keyword.end(), card)};
  return {equal_ignoring_case(text(keyword), "POLY") ? Kind::polynomial : Kind::none, keyword, {}};
}

/// The text of an expression that begins at `begin`: up to the options behind it.
Span BehaviouralReader::text_from(std::uint32_t begin, const CardView& card) const {
  std::uint32_t end = card.span.end();
  for (const Assignment& assignment : card.assignments) {
    const std::string_view name = text(assignment.name);
    if (assignment.name.offset > begin && (is_option(name) || is_without_effect(name)))
      end = std::min(end, assignment.name.offset);
  }
  const std::string_view whole = text({begin, end - begin});
  const std::string_view trimmed = trim(whole);
  if (trimmed.empty()) return {begin, 0};
  return {begin + static_cast<std::uint32_t>(trimmed.data() - whole.data()),
          static_cast<std::uint32_t>(trimmed.size())};
}

std::optional<BehaviouralSource> BehaviouralReader::read(const CardView& card, Scope& scope) {
  const std::string_view name = text(card.words.front());
  const char letter = to_upper(name.front());
  const Form form = form_of(card);
  if (form.kind == Kind::unsupported) {
    diagnostics_.error(codes::unsupported_element, form.keyword, "'{}': {} sources are not supported yet", name,
                       text(form.keyword));
    return std::nullopt;
  }
  if (card.words.size() < 3 || form.kind == Kind::none) {
    diagnostics_.error(codes::malformed_element, card.words.front(), "'{}' has no {}, expected '{}'", name,
                       card.words.size() < 3 ? "two nodes" : "value",
                       letter == 'B' ? usage_of_b : "VALUE={expression}");
    return std::nullopt;
  }
  BehaviouralSource source;
  source.is_voltage = letter == 'B' ? equal_ignoring_case(text(form.keyword), "V") : letter == 'E' || letter == 'H';
  source.positive = card.words[1];
  source.negative = card.words[2];
  const auto factor = read_factor(card, scope, form, source.is_voltage);
  auto value = form.kind == Kind::polynomial ? read_polynomial(card, scope) : read_expression(card, form.text, scope);
  if (!value || !factor) return std::nullopt;
  source.form = std::move(*value);
  source.form.constant *= *factor;
  for (LinearForm::Term& term : source.form.terms) term.coefficient *= *factor;
  return source;
}

/// What the value is multiplied by: the temperature's part, and of a current how many stand in parallel.
std::optional<double> BehaviouralReader::read_factor(const CardView& card, Scope& scope, const Form& form,
                                                     bool is_voltage) {
  options_.begin(option_table);
  bool ok = true;
  for (const Assignment& assignment : card.assignments) {
    const std::size_t option = options_.find(text(assignment.name));
    const bool behind = form.text.nowhere() || assignment.name.offset >= form.text.end();
    if (option != ParameterReader::none) {
      ok = options_.set(option, assignment.value, scope) && ok;
    } else if (behind && assignment.name != form.keyword && !is_without_effect(text(assignment.name))) {
      report_unknown_parameter(assignment.name, text(assignment.name), {"m", "tc1", "tc2", "temp", "dtemp"},
                               diagnostics_);
      ok = false;
    }
  }
  if (!ok) return std::nullopt;
  const std::vector<double>& v = options_.values();
  const Temperatures circuit = scope_values_.temperatures();
  const double d = (std::isnan(v[temp]) ? circuit.present + v[dtemp] : v[temp]) - circuit.nominal;
  return (1 + d * (v[tc1] + d * v[tc2])) * (is_voltage ? 1 : v[m] * scope.multiplicity);
}

std::optional<LinearForm> BehaviouralReader::read_expression(const CardView& card, Span expression, Scope& scope) {
  if (expression.length == 0) {
    diagnostics_.error(codes::missing_value, card.words.front(), "'{}' has no value, expected an expression",
                       text(card.words.front()));
    return std::nullopt;
  }
  auto form = scope_values_.linear_form(scope, expression);
  if (!form || !form->not_linear) return form;
  diagnostics_.error(codes::unsupported_element, *form->not_linear,
                     "'{}' is not linear in voltages and currents: such sources are not supported yet",
                     text(*form->not_linear));
  return std::nullopt;
}

/// `POLY(n) control … p0 p1 … pn …`, a polynomial in n controls, each a pair of nodes (E, G) or a voltage source (F,
/// H).
std::optional<LinearForm> BehaviouralReader::read_polynomial(const CardView& card, Scope& scope) {
  constexpr std::size_t first = 5;
  constexpr double most_controls = 1000;
  const std::string_view name = text(card.words.front());
  const auto count = card.words.size() < first ? std::nullopt : parse_number(text(card.words[4]));
  if (!count || *count < 1 || *count != std::floor(*count) || *count > most_controls) {
    diagnostics_.error(codes::malformed_element, card.words[3],
                       "'{}': POLY has no number of controls, expected 'POLY(n)'", name);
    return std::nullopt;
  }
  const auto n = static_cast<std::size_t>(*count);
  const bool by_current = std::string_view("FH").find(to_upper(name.front())) != std::string_view::npos;
  const std::size_t control_words = by_current ? n : 2 * n;
  if (card.words.size() <= first + control_words) {
    diagnostics_.error(codes::malformed_element, card.words[3],
                       "'{}' ends before its coefficients, expected {} of {} and then these", name, control_words,
                       by_current ? "voltage sources" : "nodes");
    return std::nullopt;
  }
  const auto controls = card.words.subspan(first, control_words);
  const auto coefficients = card.words.subspan(first + control_words);
  if (n == 1 && coefficients.size() == 1) {
    diagnostics_
        .warning(codes::read_otherwise, coefficients[0], "'{}': the only coefficient of POLY(1) is its constant", name)
        .with_hint("SPICE 2 and PSpice read it as a gain, which is 'POLY(1) … 0 gain'");
  }
  LinearForm form;
  for (std::size_t k = 0; k < coefficients.size(); ++k) {
    const auto value = scope_values_.value(scope, coefficients[k], ScopeValues::Form::value);
    if (!value) return std::nullopt;
    if (k > n && *value != 0) {
      diagnostics_.error(codes::unsupported_element, coefficients[k],
                         "'{}' is not linear in its controls: such sources are not supported yet", name);
      return std::nullopt;
    }
    if (k == 0) form.constant = *value;
    if (k == 0 || *value == 0) continue;
    const Span control = controls[by_current ? k - 1 : 2 * k - 2];
    const std::string_view other = by_current ? std::string_view() : text(controls[2 * k - 1]);
    form.terms.push_back({{by_current, text(control), other, control}, *value});
  }
  return form;
}

}  // namespace ohmscope

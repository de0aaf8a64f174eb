#include "netlist/behavioural_source.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "netlist/codes.hpp"
#include "netlist/expression_tokens.hpp"
#include "netlist/number.hpp"
#include "netlist/transfer_steps.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view letters = "BEFGH";
constexpr std::string_view usage_of_b = "Bname p n V=expression | I=expression";
/// Words that say the value by an expression.
constexpr std::string_view expressions[] = {"VALUE", "VOL", "CUR"};
/// Forms that are not there yet.
constexpr std::string_view unsupported[] = {"TABLE", "FOSTER", "DELAY", "OPAMP", "TRANSFORMER"};
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

constexpr std::size_t most_coefficients = 101;
constexpr std::size_t first_coefficient = 6;  // words before it: E1 p n LAPLACE p n

bool is_laplace(std::string_view name) { return equal_ignoring_case(name, "LAPLACE"); }
bool is_frequencies(std::string_view name) { return equal_ignoring_case(name, "FREQ"); }

/// Whether `span` holds the place `offset`.
bool holds(Span span, std::uint32_t offset) { return offset >= span.offset && offset < span.end(); }

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
  Form form;
  const Span keyword = !is_b && card.words.size() > 3 ? card.words[3] : Span{};
  if (is_laplace(text(keyword)) || is_frequencies(text(keyword))) {
    form.kind = is_laplace(text(keyword)) ? Kind::laplace : Kind::frequencies;
    form.transfer_keyword = keyword;
    if (is_by_coefficients(card)) {
      form.kind = Kind::coefficients;
      return form;
    }
    split_transfer(text_from(keyword.end(), card), form);
    return form;
  }
  for (const Assignment& assignment : card.assignments) {
    const std::string_view name = text(assignment.name);
    if (is_among(unsupported, name)) return {Kind::unsupported, assignment.name, {}};
    const bool is_value = is_b ? is_voltage_or_current(name) : is_among(expressions, name);
    if (is_value && form.keyword.nowhere()) {
      form.keyword = assignment.name;
      form.text = text_from(assignment.value.offset, card);
      if (form.kind == Kind::none) form.kind = Kind::expression;
    } else if ((is_laplace(name) || (is_frequencies(name) && !is_b)) && form.transfer_keyword.nowhere()) {
      form.kind = is_laplace(name) ? Kind::laplace : Kind::frequencies;
      form.transfer_keyword = assignment.name;
      split_transfer(text_from(assignment.value.offset, card), form);
    }
  }
  if (is_b && form.keyword.nowhere()) return {};
  if (form.kind != Kind::none || keyword.nowhere()) return form;
  if (is_among(unsupported, text(keyword))) return {Kind::unsupported, keyword, {}};
  if (is_among(expressions, text(keyword))) return {Kind::expression, keyword, text_from(keyword.end(), card)};
  return {equal_ignoring_case(text(keyword), "POLY") ? Kind::polynomial : Kind::none, keyword, {}};
}

/// HSPICE's `LAPLACE p n k0 k1 … / d0 d1 …`: others have an expression behind the keyword, and no word that is a slash.
bool BehaviouralReader::is_by_coefficients(const CardView& card) const {
  const char letter = to_upper(text(card.words.front()).front());
  const bool is_e_or_g = letter == 'E' || letter == 'G';
  if (!is_e_or_g || !is_laplace(text(card.words[3])) || card.words.size() < first_coefficient) return false;
  const auto is_node = [&](Span word) { return text(word).front() != '{' && !is_quote(text(word).front()); };
  const auto rest = card.words.subspan(4);
  return is_node(rest[0]) && is_node(rest[1]) &&
         std::any_of(rest.begin() + 2, rest.end(), [&](Span word) { return text(word) == "/"; });
}

/// `{input} = {function}` has two parts, `function` alone one.
void BehaviouralReader::split_transfer(Span whole, Form& form) const {
  const std::string_view written = text(whole);
  const std::size_t first = held_end(written);
  std::string_view rest = trim(written.substr(first));
  if (first == 0 || rest.empty()) {
    form.transfer = whole;
    return;
  }
  if (rest.starts_with('=')) rest = trim(rest.substr(1));
  const auto span = [&](std::string_view part) {
    return Span{whole.offset + static_cast<std::uint32_t>(part.data() - written.data()),
                static_cast<std::uint32_t>(part.size())};
  };
  form.text = span(trim(written.substr(0, first)));
  form.transfer = span(rest);
}

/// The text of an expression that begins at `begin`: up to the options behind it.
Span BehaviouralReader::text_from(std::uint32_t begin, const CardView& card) const {
  const bool is_b = to_upper(text(card.words.front()).front()) == 'B';
  std::uint32_t end = card.span.end();
  for (const Assignment& assignment : card.assignments) {
    const std::string_view name = text(assignment.name);
    const bool ends = is_option(name) || is_without_effect(name) || is_laplace(name) ||
                      (is_b ? is_voltage_or_current(name) : is_among(expressions, name));
    if (assignment.name.offset > begin && ends) end = std::min(end, assignment.name.offset);
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
  auto value = read_input(card, form, scope);
  const bool has_transfer = !form.transfer_keyword.nowhere();
  if (has_transfer) source.transfer = read_transfer(card, form, scope);
  if (!value || !factor || (has_transfer && !source.transfer)) return std::nullopt;
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
    const std::uint32_t at = assignment.name.offset;
    const bool is_part = assignment.name == form.keyword || assignment.name == form.transfer_keyword ||
                         holds(form.text, at) || holds(form.transfer, at);
    if (option != ParameterReader::none && !is_part) {
      ok = options_.set(option, assignment.value, scope) && ok;
    } else if (!is_part && !is_without_effect(text(assignment.name))) {
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

/// The value, or what a transfer function is applied to: where no expression says it, the words behind the nodes do.
std::optional<LinearForm> BehaviouralReader::read_input(const CardView& card, const Form& form, Scope& scope) {
  if (form.kind == Kind::polynomial) return read_polynomial(card, scope);
  if (form.transfer_keyword.nowhere() || !form.text.nowhere()) return read_expression(card, form.text, scope);
  const std::string_view name = text(card.words.front());
  const bool by_current = std::string_view("FH").find(to_upper(name.front())) != std::string_view::npos;
  const std::size_t controls = by_current ? 1 : 2;
  const std::size_t first = form.kind == Kind::coefficients ? 4 : 3;
  const auto words = card.words.subspan(first, form.kind == Kind::coefficients ? controls : std::dynamic_extent);
  if (words.size() != controls || words.front() == form.transfer_keyword) {
    diagnostics_.error(codes::malformed_element, form.transfer_keyword,
                       "'{}' has no input for its function, expected '{}'", name,
                       form.kind == Kind::laplace ? "LAPLACE {input} = {function of s}"
                                                  : "FREQ {input} = (frequency, magnitude, phase) …");
    return std::nullopt;
  }
  LinearForm input;
  input.terms.push_back({{by_current, text(words[0]), by_current ? "" : text(words[1]), words[0]}, 1});
  return input;
}

std::shared_ptr<const TransferFunction> BehaviouralReader::read_transfer(const CardView& card, const Form& form,
                                                                         Scope& scope) {
  if (form.kind == Kind::frequencies) {
    auto response = responses_.read(card.words.front(), form.transfer, scope);
    return response ? std::make_shared<const TransferFunction>(std::move(*response)) : nullptr;
  }
  if (form.kind == Kind::coefficients) return read_coefficients(card, scope);
  auto found = scope_values_.transfer_form(scope, form.transfer);
  if (!found) return nullptr;
  if (!found->not_supported) return std::make_shared<const TransferFunction>(std::move(found->function));
  diagnostics_
      .error(codes::unsupported_element, *found->not_supported, "'{}' is no function of s that can be simulated",
             text(*found->not_supported))
      .with_hint("functions of s are " + functions_of_s());
  return nullptr;
}

std::shared_ptr<const TransferFunction> BehaviouralReader::read_coefficients(const CardView& card, Scope& scope) {
  const auto words = card.words.subspan(first_coefficient);
  const auto slash = std::find_if(words.begin(), words.end(), [&](Span word) { return text(word) == "/"; });
  std::vector<double> parts[2];
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (word == slash) continue;
    const auto value = scope_values_.value(scope, *word, ScopeValues::Form::value);
    if (!value) return nullptr;
    parts[word < slash ? 0 : 1].push_back(*value);
  }
  if (std::max(parts[0].size(), parts[1].size()) > most_coefficients) {
    diagnostics_.error(codes::malformed_element, words.front(), "the transfer function has a degree above {}",
                       most_coefficients - 1);
    return nullptr;
  }
  const auto is_zero = [](double coefficient) { return coefficient == 0; };
  if (!parts[0].empty() && !std::all_of(parts[1].begin(), parts[1].end(), is_zero))
    return std::make_shared<const TransferFunction>(quotient(std::move(parts[0]), std::move(parts[1])));
  diagnostics_.error(codes::malformed_element, *slash, "'{}' has no {}, expected 'LAPLACE p n k0 k1 … / d0 d1 …'",
                     text(card.words.front()),
                     parts[0].empty() ? "coefficients before '/'" : "coefficient behind '/' that is not 0");
  return nullptr;
}

std::optional<LinearForm> BehaviouralReader::read_expression(const CardView& card, Span expression, Scope& scope) {
  if (expression.length == 0) {
    diagnostics_.error(codes::missing_value, card.words.front(), "'{}' has no value, expected an expression",
                       text(card.words.front()));
    return std::nullopt;
  }
  auto form = scope_values_.linear_form(scope, expression);
  if (form && form->constant_of_hertz) {
    diagnostics_.error(codes::unsupported_element, *form->constant_of_hertz,
                       "'{}' has a part that depends on hertz, but on no voltage or current: such sources are not "
                       "supported yet",
                       text(*form->constant_of_hertz));
    return std::nullopt;
  }
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

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
constexpr std::string_view passives = "RCL";
constexpr std::string_view usage_of_b = "Bname p n V=expression | I=expression";
constexpr Parameter option_table[] = {{.name = "m", .default_value = 1, .range = Range::positive},
                                      {.name = "tc1", .default_value = 0},
                                      {.name = "tc2", .default_value = 0},
                                      {.name = "temp", .default_value = not_given},
                                      {.name = "dtemp", .default_value = 0}};
enum Option { m, tc1, tc2, temp, dtemp };

constexpr std::size_t most_coefficients = 101;

std::string hint_of_unsupported(std::string_view keyword) {
  if (equal_ignoring_case(keyword, "POLE")) return "write its poles and zeros as LAPLACE {input} = {function of s}";
  if (equal_ignoring_case(keyword, "VCVS") || equal_ignoring_case(keyword, "VCCS"))
    return fmt::format("leave '{}' out: 'Ename p n cp cn gain'", keyword);
  return {};
}

}  // namespace

bool BehaviouralReader::reads(const CardView& card) const {
  const char letter = to_upper(text(card.words.front()).front());
  if (passives.find(letter) != std::string_view::npos) return depends_on_hertz(card);
  if (letters.find(letter) == std::string_view::npos) return false;
  return letter == 'B' || behavioural_form(sources_, card).kind != Kind::none;
}

/// Whether the value of a resistor, capacitor or inductor names the frequency.
bool BehaviouralReader::depends_on_hertz(const CardView& card) const {
  const auto names_it = [&](Span value) {
    const std::string_view written = text(value);
    if (written.empty() || held_end(written.substr(0, 1)) == 0) return false;
    constexpr std::string_view name = "hertz";
    return std::search(written.begin(), written.end(), name.begin(), name.end(),
                       [](char a, char b) { return to_upper(a) == to_upper(b); }) != written.end();
  };
  return std::any_of(card.words.begin(), card.words.end(), names_it) ||
         std::any_of(card.assignments.begin(), card.assignments.end(),
                     [&](const Assignment& assignment) { return names_it(assignment.value); });
}

/// A resistor, capacitor or inductor whose value depends on the frequency: a source of current that is controlled by
/// its own voltage.
std::optional<BehaviouralSource> BehaviouralReader::read_admittance(const CardView& card, Scope& scope) {
  const std::string_view name = text(card.words.front());
  const char letter = to_upper(name.front());
  Form form;
  if (card.words.size() == 4) form.text = card.words[3];
  for (const Assignment& assignment : card.assignments) {
    if (!form.text.nowhere() || !equal_ignoring_case(text(assignment.name), name.substr(0, 1))) continue;
    form.keyword = assignment.name;
    form.text = assignment.value;
  }
  if (form.text.nowhere() || card.words.size() > 4) {
    diagnostics_.error(codes::malformed_element, card.words.front(),
                       "'{}' has no two nodes and one value, expected '{}name p n {{expression of hertz}}'", name,
                       letter);
    return std::nullopt;
  }
  const auto in_parallel = read_factor(card, scope, form, false);
  auto function = scope_values_.admittance(scope, letter, form.text);
  if (!in_parallel || !function) return std::nullopt;
  const double m = options_.values()[Option::m] * scope.multiplicity;
  const double coefficient = letter == 'C' ? *in_parallel : m * m / *in_parallel;
  BehaviouralSource source{false, card.words[1], card.words[2], {}, {}};
  source.form.terms.push_back({{false, text(card.words[1]), text(card.words[2]), card.words.front()}, coefficient});
  source.transfer = std::make_shared<const TransferFunction>(std::move(*function));
  return source;
}

std::optional<BehaviouralSource> BehaviouralReader::read(const CardView& card, Scope& scope) {
  const std::string_view name = text(card.words.front());
  const char letter = to_upper(name.front());
  if (passives.find(letter) != std::string_view::npos) return read_admittance(card, scope);
  const Form form = behavioural_form(sources_, card);
  if (form.kind == Kind::unsupported) {
    diagnostics_
        .error(codes::unsupported_element, form.keyword, "'{}': {} sources are not supported yet", name,
               text(form.keyword))
        .with_hint(hint_of_unsupported(text(form.keyword)));
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
    const bool is_part = form.holds(assignment.name.offset);
    if (option != ParameterReader::none && !is_part) {
      ok = options_.set(option, assignment.value, scope) && ok;
    } else if (!is_part && !expect_first(sources_, assignment, card.assignments, diagnostics_)) {
      ok = false;
    } else if (!is_part && !is_without_effect(text(assignment.name))) {
      report_unknown_option(assignment.name);
      ok = false;
    }
  }
  if (!ok) return std::nullopt;
  const std::vector<double>& v = options_.values();
  const Temperatures circuit = scope_values_.temperatures();
  const double d = (std::isnan(v[temp]) ? circuit.present + v[dtemp] : v[temp]) - circuit.nominal;
  return (1 + d * (v[tc1] + d * v[tc2])) * (is_voltage ? 1 : v[m] * scope.multiplicity);
}

void BehaviouralReader::report_unknown_option(Span name) {
  report_unknown_parameter(name, text(name), {std::begin(options_of_sources), std::end(options_of_sources)},
                           diagnostics_);
}

/// The value, or what a transfer function is applied to: where no expression says it, the words behind the nodes do.
std::optional<LinearForm> BehaviouralReader::read_input(const CardView& card, const Form& form, Scope& scope) {
  if (form.kind == Kind::polynomial) return read_polynomial(card, scope);
  if (form.kind == Kind::table) return read_table(card, form, scope);
  if (form.transfer_keyword.nowhere() || !form.text.nowhere()) return read_expression(card, form.text, scope);
  auto input = read_control(card, form);
  if (!input)
    diagnostics_.error(codes::malformed_element, form.transfer_keyword,
                       "'{}' has no input for its function, expected '{}'", text(card.words.front()),
                       form.kind == Kind::laplace ? "LAPLACE {input} = {function of s}"
                                                  : "FREQ {input} = (frequency, magnitude, phase) …");
  return input;
}

/// The voltage or the current that words behind the nodes name, if they do.
std::optional<LinearForm> BehaviouralReader::read_control(const CardView& card, const Form& form) const {
  const bool by_current = is_controlled_by_current(text(card.words.front()));
  const std::size_t controls = by_current ? 1 : 2;
  const std::size_t first = form.kind == Kind::coefficients ? 4 : 3;
  const auto words = card.words.subspan(first, form.kind == Kind::coefficients ? controls : std::dynamic_extent);
  const Span keyword = form.kind == Kind::table ? form.keyword : form.transfer_keyword;
  if (words.size() != controls || words.front() == keyword) return std::nullopt;
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
  const auto words = card.words.subspan(words_before_coefficients);
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
  return accept(scope_values_.linear_form(scope, expression));
}

/// Reports what cannot be simulated.
std::optional<LinearForm> BehaviouralReader::accept(std::optional<LinearForm> form) {
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

}  // namespace ohmscope

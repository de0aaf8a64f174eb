#include "netlist/behavioural_source.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "netlist/codes.hpp"
#include "netlist/expression_tokens.hpp"
#include "netlist/function_form.hpp"
#include "netlist/number.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view letters = "BEFGH";
constexpr std::string_view passives = "RCL";
constexpr std::string_view usage_of_b = "Bname p n V=expression | I=expression";
constexpr Parameter option_table[] = {{.name = "m", .default_value = 1, .range = Range::positive},
                                      {.name = "tc1", .default_value = 0},
                                      {.name = "tc2", .default_value = 0},
                                      {.name = "temp", .default_value = not_given},
                                      {.name = "dtemp", .default_value = 0},
                                      {.name = "scale", .default_value = 1},
                                      {.name = "tce", .default_value = not_given}};
enum Option { m, tc1, tc2, temp, dtemp, scale, tce };

/// What a DELAY has beside the options of all sources; NPDELAY is of how others store it.
bool is_of_delay(std::string_view name) {
  return equal_ignoring_case(name, "td") || equal_ignoring_case(name, "npdelay");
}

}  // namespace

bool BehaviouralReader::reads(const CardView& card) const {
  const char letter = to_upper(text(card.words.front()).front());
  if (passives.find(letter) != std::string_view::npos)
    return depends_on_hertz(card) || (letter == 'R' && depends_on_circuit(card));
  if (letters.find(letter) == std::string_view::npos) return false;
  return letter == 'B' || behavioural_form(sources_, card).kind != Kind::none;
}

/// Whether an expression on the card fulfils `condition`.
template <class Condition>
bool BehaviouralReader::has_expression(const CardView& card, const Condition& condition) const {
  const auto fulfils = [&](Span value) {
    const std::string_view written = text(value);
    return !written.empty() && held_end(written.substr(0, 1)) != 0 && condition(written);
  };
  return std::any_of(card.words.begin(), card.words.end(), fulfils) ||
         std::any_of(card.assignments.begin(), card.assignments.end(),
                     [&](const Assignment& assignment) { return fulfils(assignment.value); });
}

/// Whether the value of a resistor, capacitor or inductor names the frequency.
bool BehaviouralReader::depends_on_hertz(const CardView& card) const {
  return has_expression(card, [](std::string_view written) {
    constexpr std::string_view name = "hertz";
    return std::search(written.begin(), written.end(), name.begin(), name.end(),
                       [](char a, char b) { return to_upper(a) == to_upper(b); }) != written.end();
  });
}

/// Whether it names a voltage or a current.
bool BehaviouralReader::depends_on_circuit(const CardView& card) const {
  return has_expression(card, [](std::string_view written) {
    for (std::size_t k = written.find('('); k != std::string_view::npos; k = written.find('(', k + 1)) {
      const std::string_view before = trim(written.substr(0, k));
      const bool is_probe =
          !before.empty() && std::string_view("VI").find(to_upper(before.back())) != std::string_view::npos;
      const char behind = before.size() > 1 ? before[before.size() - 2] : ' ';
      if (is_probe && !is_letter(behind) && !is_digit(behind) && behind != '_') return true;
    }
    return false;
  });
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
  if (card.words.size() == 5 && letter == 'R' && depends_on_circuit(card)) {
    diagnostics_.error(codes::unsupported_element, card.words[4],
                       "a resistance that depends on voltages or currents and has a model too is not supported yet");
    return std::nullopt;
  }
  if (form.text.nowhere() || card.words.size() > 4) {
    diagnostics_.error(codes::malformed_element, card.words.front(),
                       "'{}' has no two nodes and one value, expected '{}name p n {{expression of hertz}}'", name,
                       letter);
    return std::nullopt;
  }
  const auto in_parallel = read_factor(card, scope, form, false);
  if (!in_parallel) return std::nullopt;
  if (!depends_on_hertz(card)) return read_resistance(card, form, *in_parallel, scope);
  auto function = scope_values_.admittance(scope, letter, form.text);
  if (!function) return std::nullopt;
  const double m = options_.values()[Option::m] * scope.multiplicity;
  const double coefficient = letter == 'C' ? *in_parallel : m * m / *in_parallel;
  BehaviouralSource source{false, card.words[1], card.words[2], {}, {}};
  source.form.terms.push_back({{false, text(card.words[1]), text(card.words[2]), card.words.front()}, coefficient});
  source.transfer = std::make_shared<const TransferFunction>(std::move(*function));
  return source;
}

/// A resistor whose value depends on voltages or currents: a source of the current that is its voltage over its value.
std::optional<BehaviouralSource> BehaviouralReader::read_resistance(const CardView& card, const Form& form,
                                                                    double in_parallel, Scope& scope) {
  const auto ohms = scope_values_.linear_form(scope, form.text);
  if (!ohms) return std::nullopt;
  const double m = options_.values()[Option::m] * scope.multiplicity;
  BehaviouralSource source{false, card.words[1], card.words[2], {}, {}};
  source.form.not_linear = form.text;
  source.form.function =
      shared(conductance_of(*ohms, {false, text(card.words[1]), text(card.words[2]), form.text}, form.text),
             m * m / in_parallel);
  return source;
}

std::optional<BehaviouralSource> BehaviouralReader::read(const CardView& card, Scope& scope) {
  const std::string_view name = text(card.words.front());
  const char letter = to_upper(name.front());
  if (passives.find(letter) != std::string_view::npos) return read_admittance(card, scope);
  const Form form = behavioural_form(sources_, card);
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
  if (form.kind == Kind::transformer) source.two_port = &devices::ideal_transformer;
  if (form.kind == Kind::opamp) source.two_port = &devices::nullor;
  const auto factor = read_factor(card, scope, form, source.is_voltage);
  auto value = read_input(card, form, scope);
  const bool has_transfer = !form.transfer_keyword.nowhere();
  if (has_transfer) source.transfer = read_transfer(card, form, scope);
  if (!value || !factor || (has_transfer && !source.transfer)) return std::nullopt;
  source.form = std::move(*value);
  source.form.constant *= *factor;
  if (source.form.function) source.form.function = shared(*source.form.function, *factor);
  for (LinearForm::Term& term : source.form.terms) term.coefficient *= *factor;
  return source;
}

/// What the value is multiplied by: the temperature's part, and of a current how many stand in parallel.
std::optional<double> BehaviouralReader::read_factor(const CardView& card, Scope& scope, const Form& form,
                                                     bool is_voltage) {
  const bool is_resistor = to_upper(text(card.words.front()).front()) == 'R';
  const std::span<const Parameter> known = option_table;
  options_.begin(is_resistor ? known : known.first(tce));
  bool ok = true;
  for (const Assignment& assignment : card.assignments) {
    const std::size_t option = options_.find(text(assignment.name));
    const bool is_part = form.holds(assignment.name.offset);
    if (option != ParameterReader::none && !is_part) {
      ok = options_.set(option, assignment.value, scope) && ok;
    } else if (form.kind == Kind::delay && is_of_delay(text(assignment.name))) {
      continue;
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
  const bool is_exponential = is_resistor && !std::isnan(v[tce]);
  const double warmer = is_exponential ? std::pow(1.01, v[tce] * d) : 1 + d * (v[tc1] + d * v[tc2]);
  return v[scale] * warmer * (is_voltage ? 1 : v[m] * scope.multiplicity);
}

void BehaviouralReader::report_unknown_option(Span name) {
  report_unknown_parameter(name, text(name), {std::begin(options_of_sources), std::end(options_of_sources)},
                           diagnostics_);
}

/// The value, or what a transfer function is applied to: where no expression says it, the words behind the nodes do.
std::optional<LinearForm> BehaviouralReader::read_input(const CardView& card, const Form& form, Scope& scope) {
  if (form.kind == Kind::polynomial) return read_polynomial(card, scope);
  if (form.kind == Kind::table) return read_table(card, form, scope);
  if (has_control_behind_keyword(form.kind) && form.kind != Kind::coefficients)
    return read_by_control(card, form, scope);
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
  const bool is_behind = has_control_behind_keyword(form.kind);
  const std::size_t first = is_behind ? 4 : 3;
  if (is_behind && card.words.size() < first + controls) return std::nullopt;
  const auto words = card.words.subspan(first, is_behind ? controls : std::dynamic_extent);
  const Span keyword = form.kind == Kind::table ? form.keyword : form.transfer_keyword;
  if (words.size() != controls || words.front() == keyword) return std::nullopt;
  LinearForm input;
  input.terms.push_back({{by_current, text(words[0]), by_current ? "" : text(words[1]), words[0]}, 1});
  return input;
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
    const std::string_view written = text(*form->constant_of_hertz);
    if (!std::isfinite(form->constant)) {
      diagnostics_.error(codes::no_value, *form->constant_of_hertz, "'{}' has no finite value at 0 Hz", written);
      return std::nullopt;
    }
    diagnostics_
        .warning(codes::constant_of_hertz, *form->constant_of_hertz,
                 "a part of '{}' depends on hertz, but on no voltage or current: its value at 0 Hz counts, {}, and "
                 "small signals have none of it, as in ngspice",
                 written, form->constant)
        .with_hint("for small signals that depend on the frequency, multiply the voltage of a source with AC 1 by it");
  }
  if (!form || !form->not_linear || form->function) return form;
  diagnostics_.error(codes::unsupported_element, *form->not_linear,
                     "'{}' is not linear in voltages and currents and depends on hertz: such sources are not supported",
                     text(*form->not_linear));
  return std::nullopt;
}

}  // namespace ohmscope

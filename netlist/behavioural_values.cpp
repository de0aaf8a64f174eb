#include <algorithm>
#include <cmath>

#include "netlist/behavioural_source.hpp"
#include "netlist/codes.hpp"
#include "netlist/function_form.hpp"
#include "netlist/number.hpp"
#include "netlist/point_list.hpp"

// TABLE and POLY: values by points and by coefficients.
namespace ohmscope {

namespace {

constexpr std::string_view usage_of_table = "TABLE {expression} = (x1, y1) (x2, y2) …";

}  // namespace

/// `TABLE {expression} = (x, y) …` is table(expression, x, y, …), as is LTspice's `p n cp cn table=(x, y, …)` of a
/// voltage.
std::optional<LinearForm> BehaviouralReader::read_table(const CardView& card, const Form& form, Scope& scope) {
  const auto points = read_points(card, form, scope);
  if (!points) return std::nullopt;
  if (!form.text.nowhere()) return accept(scope_values_.table_form(scope, form.text, *points, form.keyword));
  auto input = read_control(card, form);
  if (!input) {
    diagnostics_.error(codes::malformed_element, form.keyword, "'{}': TABLE has no expression in braces, expected '{}'",
                       text(card.words.front()), usage_of_table);
    return std::nullopt;
  }
  LinearForm table;
  table.not_linear = form.keyword;
  table.function = shared(table_of(input->terms.front().probe, *points, form.keyword, scope_values_.rules()));
  return table;
}

std::optional<std::vector<double>> BehaviouralReader::read_points(const CardView& card, const Form& form,
                                                                  Scope& scope) {
  std::vector<double> values;
  std::vector<Span> places;
  PointWords words(sources_, form.points);
  for (PointWord word = words.next(); word.kind != PointWord::Kind::end; word = words.next()) {
    if (word.kind != PointWord::Kind::value) {
      report_unexpected(card, word);
      return std::nullopt;
    }
    const auto value = scope_values_.value(scope, word.span, ScopeValues::Form::value);
    if (!value) return std::nullopt;
    values.push_back(*value);
    places.push_back(word.span);
  }
  return check_points(card, form, values, places) ? std::optional(std::move(values)) : std::nullopt;
}

void BehaviouralReader::report_unexpected(const CardView& card, const PointWord& word) {
  const std::string_view written = text(word.span);
  const bool is_assigned = std::any_of(card.assignments.begin(), card.assignments.end(),
                                       [&](const Assignment& given) { return given.name == word.span; });
  if (is_assigned) return report_unknown_option(word.span);
  const bool is_name = word.kind == PointWord::Kind::name;
  diagnostics_.error(codes::malformed_element, word.span, "unexpected '{}', expected '(x, y)'", written)
      .with_hint(is_name ? fmt::format("if it is a parameter, write {{{}}}", written) : "");
}

/// Whether `values` are x and y in turns, with ascending x.
bool BehaviouralReader::check_points(const CardView& card, const Form& form, const std::vector<double>& values,
                                     const std::vector<Span>& places) {
  if (values.size() % 2 != 0 || values.empty()) {
    const std::string found = values.empty() ? "no points" : fmt::format("{} numbers, an odd count", values.size());
    diagnostics_.error(codes::malformed_element, values.empty() ? form.keyword : places.back(),
                       "'{}': TABLE has {}, expected '{}'", text(card.words.front()), found, usage_of_table);
    return false;
  }
  for (std::size_t k = 2; k < values.size(); k += 2) {
    if (values[k] > values[k - 2]) continue;
    diagnostics_
        .error(codes::out_of_range, places[k], "x is {} behind {}, expected ascending ones", values[k], values[k - 2])
        .note(places[k - 2], "the one before")
        .with_hint("a table is a list of pairs (x, y), in the order of x");
    return false;
  }
  return true;
}

/// A sum of terms, or a function where a coefficient of a higher degree is not 0.
LinearForm BehaviouralReader::polynomial(std::vector<Probe> controls, const std::vector<double>& values,
                                         std::span<const Span> places) const {
  LinearForm form;
  for (std::size_t k = controls.size() + 1; k < values.size(); ++k) {
    if (values[k] == 0) continue;
    form.not_linear = places[k];
    form.function = shared(polynomial_of(std::move(controls), values, places[k], scope_values_.rules()));
    return form;
  }
  form.constant = values.front();
  for (std::size_t k = 1; k < values.size() && k <= controls.size(); ++k) {
    if (values[k] != 0) form.terms.push_back({controls[k - 1], values[k]});
  }
  return form;
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
  const bool by_current = is_controlled_by_current(name);
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
  std::vector<double> values;
  for (const Span coefficient : coefficients) {
    const auto value = scope_values_.value(scope, coefficient, ScopeValues::Form::value);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  std::vector<Probe> probes;
  for (std::size_t k = 0; k < n; ++k) {
    const Span control = controls[by_current ? k : 2 * k];
    probes.push_back({by_current, text(control), by_current ? std::string_view() : text(controls[2 * k + 1]), control});
  }
  return polynomial(std::move(probes), values, coefficients);
}

}  // namespace ohmscope

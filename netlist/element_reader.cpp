#include "netlist/element_reader.hpp"

#include <algorithm>
#include <cmath>

#include "netlist/codes.hpp"
#include "netlist/number.hpp"
#include "netlist/time_function.hpp"
#include "netlist/usage.hpp"
#include "netlist/value_list.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t none = ParameterReader::none;

/// What the value of a source is called where it is an expression.
constexpr std::string_view values_of_behavioural[] = {"v", "i", "value"};

/// K joins any number of inductors: a device without pins takes as many references as there are.
bool takes_many(const DeviceType& type) { return type.pins.empty() && !type.references.empty(); }

}  // namespace

void warn_of_comment(Span word, std::string_view text, Diagnostics& diagnostics) {
  diagnostics.warning(codes::read_otherwise, word, "'{}' is taken for the beginning of a comment", text)
      .with_hint("write '$ ' with a blank, or ';'");
}

bool ElementReader::read(const DeviceType& type, const CardView& card, Scope& scope) {
  std::vector<const Setting*> settings;
  if (scope_values_.has_settings())
    settings = scope_values_.settings_of(scope.prefix, sources_.text(card.words.front()));
  if (settings.empty() && read_number_alone(type, card, scope)) return true;
  pins_ = {};
  references_ = {};
  own_.begin(type.parameters);
  const bool has_form =
      type.value_form != nullptr && (!card.assignments.empty() || !settings.empty());  // most have a number alone
  form_.begin(has_form ? type.value_form->parameters : std::span<const Parameter>{});
  model_.reset();
  multiplicity_ = scope.multiplicity;
  has_time_function_ = false;
  small_signal_.reset();
  noise_temperature_.reset();
  if (type.nonlinear == nullptr && !split(type, card)) return false;
  bool ok = true;
  if (type.nonlinear != nullptr) {
    ok = read_nonlinear(type, card, settings, scope);
  } else if (!type.model.empty()) {
    ok = read_model(type, card, scope);
  } else {
    words_.assign(card.words.begin() + static_cast<std::ptrdiff_t>(1 + pins_.size() + references_.size()),
                  card.words.end());
    assignments_.assign(card.assignments.begin(), card.assignments.end());
    if (!assignments_.empty() && own_.find("ac") != none) join_keywords();
    if (has_form) take_lists(type, card);
    ok = read_words(type, words_, scope);
    for (const Assignment& assignment : assignments_) ok = assign(type, assignment, card, scope) && ok;
    for (const Assignment& assignment : assignments_) ok = ok && read_small_signal(type, assignment, scope);
    for (const Setting* setting : settings) {
      const bool is_own = setting->parameter.empty() || own_.find(setting->parameter) != none;
      ok = ok && (is_own ? own_ : form_).set(*setting);
    }
    ok = ok && ((!has_form && !model_) || read_form(type, card, scope));
  }
  if (!ok || !own_.check_complete(card.words.front(), [&] { return usage(type); })) return false;
  multiply(multiplicity_);
  if (small_signal_ && type.parameters[0].in_parallel == InParallel::divided) *small_signal_ /= multiplicity_;
  if (&type == &devices::resistor && own_.values()[0] == 0) warn_of_zero(card);
  return true;
}

/// Most cards are a name, nodes and one number: reads those in which there is nothing to look up or to report.
bool ElementReader::read_number_alone(const DeviceType& type, const CardView& card, const Scope& scope) {
  const std::size_t value = 1 + type.pins.size();
  const bool is_usual = card.words.size() == value + 1 && card.assignments.empty() && type.references.empty() &&
                        type.model.empty() && type.parameters.size() == 1 && type.parameters[0].positional;
  if (!is_usual || scope.multiplicity != 1) return false;
  const auto number = parse_number(sources_.text(card.words[value]), scope_values_.dialect());
  const bool is_odd = !number || !contains(type.parameters[0].range, *number) || *number == 0;
  if (is_odd) return false;
  own_.begin(type.parameters);
  own_.set(0, *number, card.words[value]);
  pins_ = card.words.subspan(1, type.pins.size());
  references_ = {};
  small_signal_.reset();
  return true;
}

/// The others' value is not taken: an exact short is an answer here.
void ElementReader::warn_of_zero(const CardView& card) {
  const Span place = own_.place_of(0).nowhere() ? card.words.front() : own_.place_of(0);
  diagnostics_.warning(codes::read_otherwise, place, "'{}' is exactly 0 ohm; ngspice takes 1 mohm for 0",
                       sources_.text(card.words.front()));
}

bool ElementReader::read_model_values(std::span<const Parameter> parameters, const ModelLineage& model,
                                      std::span<const Assignment> given, Scope& scope) {
  own_.begin(parameters);
  bool ok = true;
  for (const Assignment& assignment : given) {
    const std::string_view name = sources_.text(assignment.name);
    if (equal_ignoring_case(name, "m")) continue;
    const std::size_t k = own_.find(name);
    if (k != none) {
      ok = own_.set(k, assignment.value, scope) && ok;
      continue;
    }
    std::vector<std::string_view> known{"m"};
    for (const Parameter& p : parameters) known.push_back(p.name);
    report_unknown_parameter(assignment.name, name, known, diagnostics_);
    ok = false;
  }
  return ok && own_.set_from_model(model, Severity::error) && own_.check_complete(model.models.front().card->name);
}

std::optional<double> ElementReader::read_multiplicity(Span text, Scope& scope) {
  const auto value = scope_values_.value(scope, text, ScopeValues::Form::value);
  if (value && *value != 1 && scope.multiplicity != 1)
    diagnostics_.warning(codes::read_otherwise, text,
                         "'m' multiplies that of the instance it stands in: {} in all; to ngspice the instance's alone "
                         "counts",
                         *value * scope.multiplicity);
  if (!value || contains(Range::positive, *value)) return value;
  diagnostics_.error(codes::out_of_range, text, "'m' is {}, expected {}", *value, describe(Range::positive));
  return std::nullopt;
}

bool ElementReader::split(const DeviceType& type, const CardView& card) {
  const auto operands = card.words.subspan(1);
  const std::size_t positional = static_cast<std::size_t>(
      std::count_if(type.parameters.begin(), type.parameters.end(), [](const Parameter& p) { return p.positional; }));
  std::size_t references = type.references.size();
  if (takes_many(type)) {
    const bool ends_in_value = !operands.empty() && !is_letter(sources_.text(operands.back()).front());
    const std::size_t values = card.assignments.empty() || ends_in_value ? positional : 0;
    references = std::max(references, operands.size() - std::min(values, operands.size()));
  }
  const std::size_t fixed = type.pins.size() + references;
  if (operands.size() < fixed) {
    const std::size_t k = operands.size();
    const std::string_view next = k < type.pins.size() ? type.pins[k] : type.references[k - type.pins.size()];
    diagnostics_.error(codes::malformed_element, card.words.front(), "'{}' ends before '{}', expected '{}'",
                       sources_.text(card.words.front()), next, usage(type));
    return false;
  }
  pins_ = operands.first(type.pins.size());
  references_ = operands.subspan(type.pins.size(), references);
  return true;
}

/// Whether `name` says the value for small signals: that which the device of both values has last.
bool ElementReader::is_small_signal(const DeviceType& type, std::string_view name) {
  return type.small_signal != nullptr && is_called(type.small_signal->parameters.back(), name);
}

bool ElementReader::read_small_signal(const DeviceType& type, const Assignment& assignment, Scope& scope) {
  if (!is_small_signal(type, sources_.text(assignment.name))) return true;
  small_signal_ = scope_values_.value(scope, assignment.value, ScopeValues::Form::value);
  return small_signal_.has_value();
}

/// `tc=1m,2u` holds two values, `IC=v1,i1,v2,i2` of a line four: all but the first are words of the card, but no values
/// of the device.
void ElementReader::take_lists(const DeviceType& type, const CardView& card) {
  const Dialect dialect = scope_values_.dialect();
  const auto coefficients = further_values(sources_, card, "tc", 1, dialect);
  const bool is_line = type.pins.size() == 4;
  const auto conditions = further_values(sources_, card, "ic", is_line ? 3 : 0, dialect);
  second_coefficient_ = coefficients.empty() ? Span{} : coefficients.front();
  std::erase_if(words_, [&](Span word) {
    return word == second_coefficient_ || std::find(conditions.begin(), conditions.end(), word) != conditions.end();
  });
}

/// A source's `AC=1 90` is `AC 1 90`: what is written so belongs to the words.
void ElementReader::join_keywords() {
  const auto keywords = std::stable_partition(assignments_.begin(), assignments_.end(), [&](const Assignment& a) {
    return own_.find(sources_.text(a.name)) == none;
  });
  for (auto a = keywords; a != assignments_.end(); ++a) words_.insert(words_.end(), {a->name, a->value});
  assignments_.erase(keywords, assignments_.end());
  std::sort(words_.begin(), words_.end(), [](Span a, Span b) { return a.offset < b.offset; });
}

/// Values in table order; the name of a parameter in between (DC, AC) says which one comes next.
bool ElementReader::read_words(const DeviceType& type, std::span<const Span> words, Scope& scope) {
  const auto positional_from = [&](std::size_t k) {
    while (k < own_.parameters().size() && !own_.parameters()[k].positional) ++k;
    return k;
  };
  const std::span<const Parameter> parameters = own_.parameters();
  const bool has_keywords = own_.find("ac") != none;
  std::size_t next = positional_from(0);
  bool ok = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view text = sources_.text(words[i]);
    const auto at_keyword = [&](std::size_t k) {
      return has_keywords && k < words.size() && own_.find(sources_.text(words[k])) != none;
    };
    if (is_model(type, words[i], scope) && !model_) {
      model_ = words[i];
    } else if (at_keyword(i)) {
      next = own_.find(text);
      const bool alone = i + 1 == words.size() || at_keyword(i + 1) || is_time_function(sources_.text(words[i + 1]));
      if (alone) ok = set_from_keyword(next, words[i]) && ok;
    } else if (has_keywords && is_time_function(text)) {
      const std::size_t first = i + 1;
      while (i + 1 < words.size() && !at_keyword(i + 1)) ++i;
      set_time_zero_value(text, words.subspan(first, i + 1 - first), scope);
      diagnostics_.warning(codes::only_time_zero, words[first - 1],
                           "'{}' is not read yet: its value at time 0 counts, or DC if that is given", text);
    } else if (next >= parameters.size() && text.starts_with('$')) {
      warn_of_comment(words[i], text, diagnostics_);
      return ok;
    } else if (next >= parameters.size()) {
      diagnostics_.error(codes::malformed_element, words[i], "unexpected '{}', expected '{}'", text, usage(type));
      return false;
    } else {
      ok = own_.set(next, words[i], scope) && ok;
      const bool named_next = next + 1 < parameters.size() && !parameters[next].positional;
      next = parameters[next].positional ? positional_from(next + 1) : named_next ? next + 1 : parameters.size();
    }
  }
  return ok;
}

bool ElementReader::assign(const DeviceType& type, const Assignment& assignment, const CardView& card, Scope& scope) {
  const std::string_view name = sources_.text(assignment.name);
  if (const std::size_t k = own_.find(name); k != none) return own_.set(k, assignment.value, scope);
  if (form_.find(name) == none && !expect_first(sources_, assignment, card.assignments, diagnostics_)) return false;
  if (is_small_signal(type, name)) return true;
  if (equal_ignoring_case(name, "m")) {
    const auto m = read_multiplicity(assignment.value, scope);
    multiplicity_ *= m.value_or(1);
    return m.has_value();
  }
  if (const std::size_t k = form_.find(name); k != none) {
    const bool has_second = equal_ignoring_case(name, "tc") && !second_coefficient_.nowhere();
    return form_.set(k, assignment.value, scope) && (!has_second || form_.set(k + 1, second_coefficient_, scope));
  }
  if (is_without_effect(name)) return true;
  if (own_.find("dc") != none && is_among(values_of_behavioural, name)) {
    diagnostics_.error(codes::unknown_parameter, assignment.name, "unknown parameter '{}'", name)
        .with_hint(
            fmt::format("an expression of voltages, currents or hertz is a B source: Bname p n {}={{…}}", type.letter));
    return false;
  }
  const auto is_time = [&](Span word) { return is_time_function(sources_.text(word)); };
  if (std::any_of(card.words.begin(), card.words.end(), is_time)) return true;  // arguments of a function of time
  std::vector<std::string_view> known;
  for (const Parameter& p : own_.parameters()) known.push_back(p.name);
  for (const Parameter& p : form_.parameters()) known.push_back(p.name);
  report_unknown_parameter(assignment.name, name, known, diagnostics_);
  return false;
}

/// A keyword without a value: AC alone means 1.
bool ElementReader::set_from_keyword(std::size_t k, Span keyword) {
  if (!equal_ignoring_case(own_.parameters()[k].name, "ac")) {
    diagnostics_.error(codes::missing_value, keyword, "'{}' has no value", sources_.text(keyword));
    return false;
  }
  own_.set(k, 1.0, keyword);
  return true;
}

void ElementReader::set_time_zero_value(std::string_view function, std::span<const Span> arguments, Scope& scope) {
  has_time_function_ = true;
  std::vector<double> values;
  for (const Span argument : arguments) {
    if (is_letter(sources_.text(argument).front())) break;
    values.push_back(scope_values_.value(scope, argument, ScopeValues::Form::value).value_or(0.0));
  }
  const std::size_t dc = own_.find("dc");
  if (!own_.is_given(dc)) own_.set(dc, value_at_time_zero(function, values), Span{});
}

}  // namespace ohmscope

#include "netlist/element_reader.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "netlist/number.hpp"
#include "netlist/time_function.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// Initial conditions and coefficients that change nothing at the nominal temperature.
constexpr std::array<std::string_view, 5> without_effect{"ic", "tc", "tc1", "tc2", "noisy"};
/// Forms of controlled sources that are not there yet: the word behind the two output nodes.
constexpr std::array<std::string_view, 6> other_forms{"POLY", "VALUE", "TABLE", "LAPLACE", "VOL", "CUR"};
constexpr std::string_view controlled_sources = "EFGH";

template <std::size_t n>
bool contains_name(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view other) { return equal_ignoring_case(other, name); });
}

bool may_be_infinite(const Parameter& parameter) {
  return contains(parameter.range, std::numeric_limits<double>::infinity());
}

/// K joins any number of inductors: a device without pins takes as many references as there are.
bool takes_many(const DeviceType& type) { return type.pins.empty() && !type.references.empty(); }

}  // namespace

std::string usage(const DeviceType& type) {
  std::string text = fmt::format("{}name", type.letter);
  for (const auto pin : type.pins) text.append(" ").append(pin);
  for (const auto reference : type.references) text.append(" ").append(reference);
  if (!type.model.empty()) return text.append(" MODEL");
  for (const Parameter& p : type.parameters) {
    const std::string written = p.positional ? std::string(p.name) : fmt::format("{}=value", p.name);
    text += p.default_value ? fmt::format(" [{}]", written) : " " + written;
  }
  return text;
}

bool ElementReader::read(const DeviceType& type, const CardView& card, Scope& scope) {
  pins_ = {};
  references_ = {};
  begin_values(type.parameters);
  if (!is_supported(type, card) || !split(type, card)) return false;
  if (!type.model.empty()) return read_model(type, card, scope);
  words_.assign(card.words.begin() + static_cast<std::ptrdiff_t>(1 + pins_.size() + references_.size()),
                card.words.end());
  assignments_.assign(card.assignments.begin(), card.assignments.end());
  if (find_parameter("ac") != none) join_keywords();
  bool ok = read_words(type, words_, scope);
  for (const Assignment& assignment : assignments_) ok = assign(assignment, scope, has_time_function_) && ok;
  return ok && check_complete(card.words.front(), &type);
}

bool ElementReader::read_assignments(std::span<const Parameter> parameters, std::span<const Assignment> assignments,
                                     Span owner, Scope& scope) {
  begin_values(parameters);
  bool ok = true;
  for (const Assignment& assignment : assignments) ok = assign(assignment, scope, false) && ok;
  return ok && check_complete(owner, nullptr);
}

void ElementReader::begin_values(std::span<const Parameter> parameters) {
  parameters_ = parameters;
  values_.clear();
  for (const Parameter& parameter : parameters) values_.push_back(parameter.default_value.value_or(0.0));
  given_.assign(parameters.size(), Span{});
  has_time_function_ = false;
}

bool ElementReader::is_supported(const DeviceType& type, const CardView& card) {
  if (controlled_sources.find(type.letter) == std::string_view::npos) return true;
  const auto refuse = [&](Span where) {
    diagnostics_.error(where, "'{}': {} sources are not supported yet", sources_.text(card.words.front()),
                       sources_.text(where));
    return false;
  };
  if (card.words.size() > 3 && contains_name(other_forms, sources_.text(card.words[3]))) return refuse(card.words[3]);
  for (const Assignment& assignment : card.assignments) {
    if (contains_name(other_forms, sources_.text(assignment.name))) return refuse(assignment.name);
  }
  return true;
}

bool ElementReader::split(const DeviceType& type, const CardView& card) {
  const auto operands = card.words.subspan(1);
  const std::size_t positional = static_cast<std::size_t>(
      std::count_if(type.parameters.begin(), type.parameters.end(), [](const Parameter& p) { return p.positional; }));
  std::size_t references = type.references.size();
  if (takes_many(type)) {
    const std::size_t values = card.assignments.empty() ? positional : 0;
    references = std::max(references, operands.size() - std::min(values, operands.size()));
  }
  const std::size_t fixed = type.pins.size() + references;
  if (operands.size() < fixed) {
    const std::size_t k = operands.size();
    const std::string_view next = k < type.pins.size() ? type.pins[k] : type.references[k - type.pins.size()];
    diagnostics_.error(card.words.front(), "'{}' ends before '{}', expected '{}'", sources_.text(card.words.front()),
                       next, usage(type));
    return false;
  }
  pins_ = operands.first(type.pins.size());
  references_ = operands.subspan(type.pins.size(), references);
  return true;
}

bool ElementReader::read_model(const DeviceType& type, const CardView& card, Scope& scope) {
  const auto words = card.words.subspan(1 + pins_.size() + references_.size());
  if (words.empty()) {
    diagnostics_.error(card.words.front(), "'{}' names no model, expected '{}'", sources_.text(card.words.front()),
                       usage(type));
    return false;
  }
  const std::string_view name = sources_.text(words[0]);
  const VisibleModel model = visible_model(scope, name);
  if (model.card == nullptr) {
    diagnostics_.error(words[0], "unknown model '{}'", name)
        .of_unknown_name()
        .with_hint(did_you_mean(name, visible_model_names(scope)));
    return false;
  }
  if (!equal_ignoring_case(sources_.text(model.card->type), type.model)) {
    diagnostics_
        .error(words[0], "model '{}' is of type '{}', expected '{}'", name, sources_.text(model.card->type), type.model)
        .note(model.card->name, "defined here");
    return false;
  }
  return read_assignments(type.parameters, model.card->parameters, model.card->name, *model.scope);
}

/// A source's `AC=1 90` is `AC 1 90`: what is written so belongs to the words.
void ElementReader::join_keywords() {
  const auto keywords = std::stable_partition(assignments_.begin(), assignments_.end(), [&](const Assignment& a) {
    return find_parameter(sources_.text(a.name)) == none;
  });
  for (auto a = keywords; a != assignments_.end(); ++a) words_.insert(words_.end(), {a->name, a->value});
  assignments_.erase(keywords, assignments_.end());
  std::sort(words_.begin(), words_.end(), [](Span a, Span b) { return a.offset < b.offset; });
}

/// Values in table order; the name of a parameter in between (DC, AC) says which one comes next.
bool ElementReader::read_words(const DeviceType& type, std::span<const Span> words, Scope& scope) {
  const auto positional_from = [&](std::size_t k) {
    while (k < parameters_.size() && !parameters_[k].positional) ++k;
    return k;
  };
  const bool has_keywords = find_parameter("ac") != none;
  std::size_t next = positional_from(0);
  bool ok = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view text = sources_.text(words[i]);
    const auto at_keyword = [&](std::size_t k) {
      return has_keywords && k < words.size() && find_parameter(sources_.text(words[k])) != none;
    };
    if (at_keyword(i)) {
      next = find_parameter(text);
      const bool alone = i + 1 == words.size() || at_keyword(i + 1) || is_time_function(sources_.text(words[i + 1]));
      if (alone) ok = set_from_keyword(next, words[i]) && ok;
    } else if (has_keywords && is_time_function(text)) {
      const std::size_t first = i + 1;
      while (i + 1 < words.size() && !at_keyword(i + 1)) ++i;
      set_time_zero_value(text, words.subspan(first, i + 1 - first), scope);
      diagnostics_.warning(words[first - 1], "'{}' is not read yet: only its value at time 0 counts", text);
    } else if (next >= parameters_.size()) {
      diagnostics_.error(words[i], "unexpected '{}', expected '{}'", text, usage(type));
      return false;
    } else {
      ok = set(next, words[i], scope) && ok;
      const bool named_next = next + 1 < parameters_.size() && !parameters_[next].positional;
      next = parameters_[next].positional ? positional_from(next + 1) : named_next ? next + 1 : parameters_.size();
    }
  }
  return ok;
}

std::size_t ElementReader::find_parameter(std::string_view name) const {
  for (std::size_t k = 0; k < parameters_.size(); ++k) {
    if (equal_ignoring_case(parameters_[k].name, name)) return k;
  }
  return none;
}

bool ElementReader::assign(const Assignment& assignment, Scope& scope, bool ignore_unknown) {
  const std::string_view name = sources_.text(assignment.name);
  const std::size_t parameter = find_parameter(name);
  if (parameter != none) return set(parameter, assignment.value, scope);
  if (ignore_unknown || contains_name(without_effect, name)) return true;
  std::vector<std::string_view> names;
  for (const Parameter& p : parameters_) names.push_back(p.name);
  std::string hint = did_you_mean(name, names);
  if (hint.empty()) hint = fmt::format("parameters are {}", fmt::join(names, ", "));
  diagnostics_.error(assignment.name, "unknown parameter '{}'", name).with_hint(std::move(hint));
  return false;
}

bool ElementReader::set(std::size_t k, Span text, Scope& scope) {
  const Parameter& parameter = parameters_[k];
  if (!given_[k].nowhere()) {
    diagnostics_.error(text, "'{}' is given twice", parameter.name).note(given_[k], "first given here");
    return false;
  }
  given_[k] = text;
  const bool infinite = may_be_infinite(parameter) && equal_ignoring_case(sources_.text(text), "inf");
  const auto value =
      infinite ? std::numeric_limits<double>::infinity() : scope_values_.value(scope, text, ScopeValues::Form::value);
  if (!value) return false;
  values_[k] = *value;
  if (contains(parameter.range, *value)) return true;
  diagnostics_.error(text, "'{}' is {}, expected {}", parameter.name, *value, describe(parameter.range));
  return false;
}

/// A keyword without a value: AC alone means 1.
bool ElementReader::set_from_keyword(std::size_t k, Span keyword) {
  if (!equal_ignoring_case(parameters_[k].name, "ac")) {
    diagnostics_.error(keyword, "'{}' has no value", sources_.text(keyword));
    return false;
  }
  values_[k] = 1.0;
  given_[k] = keyword;
  return true;
}

bool ElementReader::check_complete(Span owner, const DeviceType* type) {
  std::vector<std::string_view> missing;
  for (std::size_t k = 0; k < parameters_.size(); ++k) {
    if (given_[k].nowhere() && !parameters_[k].default_value) missing.push_back(parameters_[k].name);
  }
  if (missing.empty()) return true;
  diagnostics_.error(owner, "'{}' has no value for '{}'{}", sources_.text(owner), fmt::join(missing, "', '"),
                     type == nullptr ? "" : fmt::format(", expected '{}'", usage(*type)));
  return false;
}

void ElementReader::set_time_zero_value(std::string_view function, std::span<const Span> arguments, Scope& scope) {
  has_time_function_ = true;
  std::vector<double> values;
  for (const Span argument : arguments) {
    if (is_letter(sources_.text(argument).front())) break;
    values.push_back(scope_values_.value(scope, argument, ScopeValues::Form::value).value_or(0.0));
  }
  const std::size_t dc = find_parameter("dc");
  if (given_[dc].nowhere()) values_[dc] = value_at_time_zero(function, values);
}

}  // namespace ohmscope

#include "netlist/parameter_reader.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include "netlist/codes.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view without_effect[] = {
    "ic", "tc", "tc1", "tc2", "temp", "noisy", "noise", "dev", "lot", "bv_max",
    // of lossy lines
    "rel", "abs", "compactrel", "compactabs", "nocontrol", "steplimit", "nosteplimit", "lininterp", "quadinterp",
    "mixedinterp", "truncnr", "truncdontcut",
    // of LTspice's functions of s
    "window", "nfft", "mtol"};

/// Whether `names`, with | between them, hold `name`.
bool is_one_of(std::string_view name, std::string_view names) {
  while (!names.empty()) {
    const std::size_t end = std::min(names.find('|'), names.size());
    if (equal_ignoring_case(names.substr(0, end), name)) return true;
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return false;
}

/// PSpice's `DEV/uniform 10%`, `LOT 5%`: how values scatter.
bool is_tolerance(std::string_view word) {
  return word.ends_with('%') || equal_ignoring_case(word.substr(0, 4), "dev/") ||
         equal_ignoring_case(word.substr(0, 4), "lot/");
}

bool may_be_infinite(const Parameter& parameter) {
  return contains(parameter.range, std::numeric_limits<double>::infinity());
}

/// The nearest of `known`, or all of them.
std::string hint_of_known(std::string_view name, const std::vector<std::string_view>& known) {
  std::string hint = did_you_mean(name, known);
  return hint.empty() ? fmt::format("parameters are {}", fmt::join(known, ", ")) : hint;
}

}  // namespace

bool is_called(const Parameter& parameter, std::string_view name) {
  return equal_ignoring_case(parameter.name, name) || is_one_of(name, parameter.alias);
}

bool is_without_effect(std::string_view parameter) { return is_among(without_effect, parameter); }

bool expect_first(const SourceMap& sources, const Assignment& assignment, std::span<const Assignment> all,
                  Diagnostics& diagnostics) {
  const std::string_view name = sources.text(assignment.name);
  for (const Assignment& other : all) {
    if (other.name.offset >= assignment.name.offset) break;
    if (!equal_ignoring_case(sources.text(other.name), name)) continue;
    diagnostics.error(codes::given_twice, assignment.name, "'{}' is given twice", name)
        .note(other.name, "first given here");
    return false;
  }
  return true;
}

void report_unknown_parameter(Span span, std::string_view name, const std::vector<std::string_view>& known,
                              Diagnostics& diagnostics) {
  diagnostics.error(codes::unknown_parameter, span, "unknown parameter '{}'", name)
      .with_hint(hint_of_known(name, known));
}

void ParameterReader::begin(std::span<const Parameter> parameters) {
  parameters_ = parameters;
  values_.clear();
  for (const Parameter& parameter : parameters) values_.push_back(parameter.default_value.value_or(0.0));
  given_.assign(parameters.size(), Span{});
}

std::size_t ParameterReader::find(std::string_view name) const {
  for (std::size_t k = 0; k < parameters_.size(); ++k) {
    if (is_called(parameters_[k], name)) return k;
  }
  return none;
}

bool ParameterReader::set(std::size_t k, Span text, Scope& scope) {
  const Parameter& parameter = parameters_[k];
  if (is_given(k)) {
    diagnostics_.error(codes::given_twice, text, "'{}' is given twice", parameter.name)
        .note(given_[k], "first given here");
    return false;
  }
  const bool infinite = may_be_infinite(parameter) && equal_ignoring_case(sources_.text(text), "inf");
  const auto value =
      infinite ? std::numeric_limits<double>::infinity() : scope_values_.value(scope, text, ScopeValues::Form::value);
  set(k, value.value_or(0), text);
  if (!value) return false;
  if (contains(parameter.range, *value)) return true;
  diagnostics_.error(codes::out_of_range, text, "'{}' is {}, expected {}", parameter.name, *value,
                     describe(parameter.range));
  return false;
}

void ParameterReader::set(std::size_t k, double value, Span where) {
  values_[k] = value;
  given_[k] = where;
}

bool ParameterReader::set(const Setting& setting) {
  const std::size_t k = setting.parameter.empty() ? 0 : find(setting.parameter);
  if (k == none) return true;
  set(k, setting.value, setting.place);
  if (contains(parameters_[k].range, setting.value)) return true;
  diagnostics_.error(codes::out_of_range, setting.place, "'{}' is {}, expected {}", parameters_[k].name, setting.value,
                     describe(parameters_[k].range));
  return false;
}

bool ParameterReader::set_from_model(const ModelLineage& lineage, Severity unknown) {
  bool ok = true;
  for (const VisibleModel& model : lineage.models) {
    for (const Setting* setting : scope_values_.settings_of(*model.card)) {
      const std::size_t k = find(setting->parameter);
      if (k != none && !is_given(k)) ok = set(*setting) && ok;
    }
    const std::vector<Span> given_before = given_;  // by what is nearer to the element
    ok = set_from_card(model, given_before, unknown) && ok;
    ok = set_from_flags(model, given_before) && ok;
  }
  return ok;
}

bool ParameterReader::set_from_card(const VisibleModel& model, const std::vector<Span>& given_before,
                                    Severity unknown) {
  bool ok = true;
  for (const Assignment& assignment : model.card->parameters) {
    const std::string_view name = sources_.text(assignment.name);
    const std::size_t k = find(name);
    if (k != none) {
      ok = (!given_before[k].nowhere() || set(k, assignment.value, *model.scope)) && ok;
    } else if (!expect_first(sources_, assignment, model.card->parameters, diagnostics_)) {
      ok = false;
    } else if (!is_without_effect(name)) {
      std::vector<std::string_view> known;
      for (const Parameter& parameter : parameters_) known.push_back(parameter.name);
      if (unknown == Severity::warning) {
        diagnostics_
            .warning(codes::ignored_parameter, assignment.name, "model '{}' has a parameter '{}' that is not known",
                     sources_.text(model.card->name), name)
            .with_hint(hint_of_known(name, known));
        continue;
      }
      report_unknown_parameter(assignment.name, name, known, diagnostics_);
      ok = false;
    }
  }
  return ok;
}

/// Words of a model card: `name value` is as good as `name=value`, other words are steps and tolerances of lines.
bool ParameterReader::set_from_flags(const VisibleModel& model, const std::vector<Span>& given_before) {
  bool ok = true;
  const std::vector<Span>& flags = model.card->flags;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const std::size_t k = find(sources_.text(flags[i]));
    if (k != none && i + 1 < flags.size()) {
      ++i;
      ok = (!given_before[k].nowhere() || set(k, flags[i], *model.scope)) && ok;
    } else {
      if (is_tolerance(sources_.text(flags[i]))) continue;
      if (is_without_effect(sources_.text(flags[i]))) continue;
      diagnostics_.error(codes::malformed_element, flags[i], "found '{}', expected 'parameter=value'",
                         sources_.text(flags[i]));
      ok = false;
    }
  }
  return ok;
}

bool ParameterReader::check_complete(Span owner, const std::function<std::string()>& usage) {
  std::vector<std::string_view> missing;
  for (std::size_t k = 0; k < parameters_.size(); ++k) {
    if (!is_given(k) && !parameters_[k].default_value) missing.push_back(parameters_[k].name);
  }
  if (missing.empty()) return true;
  diagnostics_.error(codes::missing_value, owner, "'{}' has no value for '{}'{}", sources_.text(owner),
                     fmt::join(missing, "', '"), usage ? fmt::format(", expected '{}'", usage()) : "");
  return false;
}

void ParameterReader::multiply(double m) {
  if (m == 1) return;
  for (std::size_t k = 0; k < values_.size(); ++k) {
    switch (parameters_[k].in_parallel) {
      case InParallel::same:
        break;
      case InParallel::multiplied:
        values_[k] *= m;
        break;
      case InParallel::divided:
        values_[k] /= m;
        break;
      case InParallel::root_multiplied:
        values_[k] *= std::sqrt(m);
        break;
      case InParallel::root_divided:
        values_[k] /= std::sqrt(m);
        break;
    }
  }
}

}  // namespace ohmscope

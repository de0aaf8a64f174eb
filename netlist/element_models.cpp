#include <algorithm>
#include <cmath>

#include "netlist/codes.hpp"
#include "netlist/element_reader.hpp"
#include "netlist/number.hpp"
#include "netlist/usage.hpp"
#include "solver/devices/registry.hpp"

// What models say of an element, and what stands for a value in its other form.
namespace ohmscope {

namespace {

constexpr std::size_t none = ParameterReader::none;

/// Whether the card of a voltage source says its number as a port, as ngspice has it, or what only ports have.
bool says_port(const CardView& card, const SourceMap& sources) {
  const std::span<const Parameter> all = devices::source_port.parameters;
  const auto operands = card.words.subspan(std::min(card.words.size(), 1 + devices::source_port.pins.size()));
  const bool by_word = std::any_of(operands.begin(), operands.end(), [&](Span word) {
    return equal_ignoring_case(sources.text(word), all[devices::port_number].name);
  });
  return by_word || std::any_of(card.assignments.begin(), card.assignments.end(), [&](const Assignment& given) {
           const std::string_view name = sources.text(given.name);
           return is_called(all[devices::port_number], name) || is_called(all[devices::port_z0], name);
         });
}

}  // namespace

/// Devices whose values plain SPICE gives in a model card.
bool ElementReader::read_model(const DeviceType& type, const CardView& card, Scope& scope) {
  const auto words = card.words.subspan(1 + pins_.size() + references_.size());
  bool ok = true;
  for (const Assignment& assignment : card.assignments) ok = assign(type, assignment, card, scope) && ok;
  if (words.empty() && !card.assignments.empty()) return ok;
  if (words.empty()) {
    diagnostics_.error(codes::malformed_element, card.words.front(), "'{}' names no model, expected '{}'",
                       sources_.text(card.words.front()), usage(type));
    return false;
  }
  const VisibleModel model = find_model(sources_, scope, words[0], diagnostics_);
  if (model.card == nullptr) return false;
  if (words.size() > 1) {
    diagnostics_.error(codes::malformed_element, words[1], "unexpected '{}', expected '{}'", sources_.text(words[1]),
                       usage(type));
    return false;
  }
  const auto lineage = lineage_of(sources_, model, diagnostics_);
  return lineage && expect_type(*lineage, {&type.model, 1}, words[0]) &&
         own_.set_from_model(*lineage, Severity::warning) && has_no_diodes(type) && ok;
}

/// A uniform RC line may have diodes in place of its capacitors.
bool ElementReader::has_no_diodes(const DeviceType& type) {
  const std::size_t current = &type == &devices::rc_line ? own_.find("isperl") : none;
  if (current == none || own_.values()[current] == 0) return true;
  diagnostics_.error(codes::unsupported_element, own_.place_of(current), "lines with diodes are not supported yet")
      .with_hint("isperl=0 is a line with capacitors");
  return false;
}

/// `type`, or the one of the same letter that the card means by what it, or a model it names, gives.
const DeviceType& ElementReader::form_of(const DeviceType& type, const CardView& card, Scope& scope) const {
  if (&type == &devices::voltage_source) return says_port(card, sources_) ? devices::source_port : type;
  const DeviceType* other = other_form(type);
  if (other == nullptr) return type;
  const auto must_have = [&](const Assignment& given) {
    const std::string_view name = sources_.text(given.name);
    return std::any_of(other->parameters.begin(), other->parameters.end(),
                       [&](const Parameter& p) { return !p.default_value && is_called(p, name); });
  };
  const std::size_t first = 1 + type.pins.size();
  const bool names_model = card.words.size() > first && [&] {
    const VisibleModel model = visible_model(scope, sources_.text(card.words[first]));
    return model.card != nullptr && equal_ignoring_case(sources_.text(model.card->type), other->model);
  }();
  return names_model || std::any_of(card.assignments.begin(), card.assignments.end(), must_have) ? *other : type;
}

bool ElementReader::expect_type(const ModelLineage& model, std::span<const std::string_view> types, Span name) {
  const std::string_view type = sources_.text(model.type);
  if (std::any_of(types.begin(), types.end(), [&](std::string_view t) { return equal_ignoring_case(t, type); }))
    return true;
  diagnostics_
      .error(codes::wrong_model, name, "model '{}' is of type '{}', expected '{}'", sources_.text(name), type,
             fmt::join(types, "' or '"))
      .note(model.models.front().card->name, "defined here");
  return false;
}

/// Whether a word among the values of a device with a value form names a model. A parameter of that name comes first,
/// unless the model fits.
bool ElementReader::is_model(const DeviceType& type, Span word, Scope& scope) const {
  if (type.value_form == nullptr || !(is_letter(sources_.text(word).front()) || sources_.text(word).front() == '_'))
    return false;
  return visible_model(scope, sources_.text(word)).card != nullptr && !scope.find_parameter(sources_.text(word));
}

/// The value from the device's other form: its number, a model, what the card says besides.
bool ElementReader::read_form(const DeviceType& type, const CardView& card, Scope& scope) {
  const ValueForm& form = *type.value_form;
  const bool has_number = own_.is_given(form.target);
  if (form_.parameters().empty()) form_.begin(form.parameters);
  if (model_) {
    const auto lineage = lineage_of(sources_, visible_model(scope, sources_.text(*model_)), diagnostics_);
    if (!lineage || !expect_type(*lineage, form.models, *model_) || !form_.set_from_model(*lineage, Severity::warning))
      return false;
    const std::size_t model_value = form_.find(form.model_value);
    if (has_number && form_.is_given(model_value) && form_.values()[model_value] != 1) {
      diagnostics_
          .warning(codes::value_not_used, own_.place_of(form.target),
                   "'{}' has its own value: that of model '{}' does not count", sources_.text(card.words.front()),
                   sources_.text(*model_))
          .note(form_.place_of(model_value), "given here")
          .with_hint("PSpice multiplies the two");
    }
  }
  if (has_number && form.models.empty()) warn_of_other_form(type, card);
  const Span where = has_number ? own_.place_of(form.target) : model_.value_or(Span{});
  const double value =
      form.value(has_number ? own_.values()[form.target] : not_given, form_.values(), scope_values_.temperatures());
  if (std::isnan(value)) {
    if (!model_) return own_.check_complete(card.words.front(), [&] { return usage(type); });
    diagnostics_.error(codes::missing_value, *model_, "'{}' has no value: neither the card nor its model '{}' says one",
                       sources_.text(card.words.front()), sources_.text(*model_));
    return false;
  }
  if (small_signal_) *small_signal_ = form.value(*small_signal_, form_.values(), scope_values_.temperatures());
  const Temperatures temperatures = scope_values_.temperatures();
  if (form.noise_temperature != nullptr) {
    const double celsius = form.noise_temperature(form_.values(), temperatures);
    if (celsius != temperatures.present) noise_temperature_ = celsius;
  }
  own_.set(form.target, value, where.nowhere() ? card.span : where);
  return true;
}

/// What says the value in another way than a number gives way to the number.
void ElementReader::warn_of_other_form(const DeviceType& type, const CardView& card) {
  const std::string_view target = own_.parameters()[type.value_form->target].name;
  for (std::size_t k = 0; k < form_.parameters().size(); ++k) {
    if (!form_.is_given(k)) continue;
    diagnostics_
        .warning(codes::value_not_used, form_.place_of(k), "'{}' has its own {}: '{}' does not count",
                 sources_.text(card.words.front()), target, form_.parameters()[k].name)
        .note(own_.place_of(type.value_form->target), "given here");
  }
}

}  // namespace ohmscope

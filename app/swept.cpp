#include "app/swept.hpp"

#include <algorithm>

#include "app/codes.hpp"
#include "app/render/quantity.hpp"
#include "netlist/codes.hpp"
#include "netlist/lint.hpp"
#include "netlist/parameter_reader.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

class Finder {
 public:
  Finder(Session& session, const SweptName& card, const SweepableElements& elements)
      : session_(session), card_(card), elements_(elements), name_(session.sources.text(card.name)) {
    swept_.name = name_;
    swept_.setting.name = name_;
    swept_.setting.place = card.name;
    if (card.parameter) swept_.setting.parameter = session.sources.text(*card.parameter);
  }

  std::optional<Swept> find(const std::function<const Netlist&()>& netlist) {
    switch (card_.kind) {
      case SweptName::Kind::temperature:
        swept_.unit = "°C";
        return swept_;
      case SweptName::Kind::parameter:
        return parameter() ? std::optional(swept_) : unknown_parameter();
      case SweptName::Kind::model:
        return model();
      case SweptName::Kind::any:
        break;
    }
    if (const auto element = netlist().circuit.find_element(name_)) return of(netlist().circuit, *element);
    if (!card_.parameter && parameter()) return swept_;
    if (card_.parameter && session_.elaborator->find_model(name_) != nullptr) return model();
    if (!netlist().is_left_out(name_)) report_unknown(netlist().circuit);
    return std::nullopt;
  }

 private:
  Diagnostic& report(Span place, const std::string& message) {
    return session_.diagnostics.error(codes::unknown_thing, place, "{}", message);
  }

  // Whether a parameter of the deck is meant.
  bool parameter() {
    for (const std::string_view known : session_.elaborator->parameter_names()) {
      if (!equal_ignoring_case(known, name_)) continue;
      swept_.setting.kind = Setting::Kind::parameter;
      swept_.name = known;
      return !is_of_card_alone();
    }
    return false;
  }

  // A parameter that the card itself defines is one only if something uses it.
  [[nodiscard]] bool is_of_card_alone() const {
    const auto& definitions = session_.deck.top.definitions;
    const bool defines = std::any_of(definitions.begin(), definitions.end(), [&](const Assignment& definition) {
      return definition.name.offset == card_.name.offset;
    });
    return defines && occurrences(session_.sources, session_.deck, name_, 2) < 2;
  }

  std::optional<Swept> unknown_parameter() {
    report(card_.name, fmt::format("no parameter is called '{}'", name_))
        .of_unknown_name()
        .with_hint(session_.diagnostics.suggest(name_, [&] {
          std::vector<std::string_view> names = session_.elaborator->parameter_names();
          std::erase_if(names, [&](std::string_view name) { return equal_ignoring_case(name, name_); });
          return names;
        }));
    return std::nullopt;
  }

  std::optional<Swept> model() {
    swept_.setting.kind = Setting::Kind::model;
    swept_.setting.model = session_.elaborator->find_model(name_);
    if (swept_.setting.model == nullptr) {
      report(card_.name, fmt::format("no model is called '{}'", name_))
          .of_unknown_name()
          .with_hint(session_.diagnostics.suggest(name_, [&] { return session_.elaborator->model_names(); }));
      return std::nullopt;
    }
    const auto type = session_.elaborator->model_type(*swept_.setting.model);
    if (!type) return std::nullopt;  // which is reported
    if (!card_.type.nowhere() && !equal_ignoring_case(session_.sources.text(card_.type), *type)) {
      report(card_.type,
             fmt::format("model '{}' is of type '{}', not '{}'", name_, *type, session_.sources.text(card_.type)));
      return std::nullopt;
    }
    return value_among(parameters_of_models(*type), fmt::format("model '{}'", name_)) ? std::optional(swept_)
                                                                                      : std::nullopt;
  }

  // Finds the parameter that the card names, and its unit.
  bool value_among(std::span<const Parameter> parameters, const std::string& owner) {
    std::vector<std::string_view> names;
    for (const Parameter& parameter : parameters) {
      names.push_back(parameter.name);
      const bool is_meant = card_.parameter ? is_called(parameter, swept_.setting.parameter) : names.size() == 1;
      if (!is_meant) continue;
      swept_.setting.parameter = parameter.name;
      swept_.unit = parameter.unit;
      if (card_.parameter) swept_.name += fmt::format("({})", parameter.name);
      return true;
    }
    const std::string hint = did_you_mean(swept_.setting.parameter, names);
    report(card_.parameter.value_or(card_.name),
           fmt::format("{} has no value '{}' that can be swept", owner, swept_.setting.parameter))
        .with_hint(!hint.empty() || names.empty() ? hint : fmt::format("its values are {}", fmt::join(names, ", ")));
    return false;
  }

  std::optional<Swept> of(const Circuit& circuit, ElementId element) {
    const DeviceType* type = circuit.element(element).type;
    if (type == &devices::small_signal_resistor) type = &devices::resistor;
    swept_.setting.kind = Setting::Kind::element;
    swept_.name = circuit.element_name(element);
    swept_.setting.name = swept_.name;
    swept_.element = element;
    if (is_part(swept_.name) || !elements_.may_vary(*type)) {
      report(card_.name, fmt::format("'{}' is not {}: only they can be swept", name_, elements_.kinds));
      return std::nullopt;
    }
    std::vector<Parameter> parameters(type->parameters.begin(), type->parameters.end());
    if (type->value_form != nullptr) {
      const auto others = type->value_form->parameters;
      parameters.insert(parameters.end(), others.begin(), others.end());
    }
    if (!value_among(parameters, fmt::format("'{}'", name_))) return std::nullopt;
    const bool is_first = swept_.setting.parameter == type->parameters.front().name;
    swept_.is_source = is_independent_source(type) && is_first;
    swept_.is_right_hand_side = type == &devices::voltage_source && is_first;
    swept_.is_of_chain = std::any_of(session_.chains.begin(), session_.chains.end(), [&](const Chain& chain) {
      const std::string prefix = chain.name + ".";
      return equal_ignoring_case(std::string_view(swept_.name).substr(0, prefix.size()), prefix);
    });
    return swept_;
  }

  void report_unknown(const Circuit& circuit) {
    report(card_.name, fmt::format("no source, element or parameter is called '{}'", name_))
        .of_unknown_name()
        .with_hint(session_.diagnostics.suggest(name_, [&] {
          std::vector<std::string_view> names = session_.elaborator->parameter_names();
          for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
            if (elements_.may_vary(*circuit.element(id).type)) names.push_back(circuit.element_name(id));
          }
          return names;
        }));
  }

  Session& session_;
  const SweptName& card_;
  const SweepableElements& elements_;
  std::string_view name_;
  Swept swept_;
};

}  // namespace

std::optional<Swept> find_swept(Session& session, const SweptName& card, const SweepableElements& elements,
                                const std::function<const Netlist&()>& netlist) {
  return Finder(session, card, elements).find(netlist);
}

std::string setting_text(std::string_view name, double value, std::string_view unit) {
  return fmt::format("{} = {}", name, engineering_in_full(value, unit));
}

}  // namespace ohmscope

#include "netlist/usage.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace ohmscope {

namespace {

/// Of a device with a model, to which all behind the parameter `type` belongs.
std::string usage_with_model(const DeviceType& type) {
  const std::size_t most = nodes_on_card(type);
  std::string text = fmt::format("{}name", type.letter);
  for (std::size_t k = 0; k < most; ++k) {
    const bool is_optional = k + type.nonlinear->optional_pins >= most;
    text += is_optional ? fmt::format(" [{}]", type.pins[k]) : fmt::format(" {}", type.pins[k]);
  }
  for (const std::string_view reference : type.references) text.append(" ").append(reference);
  text += " MODEL";
  for (const Parameter& p : type.parameters) {
    if (p.name == "type") break;
    const bool is_word = p.positional || p.name == "off" || p.name == "on";
    if (p.name != "number") text += is_word ? fmt::format(" [{}]", p.name) : fmt::format(" [{}=value]", p.name);
  }
  return text + " [m=value]";
}

}  // namespace

std::size_t nodes_on_card(const DeviceType& type) {
  return type.pins.size() - (type.nonlinear == nullptr ? 0 : type.nonlinear->inner.size());
}

std::string usage(const DeviceType& type) {
  if (type.nonlinear != nullptr) return usage_with_model(type);
  std::string text = fmt::format("{}name", type.letter);
  for (const auto pin : type.pins) text.append(" ").append(pin);
  for (const auto reference : type.references) text.append(" ").append(reference);
  if (!type.model.empty()) return text.append(" MODEL");
  const auto written = [](const Parameter& p) {
    const std::string value = p.positional ? std::string(p.name) : fmt::format("{}=value", p.name);
    return p.default_value && !std::isnan(*p.default_value) ? fmt::format("[{}]", value) : value;
  };
  for (std::size_t k = 0; k < type.parameters.size(); ++k) {
    text.append(" ").append(written(type.parameters[k]));
    const bool has_other =
        type.value_form != nullptr && type.value_form->models.empty() && k == type.value_form->target;
    if (!has_other) continue;
    std::vector<std::string> instead;
    for (const Parameter& p : type.value_form->parameters) instead.push_back(written(p));
    text += fmt::format("|{}", fmt::join(instead, " "));
  }
  return text;
}

}  // namespace ohmscope

#include "netlist/usage.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace ohmscope {

std::string usage(const DeviceType& type) {
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

#include "solver/analyses/element_value.hpp"

#include "solver/circuit/device.hpp"

namespace ohmscope {

const Parameter& parameter_of(const Circuit& circuit, const ElementValue& value) {
  return circuit.element(value.element).type->parameters[value.parameter];
}

std::string value_name(const Circuit& circuit, const ElementValue& value) {
  std::string name(circuit.element_name(value.element));
  if (circuit.element(value.element).type->parameters.size() == 1) return name;
  return name.append(".").append(parameter_of(circuit, value).name);
}

}  // namespace ohmscope

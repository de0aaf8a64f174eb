#include "stages/rest_sensor.hpp"

#include "solver/devices/registry.hpp"

namespace ohmscope {

void rest_sensor(const Chain& chain, Circuit& circuit) {
  constexpr std::size_t dc_value = 0;
  if (chain.stages.empty()) return;
  for (const std::string& name : {chain.node_name(0) + ".source", chain.name + ".source"}) {
    const auto source = circuit.find_element(name);
    if (source && is_independent_source(circuit.element(*source).type)) circuit.set_value(*source, dc_value, 0);
  }
}

}  // namespace ohmscope

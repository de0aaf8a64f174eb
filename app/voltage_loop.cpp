#include "app/voltage_loop.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

// Whether an element's equation says the voltage between its first two nodes.
bool holds_voltage(const DeviceType& type) {
  using namespace devices;
  constexpr const DeviceType* types[] = {&voltage_source,       &inductor, &vcvs, &ccvs, &resistor, &transfer_voltage,
                                         &small_signal_resistor};
  return std::find(std::begin(types), std::end(types), &type) != std::end(types);
}

}  // namespace

std::vector<ElementId> loop_among(const Circuit& circuit, const std::vector<ElementId>& elements) {
  std::vector<ElementId> loop;
  std::copy_if(elements.begin(), elements.end(), std::back_inserter(loop),
               [&](ElementId id) { return holds_voltage(*circuit.element(id).type); });
  for (std::size_t before = 0; before != loop.size();) {  // what hangs at a node alone is in none
    before = loop.size();
    std::map<NodeId, int> ends;
    for (const ElementId id : loop) {
      for (const NodeId pin : circuit.pins(id).first(2)) ++ends[pin];
    }
    std::erase_if(loop, [&](ElementId id) {
      const auto pins = circuit.pins(id);
      return pins[0] != pins[1] && (ends[pins[0]] == 1 || ends[pins[1]] == 1);
    });
  }
  return loop;
}

std::vector<ElementId> loop_of(const Circuit& circuit, const std::vector<ElementId>& elements) {
  const bool is_plain = std::all_of(elements.begin(), elements.end(),
                                    [&](ElementId id) { return holds_voltage(*circuit.element(id).type); });
  std::vector<ElementId> loop = is_plain ? loop_among(circuit, elements) : std::vector<ElementId>{};
  return loop.empty() ? elements : loop;
}

}  // namespace ohmscope

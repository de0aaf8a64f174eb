#include "stages/port_check.hpp"

#include <functional>

#include "solver/analyses/port_relation.hpp"
#include "solver/devices/registry.hpp"
#include "stages/reduced_chain.hpp"

namespace ohmscope {

namespace {

/// A relation has its ports against ground; an ideal 1:1 transformer brings a port between two nodes there.
NodeId bring_to_ground(Circuit& circuit, const Port& port) {
  // No deck can write a name with a line end, so these are never taken.
  const NodeId primary = circuit.node("\nport");
  const NodeId pins[] = {primary, ground, port.positive, port.negative};
  const double n[] = {1};
  circuit.add(devices::ideal_transformer, "\nport", pins, n);
  return primary;
}

CheckedPort check_port(Circuit circuit, const Port& port, const std::vector<double>& frequencies,
                       const std::vector<Impedance>& by_current, const std::function<void()>& step) {
  const NodeId primary = bring_to_ground(circuit, port);
  PortReducer reducer(circuit, {primary});
  CheckedPort checked{port.name, {}};
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const Impedance by_relation = as_right(reducer.at(frequencies[k])).seen_from_left().to_impedance();
    Scale scale;
    scale.add(by_current[k]);
    checked.z.add(frequencies[k], by_relation, by_current[k], scale);
    step();
  }
  return checked;
}

}  // namespace

std::vector<CheckedPort> check_ports(const Circuit& circuit, const std::vector<Port>& ports,
                                     const std::vector<double>& frequencies, const Progress& progress) {
  std::size_t done = 0;
  const auto step = [&] { tell(progress, ++done, frequencies.size() * (1 + ports.size())); };
  const auto by_current =
      sweep_ports(circuit, ports, frequencies, [&](std::size_t /*done*/, std::size_t /*all*/) { step(); }).z;
  std::vector<CheckedPort> checked;
  for (std::size_t p = 0; p < ports.size(); ++p) {
    checked.push_back(check_port(circuit, ports[p], frequencies, by_current[p], step));
  }
  return checked;
}

}  // namespace ohmscope

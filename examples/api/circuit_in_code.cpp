// A circuit built element by element, and its driving-point impedance at three ports.
//
// Shows the solver without any text: nodes by name, elements by device type, exact 0 and infinity.
// Build and run: see CMakeLists.txt. Expect: 0 ohm across the ideal source; at the output R par C, which is 1000 ohm at
// 0 Hz and 500 - j500 ohm at 1/(2 pi R C) = 159.155 Hz; behind the coupling capacitor infinity at 0 Hz, and
// 500 - j1500 ohm at 159.155 Hz.

#include <array>
#include <complex>
#include <iostream>
#include <numbers>
#include <vector>

#include "solver/analyses/driving_point.hpp"
#include "solver/circuit/circuit.hpp"
#include "solver/devices/registry.hpp"

using ohmscope::NodeId;
namespace devices = ohmscope::devices;

int main() {
  // 1. Nodes. Ground is always there.
  ohmscope::Circuit circuit;
  const NodeId in = circuit.node("in");
  const NodeId out = circuit.node("out");
  const NodeId coupled = circuit.node("coupled");

  // 2. Elements: device type, name, pins, and values in the order of the type's table (see devices/registry.hpp).
  const auto add = [&circuit](const ohmscope::DeviceType& type, const char* name, NodeId p, NodeId n,
                              const std::vector<double>& values) {
    circuit.add(type, name, std::array{p, n}, values);
  };
  const double R = 1e3;
  const double C = 1e-6;
  add(devices::voltage_source, "V1", in, ohmscope::ground, {0.0, 1.0, 0.0});  // dc, ac, phase
  add(devices::resistor, "R1", in, out, {R});
  add(devices::capacitor, "C1", out, ohmscope::ground, {C});
  add(devices::capacitor, "C2", out, coupled, {C});

  // 3. Ports and frequencies in, a table of impedances out. Sources are zeroed: V1 is a short.
  const std::vector<ohmscope::Port> ports{{"in", in}, {"out", out}, {"coupled", coupled}};
  const std::vector<double> frequencies{0.0, 1.0 / (2.0 * std::numbers::pi * R * C)};
  const auto impedances = ohmscope::driving_point_impedances(circuit, ports, frequencies);

  // 4. Row p belongs to port p, column k to frequency k.
  for (std::size_t p = 0; p < ports.size(); ++p) {
    std::cout << ports[p].name << ':';
    for (const ohmscope::Impedance& z : impedances[p]) {
      std::cout << ' ';
      if (z.is_infinite()) {
        std::cout << "inf";
      } else {
        std::cout << z.value();
      }
    }
    std::cout << '\n';
  }
  return 0;
}

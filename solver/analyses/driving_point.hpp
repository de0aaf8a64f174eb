#pragma once

#include <string>
#include <vector>

#include "solver/circuit/circuit.hpp"
#include "solver/circuit/impedance.hpp"

namespace ohmscope {

/// A node pair at which a test current is injected.
struct Port {
  std::string name;
  NodeId positive = 0;
  NodeId negative = 0;
};

/// Driving-point impedance Z = V/I at each port at each frequency, independent sources zeroed, all other ports open.
/// Element [p][k] belongs to port p and frequency k (Hz). Exact at 0 and infinity.
[[nodiscard]] std::vector<std::vector<Impedance>> driving_point_impedances(const Circuit& circuit,
                                                                           const std::vector<Port>& ports,
                                                                           const std::vector<double>& frequencies);

}  // namespace ohmscope

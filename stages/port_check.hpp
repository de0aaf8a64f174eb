#pragma once

#include <string>
#include <vector>

#include "solver/analyses/driving_point.hpp"
#include "stages/checked_quantity.hpp"

namespace ohmscope {

struct CheckedPort {
  std::string name;
  CheckedQuantity z;  ///< by_rule: by what the circuit as a whole says of the port's voltage and current
};

/// Finds each port's driving-point impedance on two roads: by a test current, and by reducing the circuit to what it
/// says of the port's v and i. Frequencies in Hz; a result per port, in their order. `progress` is told of each
/// frequency of each road.
[[nodiscard]] std::vector<CheckedPort> check_ports(const Circuit& circuit, const std::vector<Port>& ports,
                                                   const std::vector<double>& frequencies,
                                                   const Progress& progress = {});

}  // namespace ohmscope

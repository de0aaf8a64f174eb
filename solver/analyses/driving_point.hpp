#pragma once

#include <string>
#include <vector>

#include "solver/analyses/progress.hpp"
#include "solver/circuit/circuit.hpp"
#include "solver/circuit/impedance.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// A node pair at which a test current is injected.
struct Port {
  std::string name;
  NodeId positive = 0;
  NodeId negative = 0;
};

/// The impedances of ports over frequencies, and what they took.
struct PortSweepResult {
  std::vector<std::vector<Impedance>> z;  ///< [p][k]: port p at frequency k
  SolverCounters counters;
};

/// Driving-point impedance Z = V/I at each port at each frequency (Hz), independent sources zeroed, all other ports
/// open. Exact at 0 and infinity. `progress` is told of each frequency.
[[nodiscard]] PortSweepResult sweep_ports(const Circuit& circuit, const std::vector<Port>& ports,
                                          const std::vector<double>& frequencies, const Progress& progress = {});
/// The same, impedances alone.
[[nodiscard]] std::vector<std::vector<Impedance>> driving_point_impedances(const Circuit& circuit,
                                                                           const std::vector<Port>& ports,
                                                                           const std::vector<double>& frequencies);

}  // namespace ohmscope

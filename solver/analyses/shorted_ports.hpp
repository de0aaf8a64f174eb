#pragma once

#include <vector>

#include "solver/circuit/mna_system.hpp"

namespace ohmscope {

/// Tells by port, a pair of node voltages, whether one branch holds its ends at one voltage while its current, on which
/// nothing else depends, flows from one end to the other, as that of an ideal voltage source does: a port of 0 ohm at
/// every frequency, whatever else there is, seen without solving for anything. Other ports may have 0 ohm too.
[[nodiscard]] std::vector<bool> shorted_ports(const MnaSystem& mna, const std::vector<UnknownPair>& ports);

}  // namespace ohmscope

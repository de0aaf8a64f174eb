#pragma once

#include "netlist/code.hpp"

/// What can be wrong with a circuit of diodes and transistors. E07.
namespace ohmscope::codes {

inline constexpr Code no_operating_point{"E0710", "a circuit whose operating point was not found", R"(
    Q1 c b e QNPN
    .model QNPN npn bf=200

Diodes and transistors make the equations of a circuit nonlinear: its DC voltages and currents are found step by step.
Newton's method, gmin stepping, source stepping and pseudo-transient were tried in this order, and none came to rest.
The message names the nodes and devices that still moved: look there for a missing connection, a wrong value or unit, a
model of the wrong polarity.
)"};

inline constexpr Code nonlinear_stage{"E0711", "a stage with diodes or transistors", R"(
'chain' and 'check' do not know such stages yet. 'run' and 'port' do: they find the operating point of the whole deck
and linearise it there.
)"};

/// All of the above, in order.
inline constexpr const Code* of_biases[] = {&no_operating_point, &nonlinear_stage};

}  // namespace ohmscope::codes

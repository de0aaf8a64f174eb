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

inline constexpr Code nonlinear_array{"E0711", "an array of stages with diodes or transistors", R"(
    amp[3] gainstage          <- three operating points

Each such stage stands on a line of its own: the members of an array are taken for equal, and these are not.
)"};

inline constexpr Code biased_stage{"W0710", "a stage that is seen at its operating point", R"(
Stages with diodes or transistors are linearised at the operating point that they have in the whole chain, with all
stages connected and the sensor at 0 V DC. Their local impedances are those of the stage alone, biased like that.
)"};

inline constexpr Code idle_device{"W0711", "a transistor that is off or saturated", R"(
At the operating point of the whole chain a transistor of the stage carries no current, or a bipolar one conducts to its
collector too. It amplifies nothing then. Most often a neighbour upsets the bias: a coupling capacitor ('series
Z=C(10u)') keeps it away.
)"};

/// All of the above, in order.
inline constexpr const Code* of_biases[] = {&no_operating_point, &nonlinear_array, &biased_stage, &idle_device};

}  // namespace ohmscope::codes

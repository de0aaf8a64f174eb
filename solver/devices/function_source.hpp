#pragma once

#include "solver/circuit/device.hpp"

namespace ohmscope::devices {

/// p n and the pins of each control voltage | factor, with a FunctionBias. No card names them: expressions are made of
/// them.
extern const DeviceType function_voltage;
extern const DeviceType function_current;  ///< current flows from p through it to n

}  // namespace ohmscope::devices

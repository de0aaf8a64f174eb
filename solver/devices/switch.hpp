#pragma once

#include "solver/circuit/device.hpp"

namespace ohmscope::devices {

/// Linear only in the small, like diodes and transistors.
extern const DeviceType voltage_switch;  ///< S: p n cp cn | off on type, then its model's
extern const DeviceType current_switch;  ///< W: p n | voltage source | likewise

}  // namespace ohmscope::devices

#pragma once

#include <string>

#include "solver/circuit/device.hpp"

namespace ohmscope {

/// "Ename p n cp cn gain": how a card of `type` is written, from its tables.
[[nodiscard]] std::string usage(const DeviceType& type);

}  // namespace ohmscope

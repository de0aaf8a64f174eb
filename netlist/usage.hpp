#pragma once

#include <string>

#include "solver/circuit/device.hpp"

namespace ohmscope {

/// "Ename p n cp cn gain": how a card of `type` is written, from its tables.
[[nodiscard]] std::string usage(const DeviceType& type);

/// How many nodes a card of `type` names at most: inner ones stand on none.
[[nodiscard]] std::size_t nodes_on_card(const DeviceType& type);

}  // namespace ohmscope

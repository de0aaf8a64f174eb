#pragma once

#include <optional>

#include "solver/circuit/circuit.hpp"

namespace ohmscope {

/// The voltage between two nodes, or the current through a voltage source from its first pin.
struct TransferOutput {
  NodeId positive = ground;
  NodeId negative = ground;
  std::optional<ElementId> current_of = std::nullopt;
};

}  // namespace ohmscope

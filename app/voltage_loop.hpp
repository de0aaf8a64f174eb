#pragma once

#include <vector>

#include "solver/circuit/circuit.hpp"

namespace ohmscope {

/// Those of `elements` whose voltages add up around closed loops; none: there is no loop.
[[nodiscard]] std::vector<ElementId> loop_among(const Circuit& circuit, const std::vector<ElementId>& elements);

/// Those of contradicting `elements` that make the loop: not the source that controls another one. All of them if some
/// are no two-poles that fix a voltage, as lines and transformers are.
[[nodiscard]] std::vector<ElementId> loop_of(const Circuit& circuit, const std::vector<ElementId>& elements);

}  // namespace ohmscope

#pragma once

#include <string>
#include <vector>

#include "solver/circuit/circuit.hpp"

namespace ohmscope {

/// A circuit's names as ngspice takes them: no characters with a meaning of their own, elements beginning with the
/// letter of their device. Unique without regard to case, and as near to the circuit's own names as that allows.
struct PlainNames {
  std::vector<std::string> nodes;     ///< by NodeId; ground is "0"
  std::vector<std::string> elements;  ///< by ElementId
};

[[nodiscard]] PlainNames plain_names(const Circuit& circuit);

}  // namespace ohmscope

#pragma once

#include <string>
#include <vector>

#include "app/session.hpp"

namespace ohmscope {

/// Why a circuit has no unique solution at some frequency.
struct Trouble {
  enum class Kind { contradiction, open_voltages, open_currents, numerical };
  Kind kind = Kind::numerical;
  bool matters = true;              ///< something asked for depends on it
  std::vector<NodeId> nodes;        ///< whose currents contradict one another, or whose voltages are open
  std::vector<ElementId> elements;  ///< that contradict one another or meet at those nodes, or whose currents are open
  auto operator<=>(const Trouble&) const = default;
};

/// Tells it in beginner's words, as an error at the lines of the deck. `where` is "at 0 Hz".
[[nodiscard]] Diagnostic describe(const Session& session, const Netlist& netlist, const Trouble& trouble,
                                  const std::string& where);

}  // namespace ohmscope

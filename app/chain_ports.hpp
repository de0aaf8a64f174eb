#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "app/ports.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// The output of a stage.
struct StageNode {
  const Chain* chain = nullptr;
  std::size_t stage = 0;
};
/// The one that the node called `name` is; nothing if it is no stage's output.
[[nodiscard]] std::optional<StageNode> stage_node(const std::vector<Chain>& chains, std::string_view name);

/// Ports of chains, and what they took.
struct ChainPorts {
  std::vector<NamedPort> ports;
  std::vector<std::vector<Impedance>> z;  ///< by port, then by frequency
  SolverCounters counters;
};

/// The impedances of all ports that are asked for, at frequencies in Hz, of a deck of long chains and nothing else, its
/// ports between stages and ground: what stands left of the port's cut in parallel with what stands right of it, each
/// distinct stage being drawn once. Nothing where there is more to the deck, where stages or chains act on each other
/// otherwise than along a chain, or where the two sides nearly cancel; then nothing has been reported but what is wrong
/// with the deck.
[[nodiscard]] std::optional<ChainPorts> ports_of_chains(Session& session, const std::vector<double>& frequencies);

}  // namespace ohmscope

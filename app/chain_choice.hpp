#pragma once

#include <optional>
#include <vector>

#include "app/session.hpp"

namespace ohmscope {

/// A chain to work on and the stages to tell about.
struct ChosenChain {
  const Chain* chain = nullptr;
  std::vector<std::size_t> stages;  ///< indices, ascending; empty: all
};

/// The chains of `--chain` with the stages of `--stage`; chains that have none of these stages are left out. Reports
/// names that do not exist, and a deck without chains.
[[nodiscard]] std::vector<ChosenChain> choose_chains(Session& session);

}  // namespace ohmscope

#pragma once

#include <limits>
#include <string>

#include "app/session.hpp"

namespace ohmscope {

/// What a page tells besides the curves; either takes longer than those.
struct PageParts {
  bool check = true;    ///< every impedance by two roads
  bool netlist = true;  ///< the deck, expanded
  /// Of stages times frequencies times five; more are refused.
  std::size_t most_values = std::numeric_limits<std::size_t>::max();
};

/// All that the page of a deck shows, as one JSON object: `title`, `deck`, `chains` (as `chain --json` has them, each
/// array of numbers a place in `curves`), `lines` of each chain, its `interfaces`, the stage `types` it uses, `check`,
/// `netlist`, `diagnostics`, `program` and `made`. Where the deck has errors there are no chains, and the diagnostics
/// are the session's.
struct PageData {
  std::string json;
  bool has_chains = false;
};
[[nodiscard]] PageData page_data(Session& session, const PageParts& parts);

}  // namespace ohmscope

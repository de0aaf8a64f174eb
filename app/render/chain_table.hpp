#pragma once

#include "app/output.hpp"
#include "app/render/columns.hpp"
#include "app/session.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

/// What is shown of a chain.
struct ShownChain {
  std::string name;
  std::vector<StageResult> stages;  ///< those shown
  Abridged rows;                    ///< where others are left out between them
};

/// The chain for people: its signal path, then for each spot frequency the four impedances of every stage, then the
/// voltages.
void print_chain_table(Output& out, const ShownChain& shown, const Frequencies& frequencies);

}  // namespace ohmscope

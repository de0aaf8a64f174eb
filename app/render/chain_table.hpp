#pragma once

#include "app/output.hpp"
#include "app/session.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

/// The chain for people: its signal path, then for each spot frequency the four impedances of every stage, then the
/// voltages. Many stages are abridged.
void print_chain_table(Output& out, const ChainResult& result, const Frequencies& frequencies);

}  // namespace ohmscope

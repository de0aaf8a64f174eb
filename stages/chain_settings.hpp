#pragma once

#include <vector>

#include "netlist/setting.hpp"
#include "stages/chain.hpp"

namespace ohmscope {

/// Gives elements that the chains draw the values of `settings`, where they are values of their stages: the R1 of
/// `Za=R(1k)|C(1n)`, the R of a lowpass. Elements of a user's stage have theirs from the elaborator. Reports those that
/// a stage computes from others, and members of arrays, which share one line.
void apply_settings(std::vector<Chain>& chains, const Settings& settings, Diagnostics& diagnostics);

}  // namespace ohmscope

#pragma once

#include "app/signals.hpp"

namespace ohmscope {

/// Tells in beginner's words, at the lines of the deck, which of the signals asked for the circuit leaves open and what
/// contradicts what. Returns whether there was anything to tell.
bool report_unsolved(Session& session, const Netlist& netlist, const std::vector<Signal>& signals,
                     const SmallSignalResult& result);

}  // namespace ohmscope

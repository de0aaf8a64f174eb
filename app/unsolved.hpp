#pragma once

#include "app/signals.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

/// Tells in beginner's words, at the lines of the deck, what the circuit leaves open and what contradicts what: an
/// error where the signals asked for depend on it, a warning elsewhere. Returns whether there was an error.
bool report_unsolved(Session& session, const Netlist& netlist, const std::vector<Signal>& signals,
                     const SmallSignalResult& result);

/// Tells what leaves `output` without a value at these frequencies (Hz) where `source` alone acts. Returns whether it
/// found anything.
bool report_undefined_output(Session& session, const Netlist& netlist, const Signal& output, ElementId source,
                             const std::vector<double>& frequencies);

/// Warns in the same words of what leaves voltages of a chain without a value; its impedances stand.
void warn_of_undefined_voltages(Session& session, const Chain& chain, const ChainResult& result);

/// Warns if one of a signal's values is beyond the range of a double.
void warn_of_overflow(Session& session, std::string_view signal, const std::vector<std::complex<double>>& values);

}  // namespace ohmscope

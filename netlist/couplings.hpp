#pragma once

#include "netlist/elaborate.hpp"

namespace ohmscope {

/// Reports each set of coupled inductors, among the elements from `first` on, that no windings can be: those in which
/// some currents would store less than no energy, so that the matrix of the k is not positive semidefinite. A set that
/// the last bit of its k could make one stays. Sets of more than 1000 inductors are not looked at.
void check_couplings(const Netlist& netlist, ElementId first, Diagnostics& diagnostics);

}  // namespace ohmscope

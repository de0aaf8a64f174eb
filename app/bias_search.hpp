#pragma once

#include "app/session.hpp"
#include "solver/analyses/bias_point.hpp"

namespace ohmscope {

/// What `.options` (reltol, abstol, vntol, itl1) and `.nodeset` say of the search for the operating point of a circuit;
/// nodes that are not in it are left out.
[[nodiscard]] BiasOptions search_options(Session& session, const Circuit& circuit);

/// Warns of `.nodeset`s of nodes that the whole deck does not have. Reports values that are none.
void check_nodesets(Session& session, const Netlist& netlist);

}  // namespace ohmscope

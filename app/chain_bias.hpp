#pragma once

#include "app/session.hpp"

namespace ohmscope {

/// A sound chain, all its stages connected, with what is behind its rails, as one circuit.
[[nodiscard]] Netlist whole_chain(Session& session, const Chain& chain);

/// Finds the operating point of a whole chain, if stages or their supplies have diodes, transistors or other nonlinear
/// elements: where its stages are looked at. Says so, and warns of transistors that are off or saturated there. Reports
/// what goes wrong; false then.
bool find_chain_bias(Session& session, const Chain& chain);

}  // namespace ohmscope

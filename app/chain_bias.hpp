#pragma once

#include "app/session.hpp"

namespace ohmscope {

/// Finds the operating point of a whole chain, all its stages connected, if stages or their supplies have diodes,
/// transistors or other nonlinear elements: where its stages are
/// looked at. Says so, and warns of transistors that are off or saturated
/// there. Reports what goes wrong; false then.
bool find_chain_bias(Session& session, const Chain& chain);

}  // namespace ohmscope

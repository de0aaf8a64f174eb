#pragma once

#include "app/session.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// Says at -v what the equations took and how far doubles alone were off.
void log_solver(Session& session, const SolverCounters& counters);

}  // namespace ohmscope

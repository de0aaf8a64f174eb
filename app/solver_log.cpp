#include "app/solver_log.hpp"

#include <spdlog/logger.h>

namespace ohmscope {

void log_solver(Session& session, const SolverCounters& counters) {
  session.log.info(fmt::format("side by side: {} frequencies by tape, {} in lanes, {} swept along a long chain",
                               counters.by_tape, counters.in_lanes, counters.swept));
  session.log.info(fmt::format(
      "one by one: {} factorizations, {} refactorizations, {} solves, {} inversions, {} frequencies with 100 digits or "
      "more; worst correction of any {:.1e}",
      counters.factorizations, counters.refactorizations, counters.solves, counters.inversions, counters.precise,
      counters.worst_correction));
}

}  // namespace ohmscope

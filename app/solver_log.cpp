#include "app/solver_log.hpp"

#include <spdlog/logger.h>

namespace ohmscope {

void log_solver(Session& session, const SolverCounters& counters) {
  session.log.info(fmt::format(
      "{} factorizations, {} refactorizations, {} solves, {} inversions, {} frequencies with 100 digits or more; worst "
      "correction {:.1e}",
      counters.factorizations, counters.refactorizations, counters.solves, counters.inversions, counters.precise,
      counters.worst_correction));
}

}  // namespace ohmscope

#pragma once

#include <vector>

#include "solver/circuit/structure.hpp"

namespace ohmscope {

/// What the structure alone says of a response: `regular` has one value, which may still be exactly 0.
enum class ResponseClass { zero, infinite, undefined, regular };

/// Which sources the equations bear, and which unknowns they fix.
class Solvability {
 public:
  explicit Solvability(const Structure& structure)
      : motion_(structure.free_motion()), redundancy_(structure.redundancy()) {}

  /// Of y = c.x to a source u, A x = b u, with b in `rows` and c of `columns`. If that has no solution, u must be 0; if
  /// c.x is not the same on all solutions, y is free. Both: infinite; neither: there is one value, 0 or not (regular).
  [[nodiscard]] ResponseClass of(UnknownPair rows, UnknownPair columns) const;

 private:
  std::vector<Residue> motion_;
  std::vector<Residue> redundancy_;
};

/// Whether a regular response is exactly 0.
[[nodiscard]] bool is_zero_response(const Structure& structure, const LinearSystem& system, UnknownPair rows,
                                    UnknownPair columns);

/// How far each unknown moves, by an arbitrary amount, if other equations are left out of those that contradict one
/// another with `b` on the right: 0 where the others alone determine it. By column.
[[nodiscard]] std::vector<Residue> moved_by_contradictions(const Structure& structure, const std::vector<Residue>& b);

}  // namespace ohmscope

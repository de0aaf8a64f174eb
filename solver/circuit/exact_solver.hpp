#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "solver/circuit/linear_system.hpp"
#include "solver/circuit/refinement.hpp"
#include "solver/circuit/regular_part.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// Solves a linear system at one frequency after another to the accuracy of its values as given.
///
/// Factors in doubles (KLU, pivots of the first frequency reused), residuals formed summand by summand in 106 bits, the
/// solution kept in 106 bits (extra-precise iterative refinement; Demmel et al., ACM TOMS 32 (2006)). Where refinement
/// does not settle: fresh pivots, then factors of 100 or more digits. Singular parts are left out beforehand: only the
/// independent equations and the unknowns that they fix take part (Structure).
class ExactSolver {
 public:
  /// `system` must outlive the solver. `trailing`: see Structure.
  explicit ExactSolver(const LinearSystem& system, std::int32_t trailing = 0);
  ~ExactSolver();
  ExactSolver(const ExactSolver&) = delete;
  ExactSolver& operator=(const ExactSolver&) = delete;

  /// Moves to a frequency in Hz; `afresh`: finds the structure there even if one found before would do.
  void set_frequency(double frequency, bool afresh = false);
  /// What has one solution there, and where its structure comes from.
  [[nodiscard]] const RegularPart& part() const;
  [[nodiscard]] const Structure& structure() const { return part().structure(); }
  /// Whether the last set_frequency() found a structure other than that of the frequency of its kind (0 Hz or not)
  /// before it: what was read off the old one does not hold.
  [[nodiscard]] bool structure_is_new() const { return structure_is_new_; }
  [[nodiscard]] const SystemAtFrequency& at() const;

  /// One right-hand side: A x = b with some columns (those the structure leaves free) held at the values in x.
  struct Task {
    std::vector<ComplexDD> b = {};          ///< by row
    std::vector<ComplexDD> x = {};          ///< by column: held values and a first guess in, solution out; empty: 0
    std::vector<UnknownPair> targets = {};  ///< what must be accurate; none of them exactly 0 by structure
    /// By target: what one of it counts beside the others, the heaviest of which leaves the light ones no digits of
    /// their own (refinement::negligible); 0, or no weights at all: it counts for itself.
    std::vector<double> weights = {};
    std::vector<ComplexDD> values = {};  ///< out: of the targets, each to the accuracy asked for
    bool solved = false;                 ///< out: false only if the equations are singular at this very frequency
  };
  /// Solves all tasks with one factorisation.
  void solve(std::span<Task> tasks, double accuracy = refinement::default_accuracy);

  [[nodiscard]] const SolverCounters& counters() const { return counters_; }

 private:
  class Core;
  const LinearSystem* system_;
  std::int32_t trailing_;
  std::optional<SystemAtFrequency> at_;
  std::unique_ptr<Core> dc_;
  std::unique_ptr<Core> ac_;
  Core* core_ = nullptr;
  bool structure_is_new_ = false;
  SolverCounters counters_;
};

}  // namespace ohmscope

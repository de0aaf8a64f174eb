#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "solver/analyses/progress.hpp"
#include "solver/circuit/solver_counters.hpp"
#include "stages/rails.hpp"
#include "stages/reduced_chain.hpp"
#include "stages/stage_result.hpp"

namespace ohmscope {

struct ChainResult {
  std::string name;
  std::vector<double> frequencies;   ///< Hz
  std::vector<StageResult> stages;   ///< those asked for, in signal order
  std::optional<Coupling> coupling;  ///< the first of its kind; none in an ordinary chain
  /// Nodes beside the chain that its stages reach and whose voltages depend on the current drawn.
  std::vector<std::string> yielding_rails;
  SolverCounters counters;
};

/// Receives a stage's answers; they are overwritten by those of the next.
using TakeStage = std::function<void(const StageResult&)>;

/// Local and overall impedances of a chain's stages: one sweep from the right for all InZ, one from the left for all
/// OutZ; each distinct stage is reduced once per frequency. Stages come one after the other, so that of a long chain of
/// few distinct stages no more is ever in memory than a part.
class ChainAnalysis {
 public:
  /// Frequencies in Hz; they, the chain and the elaborator must outlive the analysis.
  ChainAnalysis(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator);

  /// Gives `take` all stages in signal order, or those in `only` (indices, ascending).
  void run(const std::vector<std::size_t>& only, const TakeStage& take, const Progress& progress = {});

  /// See ChainResult.
  [[nodiscard]] const std::optional<Coupling>& coupling() const { return reduced_.coupling(); }
  [[nodiscard]] const std::vector<std::string>& yielding_rails() const { return reduced_.yielding_rails(); }
  [[nodiscard]] SolverCounters counters() const;

 private:
  void go_through_frequencies(const std::vector<std::size_t>& stages, const TakeStage& take, const Progress& progress);
  void stream(const std::vector<std::size_t>& stages, const TakeStage& take, const Progress& progress);

  const Chain& chain_;
  const std::vector<double>& frequencies_;
  ReducedChain reduced_;
  std::size_t swept_ = 0;
};

/// The same, all stages (or those in `only`) at once.
[[nodiscard]] ChainResult analyse_chain(const Chain& chain, const std::vector<double>& frequencies,
                                        Elaborator& elaborator, const std::vector<std::size_t>& only = {},
                                        const Progress& progress = {});

}  // namespace ohmscope

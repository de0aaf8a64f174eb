#pragma once

#include <memory>
#include <vector>

#include "solver/analyses/sensitivity.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

/// An impedance of a stage.
enum class StageImpedance { local_zin, local_zout, overall_zin, overall_zout };

/// The sensitivities of all stages' impedances to all values of the chain, by the adjoint equations.
///
/// What stands right of stage m acts on its input through one number, its impedance z(m+1): with
///     d ln z(m) = sum over its own values of S d ln p  +  T(m) d ln z(m+1)
/// T is a product along the chain, and each stage is solved by itself, in front of that impedance: the time is
/// proportional to the number of stages, but for what is asked of the result. Output impedances likewise from the left.
/// Where stages act on each other through a rail, what stands on one side of each cut is one circuit: time proportional
/// to the square of their number.
class ChainSensitivities {
 public:
  /// Frequencies in Hz; they, the chain and the elaborator must outlive the result. `progress` is told of each stage.
  ChainSensitivities(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator,
                     const Progress& progress = {});
  ~ChainSensitivities();
  ChainSensitivities(ChainSensitivities&&) noexcept;
  ChainSensitivities& operator=(ChainSensitivities&&) = delete;

  /// To the values that the impedance can hang on at all: the stage's own, and overall those of the stages that it
  /// looks at. None for the input of a sensor.
  [[nodiscard]] ImpedanceSensitivities of(std::size_t stage, StageImpedance which) const;
  [[nodiscard]] SolverCounters counters() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace ohmscope

#pragma once

#include <complex>
#include <functional>
#include <string>
#include <vector>

#include "solver/analyses/progress.hpp"
#include "solver/circuit/circuit.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// The unknowns of a circuit that nothing determines.
struct Undetermined {
  std::vector<NodeId> nodes;        ///< whose voltages nothing determines
  std::vector<ElementId> elements;  ///< whose currents nothing determines
};
/// Equations of a circuit that cannot hold together.
struct Contradiction {
  std::vector<NodeId> nodes;        ///< whose current balances contradict one another (current cutset)
  std::vector<ElementId> elements;  ///< whose equations do (voltage loop), or whose currents meet there
  std::vector<ElementId> branches;  ///< whose own equations take part
};

/// Voltages of all nodes and currents of all voltage-defined elements, and of others asked for, at one operating
/// condition.
struct SignalValues {
  bool solvable = true;
  std::vector<std::complex<double>> voltages;  ///< by NodeId, volts; NaN where undetermined
  std::vector<std::complex<double>> currents;  ///< by entry of SmallSignalResult::branches, amperes; NaN likewise
  Undetermined undetermined;
  std::vector<Contradiction> contradictions;  ///< when not solvable: independent ones apart, up to 64 of them
};

/// `.ac` or `.op` of a linear circuit.
struct SmallSignalResult {
  /// Elements with a branch current, in circuit order, then others asked for; a current flows from the first pin
  /// through the element.
  std::vector<ElementId> branches;
  std::vector<double> frequencies;   ///< Hz
  std::vector<SignalValues> points;  ///< one a frequency
  SolverCounters counters;
};

/// Elements whose currents are wanted, whether they are among the unknowns or not.
using Currents = std::vector<ElementId>;

/// Sees each point of a result when it has been found, and may take what it has out of it: what is left there, the
/// result keeps. Called from several threads at once, for each point once; all else in the result is there but for the
/// counters.
using TakePoint = std::function<void(SmallSignalResult& result, std::size_t point)>;

/// The AC solution at each frequency (Hz), driven by the sources' AC values. `progress` is told of each.
[[nodiscard]] SmallSignalResult ac_analysis(const Circuit& circuit, const std::vector<double>& frequencies,
                                            const Currents& currents = {}, const Progress& progress = {},
                                            const TakePoint& take = {});
/// The DC operating point, driven by the sources' DC values: one point, at 0 Hz, imaginary parts 0.
[[nodiscard]] SmallSignalResult operating_point(const Circuit& circuit, const Currents& currents = {});
/// The operating point for each of `settings`: the DC values of `sources` in place of their own, in the same order. All
/// share one matrix. One point a setting, of which `progress` is told.
[[nodiscard]] SmallSignalResult operating_points(const Circuit& circuit, const std::vector<ElementId>& sources,
                                                 const std::vector<std::vector<double>>& settings,
                                                 const Currents& currents = {}, const Progress& progress = {},
                                                 const TakePoint& take = {});

}  // namespace ohmscope

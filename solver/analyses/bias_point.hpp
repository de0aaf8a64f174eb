#pragma once

#include <utility>
#include <vector>

#include "solver/circuit/circuit.hpp"
#include "solver/circuit/device.hpp"
#include "solver/circuit/source_function.hpp"

namespace ohmscope {

/// When the search for an operating point is content, as in SPICE.
struct BiasOptions {
  double relative = 1e-3;         ///< of a voltage or current
  double current = 1e-12;         ///< A
  double voltage = 1e-6;          ///< V
  int most_iterations = 100;      ///< of Newton's method from the start
  int most_step_iterations = 50;  ///< at each value of gmin, of the sources, of the pseudo time step
  /// Nodes and voltages, V, that they are held at until that settles; then they are let go.
  std::vector<std::pair<NodeId, double>> nodesets = {};
};

/// A road to the operating point.
enum class BiasMethod { newton, gmin_stepping, source_stepping, pseudo_transient };
[[nodiscard]] std::string_view describe(BiasMethod method);

/// What was tried and what it came to.
struct BiasAttempt {
  BiasMethod method = BiasMethod::newton;
  int iterations = 0;
  int steps = 0;  ///< of gmin, of the sources, of the pseudo time; of Newton's method 0
  bool converged = false;
};

/// A source by expression that has no finite value where the search ended, or no finite slope.
struct BiasFault {
  ElementId element = 0;
  SourceFunction::Fault fault;
};

struct BiasResult {
  bool converged = true;              ///< every nonlinear device has its bias in the circuit
  std::vector<BiasAttempt> attempts;  ///< in order; none: nothing in the circuit is nonlinear
  std::vector<NodeId> nodes;          ///< whose voltages did not settle
  std::vector<ElementId> devices;     ///< whose currents did not
  std::vector<BiasFault> faults;      ///< where it converged, of slopes alone: small signals have none of these
};

/// Whether any of the circuit's devices is linear only in the small.
[[nodiscard]] bool is_nonlinear(const Circuit& circuit);

/// Finds the DC operating point by Newton's method and, where that fails, by gmin stepping, source stepping and
/// pseudo-transient continuation in that order (Nagel, ERL-M520 (1975); Kelley and Keyes, SIAM J. Numer. Anal. 35
/// (1998)); sets the bias of every nonlinear device. Devices that have a bias begin there. No conductance that was
/// added on the way is left in the answer; what the equations leave open is held at 0 V.
BiasResult find_bias(Circuit& circuit, const Temperatures& temperatures, const BiasOptions& options = {});

}  // namespace ohmscope

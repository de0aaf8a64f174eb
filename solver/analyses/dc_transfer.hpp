#pragma once

#include "solver/analyses/transfer_output.hpp"
#include "solver/circuit/circuit.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// What `.tf` tells. Each may be exactly 0, infinite, or undefined (NaN) where the equations do not fix it.
struct DcTransfer {
  double transfer = 0;           ///< output / source at 0 Hz, all other sources zeroed
  double input_resistance = 0;   ///< ohms, that the source sees
  double output_resistance = 0;  ///< ohms at the output's nodes, or that the voltage source of an output current sees
  SolverCounters counters = {};
};

/// The small-signal transfer at 0 Hz from `source`, an independent voltage or current source.
[[nodiscard]] DcTransfer dc_transfer(const Circuit& circuit, const TransferOutput& output, ElementId source);

}  // namespace ohmscope

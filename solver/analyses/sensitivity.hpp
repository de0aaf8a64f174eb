#pragma once

#include <vector>

#include "solver/analyses/driving_point.hpp"

namespace ohmscope {

/// One of an element's values: the parameter-th.
struct ElementValue {
  ElementId element = 0;
  std::size_t parameter = 0;
};

/// How impedances of ports hang on the values of elements.
struct SensitivityResult {
  std::vector<ElementValue> values;  ///< those that are neither 0 nor infinite and stand in the equations
  /// [p][v][k]: of port p at frequency k, d ln|Z| / d ln(value v): by how many per cent |Z| grows with 1 % of the
  /// value. NaN where Z is 0, infinite or undefined.
  std::vector<std::vector<std::vector<double>>> of_ports;
  SolverCounters counters;
};

/// The sensitivities of sweep_ports()' impedances at each frequency (Hz), by the adjoint equations: two solutions a
/// port for all values (Director and Rohrer, IEEE Trans. Circuit Theory 16 (1969)). `progress` is told of each
/// frequency.
[[nodiscard]] SensitivityResult port_sensitivities(const Circuit& circuit, const std::vector<Port>& ports,
                                                   const std::vector<double>& frequencies,
                                                   const Progress& progress = {});

}  // namespace ohmscope

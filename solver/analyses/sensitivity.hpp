#pragma once

#include <complex>
#include <vector>

#include "solver/analyses/driving_point.hpp"
#include "solver/analyses/element_value.hpp"
#include "solver/analyses/transfer_output.hpp"

namespace ohmscope {

/// How one impedance hangs on the values of elements.
struct ImpedanceSensitivities {
  std::vector<std::string> names;  ///< [v]: see value_name()
  /// [v][k]: d ln|Z| / d ln(value v) at frequency k: by how many per cent |Z| grows with 1 % of the value. NaN where Z
  /// is 0, infinite or undefined.
  std::vector<std::vector<double>> values;
};

/// How impedances of ports hang on the values of elements.
struct SensitivityResult {
  std::vector<ElementValue> values;  ///< those that are neither 0 nor infinite and stand in the equations
  std::vector<std::vector<std::vector<double>>> of_ports;  ///< [p]: as ImpedanceSensitivities::values
  SolverCounters counters;
};

/// The sensitivities of sweep_ports()' impedances at each frequency (Hz), by the adjoint equations (see
/// ResponseSlopes). `progress` is told of each frequency.
[[nodiscard]] SensitivityResult port_sensitivities(const Circuit& circuit, const std::vector<Port>& ports,
                                                   const std::vector<double>& frequencies,
                                                   const Progress& progress = {});

/// How voltages and currents hang on the values of elements.
struct OutputSensitivities {
  /// Those that are not infinite and stand in the equations, or on their right; 0 only sources' own.
  std::vector<ElementValue> values;
  std::vector<std::vector<std::complex<double>>> outputs;  ///< [o][k]: output o at frequency k; NaN: undefined
  /// [o][v][k]: d output / d value, in V or A per the value's unit; NaN where there is none.
  std::vector<std::vector<std::vector<std::complex<double>>>> of_outputs;
  SolverCounters counters;
};

/// At the operating point: one point, at 0 Hz, imaginary parts 0.
[[nodiscard]] OutputSensitivities dc_sensitivities(const Circuit& circuit, const std::vector<TransferOutput>& outputs);
/// Of the AC solution at each frequency (Hz), driven by the sources' AC values. `progress` is told of each.
[[nodiscard]] OutputSensitivities ac_sensitivities(const Circuit& circuit, const std::vector<TransferOutput>& outputs,
                                                   const std::vector<double>& frequencies,
                                                   const Progress& progress = {});

}  // namespace ohmscope

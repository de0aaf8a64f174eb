#pragma once

#include <complex>
#include <string>
#include <vector>

#include "solver/circuit/impedance.hpp"
#include "solver/circuit/two_port.hpp"
#include "stages/chain.hpp"

namespace ohmscope {

/// Input and output impedance, one entry a frequency.
struct PortImpedances {
  std::vector<Impedance> zin;
  std::vector<Impedance> zout;
};

/// One stage's answers; all arrays run along the frequencies.
struct StageResult {
  std::string name;
  std::string type;
  PortImpedances local;
  PortImpedances overall;
  /// Node voltage at the stage's output with the sensor driving, volts; NaN where nothing determines it.
  std::vector<std::complex<double>> voltage;
};

/// Of a stage by itself, at one frequency.
struct LocalImpedances {
  Impedance zin;   ///< its output open
  Impedance zout;  ///< its input at a zeroed ideal source
};
[[nodiscard]] std::vector<LocalImpedances> local_impedances(const std::vector<TwoPort>& two_ports);

/// Of a stage in its place, at one frequency.
struct OverallAnswers {
  Impedance zin, zout;
  std::complex<double> voltage;  ///< see StageResult
};

/// Makes `result` one of this stage, with room for so many frequencies.
void start(StageResult& result, const Chain& chain, std::size_t stage, std::size_t frequencies);

/// Fills in the n-th frequency. A sensor has no input, and nothing stands before it: alone it is what it is in its
/// place.
void put(StageResult& result, std::size_t n, bool is_sensor, const LocalImpedances& local,
         const OverallAnswers& overall);

}  // namespace ohmscope

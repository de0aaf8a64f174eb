#pragma once

#include <cmath>

namespace ohmscope::devices {

/// Of a resistance in ohms the voltage in V/sqrt(Hz), of a conductance in siemens the current in A/sqrt(Hz):
/// sqrt(4 k T R) (Nyquist, Phys. Rev. 32 (1928)). What is negative is no resistor, and makes none.
inline double thermal_noise(double resistance, double kelvin) {
  constexpr double boltzmann = 1.380649e-23;  // J/K
  return resistance > 0 ? std::sqrt(4 * boltzmann * kelvin) * std::sqrt(resistance) : 0;
}

}  // namespace ohmscope::devices

#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "solver/circuit/device.hpp"
#include "solver/devices/dual.hpp"
#include "solver/devices/junction.hpp"

namespace ohmscope::devices {

// What diodes and transistors of all kinds have in common: these rows of their tables, their temperatures, and how what
// they compute is written down.

inline constexpr Parameter area_row{.name = "area",
                                    .doc = "how many times the model's area",
                                    .default_value = 1,
                                    .range = Range::positive,
                                    .positional = true};
inline constexpr Parameter number_row{.name = "number",
                                      .doc = "how many stand in parallel",
                                      .default_value = 1,
                                      .range = Range::positive,
                                      .in_parallel = InParallel::multiplied};
inline constexpr Parameter off_row{
    .name = "off", .doc = "off where the search for the operating point begins", .default_value = 0};
inline constexpr Parameter temp_row{
    .name = "temp", .unit = "degC", .doc = "its own temperature", .default_value = not_given};
inline constexpr Parameter dtemp_row{
    .name = "dtemp", .unit = "K", .doc = "how much warmer it is than the circuit", .default_value = 0};
inline constexpr Parameter type_row{.name = "type", .doc = "which of the model types", .default_value = 0};
inline constexpr Parameter tnom_row{.name = "tnom",
                                    .alias = "tref",
                                    .unit = "degC",
                                    .doc = "temperature that the model holds for",
                                    .default_value = not_given};
inline constexpr Parameter kf_row{
    .name = "kf", .doc = "flicker noise coefficient", .default_value = 0, .range = Range::not_negative};
inline constexpr Parameter af_row{.name = "af", .doc = "flicker noise exponent", .default_value = 1};

/// How warm one device is, and at how many degrees its model holds.
struct Warmth {
  double nominal;  ///< K
  double kelvin;   ///< K
  double vt;       ///< kT/q, V
  double ratio;    ///< kelvin / nominal
  double warmer;   ///< kelvin - nominal
  double square;   ///< warmer^2
  /// 1 + first dT + second dT^2.
  [[nodiscard]] double factor(double first, double second) const { return 1 + first * warmer + second * square; }
};
inline Warmth warmth_of(double temp, double dtemp, double tnom, const Temperatures& circuit) {
  const double nominal = zero_celsius + (std::isnan(tnom) ? circuit.nominal : tnom);
  const double kelvin = zero_celsius + (std::isnan(temp) ? circuit.present + dtemp : temp);
  const double warmer = kelvin - nominal;
  return {nominal, kelvin, thermal_voltage(kelvin), kelvin / nominal, warmer, warmer * warmer};
}

/// Writes flow k: its current and charge with the slopes of both, as of an n-type device; `sign` is -1 of a p-type one,
/// all of whose voltages and currents run the other way.
template <std::size_t n>
void set_flow(Bias& bias, std::size_t k, double sign, const Dual<n>& current, const Dual<n>& charge) {
  bias.current[k] = sign * current.value;
  const auto row = static_cast<std::ptrdiff_t>(k * n);
  std::copy(current.slope.begin(), current.slope.end(), bias.conductance.begin() + row);
  std::copy(charge.slope.begin(), charge.slope.end(), bias.capacitance.begin() + row);
}

/// Makes of one device so many in parallel.
inline void set_number(Bias& bias, double number) {
  if (number == 1) return;
  for (std::vector<double>* values : {&bias.current, &bias.conductance, &bias.capacitance, &bias.series}) {
    for (double& value : *values) value *= number;
  }
  for (BiasNoise& source : bias.noise) {
    source.white *= number;
    source.flicker *= number;
  }
}

}  // namespace ohmscope::devices

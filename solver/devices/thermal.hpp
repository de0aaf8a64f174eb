#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "solver/circuit/device.hpp"

namespace ohmscope::devices {

// How the value of a resistor, capacitor or inductor depends on the temperature: at T degrees Celsius it is
//     value (1 + tc1 d + tc2 d^2) scale,    d = T - tnom,
// or value 1.01^(tce d) scale where tce is given.
inline constexpr std::array thermal_parameters{
    Parameter{.name = "tc1", .alias = "tc", .unit = "1/K", .doc = "first temperature coefficient", .default_value = 0},
    Parameter{.name = "tc2", .unit = "1/K^2", .doc = "second temperature coefficient", .default_value = 0},
    Parameter{.name = "tce", .unit = "%/K", .doc = "exponential temperature coefficient", .default_value = not_given},
    Parameter{
        .name = "temp", .alias = "t_abs", .unit = "degC", .doc = "its own temperature", .default_value = not_given},
    Parameter{.name = "dtemp", .unit = "K", .doc = "how much warmer it is than the circuit", .default_value = 0},
    Parameter{
        .name = "tnom", .unit = "degC", .doc = "temperature that its value holds for", .default_value = not_given},
    Parameter{.name = "scale", .doc = "factor of its value", .default_value = 1}};

/// The temperature's part of a device's own table of parameters.
template <std::size_t n>
constexpr std::array<Parameter, thermal_parameters.size() + n> with_thermal(const std::array<Parameter, n>& own) {
  std::array<Parameter, thermal_parameters.size() + n> all{};
  for (std::size_t k = 0; k < all.size(); ++k) {
    all[k] = k < thermal_parameters.size() ? thermal_parameters[k] : own[k - thermal_parameters.size()];
  }
  return all;
}

/// Its own temperature, degrees Celsius; `v` begins with the values of thermal_parameters.
inline double own_temperature(std::span<const double> v, const Temperatures& circuit) {
  constexpr std::size_t temp = 3, dtemp = 4;
  return std::isnan(v[temp]) ? circuit.present + v[dtemp] : v[temp];
}

/// What the value is multiplied by; `v` begins with the values of thermal_parameters.
inline double thermal_factor(std::span<const double> v, const Temperatures& circuit) {
  enum { tc1, tc2, tce, temp, dtemp, tnom, scale };
  const double d = own_temperature(v, circuit) - (std::isnan(v[tnom]) ? circuit.nominal : v[tnom]);
  return v[scale] * (std::isnan(v[tce]) ? 1 + d * (v[tc1] + d * v[tc2]) : std::pow(1.01, v[tce] * d));
}

}  // namespace ohmscope::devices

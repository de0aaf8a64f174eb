#pragma once

#include <cmath>
#include <complex>

#include "solver/circuit/device.hpp"
#include "solver/linear/double_double.hpp"

namespace ohmscope::devices {

// What both independent sources share.
inline constexpr std::string_view source_pins[] = {"p", "n"};
inline constexpr Parameter voltage_source_parameters[] = {
    {.name = "dc", .unit = "V", .doc = "value at the operating point", .default_value = 0, .positional = true},
    {.name = "ac", .unit = "V", .doc = "magnitude in small-signal analyses", .default_value = 0},
    {.name = "phase", .unit = "deg", .doc = "phase in small-signal analyses", .default_value = 0}};
inline constexpr Parameter current_source_parameters[] = {
    {.name = "dc",
     .unit = "A",
     .doc = "value at the operating point",
     .default_value = 0,
     .positional = true,
     .in_parallel = InParallel::multiplied},
    {.name = "ac",
     .unit = "A",
     .doc = "magnitude in small-signal analyses",
     .default_value = 0,
     .in_parallel = InParallel::multiplied},
    {.name = "phase", .unit = "deg", .doc = "phase in small-signal analyses", .default_value = 0}};

inline double source_dc(const ElementView& e) { return e.values[0]; }

/// magnitude at phase; exact for multiples of 90 degrees.
inline std::complex<double> source_ac(const ElementView& e) {
  const double quarter_turns = e.values[2] / 90;
  if (quarter_turns == std::nearbyint(quarter_turns)) {
    const std::complex<double> unit[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    const auto k = static_cast<int>(std::fmod(std::fmod(quarter_turns, 4) + 4, 4));
    return e.values[1] * unit[k];
  }
  return std::polar(std::fabs(e.values[1]), e.values[2] * pi_dd.hi / 180) * std::copysign(1.0, e.values[1]);
}

}  // namespace ohmscope::devices

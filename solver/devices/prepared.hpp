#pragma once

#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace ohmscope::devices {

/// A device's own struct of doubles as the plain values that Nonlinear::prepare() returns.
template <class Prepared>
std::vector<double> to_values(const Prepared& prepared) {
  static_assert(std::is_trivially_copyable_v<Prepared> && sizeof(Prepared) % sizeof(double) == 0);
  std::vector<double> values(sizeof(Prepared) / sizeof(double));
  std::memcpy(values.data(), &prepared, sizeof(Prepared));
  return values;
}

/// The struct again.
template <class Prepared>
Prepared from_values(std::span<const double> values) {
  Prepared prepared;
  std::memcpy(&prepared, values.data(), sizeof(Prepared));
  return prepared;
}

}  // namespace ohmscope::devices

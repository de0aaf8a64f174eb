#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <vector>

namespace ohmscope::results {

/// What the numbers of a network file are: reflections and transmissions, ohms, siemens, or, of two-ports, the hybrid
/// forms (v1, i2) = H (i1, v2) and (i1, v2) = G (v1, i2).
enum class NetworkParameter { s, z, y, h, g };

/// An n-port over frequencies.
struct NetworkData {
  NetworkParameter parameter = NetworkParameter::s;
  std::vector<double> references;            ///< ohm, one a port: what S is relative to; it has no part in the others
  std::vector<double> frequencies;           ///< Hz, strictly rising
  std::vector<std::complex<double>> values;  ///< SI units, see at()
  std::vector<std::string> port_names = {};  ///< one a port, or none

  [[nodiscard]] std::size_t ports() const { return references.size(); }
  /// The entry of row `to` and column `from`, counted from 0, at the k-th frequency.
  [[nodiscard]] const std::complex<double>& at(std::size_t k, std::size_t to, std::size_t from) const {
    return values[(k * ports() + to) * ports() + from];
  }
  [[nodiscard]] std::complex<double>& at(std::size_t k, std::size_t to, std::size_t from) {
    return values[(k * ports() + to) * ports() + from];
  }
};

}  // namespace ohmscope::results

#pragma once

#include <complex>
#include <span>
#include <vector>

#include "solver/analyses/progress.hpp"
#include "solver/circuit/circuit.hpp"
#include "solver/circuit/impedance.hpp"
#include "solver/circuit/solver_counters.hpp"

namespace ohmscope {

/// A port of a network: a node pair, and the impedance (ohm, real part positive) that its waves are relative to.
struct NetworkPort {
  NodeId positive = 0;
  NodeId negative = 0;
  std::complex<double> z0 = 50.0;
};

/// A matrix that tells some of the port quantities by the others; v_k is the voltage of port k, i_k the current into
/// it.
enum class NetworkMatrix {
  s,     ///< power waves b by a: a = (v + z0 i) / (2 sqrt(Re z0)), b = (v - z0* i) / (2 sqrt(Re z0)) (Kurokawa, IEEE
         ///< Trans. MTT 13 (1965))
  z,     ///< v by i, ohm
  y,     ///< i by v, siemens
  h,     ///< of two ports: (v1, i2) by (i1, v2)
  g,     ///< of two ports: (i1, v2) by (v1, i2)
  abcd,  ///< of two ports: (v1, i1) by (v2, -i2)
};

/// Whether a network of that many ports has such a matrix.
[[nodiscard]] constexpr bool exists(NetworkMatrix matrix, std::size_t ports) {
  return ports == 2 || (ports > 0 && matrix < NetworkMatrix::h);
}

/// Entries of a matrix over frequencies. An entry is what it tells of its row's quantity while its column's is 1 and
/// those of other columns are 0: infinite where its column's must be 0, undefined where nothing fixes the ratio.
struct NetworkEntries {
  std::size_t ports = 0;
  std::vector<std::vector<Impedance>> values;  ///< [to * ports + from][k], in the matrix's own units
  SolverCounters counters;

  [[nodiscard]] const std::vector<Impedance>& at(std::size_t to, std::size_t from) const {
    return values[to * ports + from];
  }
};

/// A matrix of a circuit at each frequency (Hz), independent sources zeroed. Each is found by itself, never as the
/// inverse of another: a lone series element has S and ABCD, while all of its Z is infinite. `progress` is told of each
/// frequency.
[[nodiscard]] NetworkEntries network_matrix(const Circuit& circuit, std::span<const NetworkPort> ports,
                                            NetworkMatrix matrix, const std::vector<double>& frequencies,
                                            const Progress& progress = {});

/// The impedance at port `port` with all others terminated in their z0.
[[nodiscard]] std::vector<Impedance> terminated_impedance(const Circuit& circuit, std::span<const NetworkPort> ports,
                                                          std::size_t port, const std::vector<double>& frequencies);

/// Whether S(j, k) = S(k, j) at all frequencies where both have a value, to `tolerance` of the largest entry.
[[nodiscard]] bool is_reciprocal(const NetworkEntries& s, double tolerance = 1e-9);
/// Whether no waves into the ports bring out more power than they carry, at no frequency: no singular value of S is
/// above 1 by more than `tolerance`. Where an entry has no value nothing is known: false.
[[nodiscard]] bool is_passive(const NetworkEntries& s, double tolerance = 1e-9);

}  // namespace ohmscope

#pragma once

#include <complex>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "solver/circuit/lane_plan.hpp"
#include "solver/circuit/regular_part.hpp"
#include "solver/linear/elimination_tape.hpp"

namespace ohmscope {

/// The driving-point impedance of one port of a chain, or of what is nearly one, at several frequencies side by side,
/// and nothing else: all equations are eliminated but one that is bordered to them,
///     | A   -b | | v |   | 0 |
///     | b^T  0 | | i | = | Z i |,
/// whose last pivot is Z = b^T A^-1 b. Every number carries a bound on its rounding error, so that nothing need be
/// solved for, or refined, where the bound is good enough.
class PortTape {
 public:
  /// Nothing if the circuit is no chain, depends on the frequency by more than s, or cannot be eliminated at `sample`.
  /// For frequencies at which `part` holds. `least_pivot`: see Klu; more of it keeps rounding small at more
  /// frequencies, or fills in more.
  [[nodiscard]] static std::optional<PortTape> write(const RegularPart& part, const SystemAtFrequency& sample,
                                                     UnknownPair port, double least_pivot);

  /// How many frequencies go side by side on this machine.
  [[nodiscard]] static std::size_t width();
  /// In ohms at up to width() frequencies; nothing where rounding may have spoilt more than the tenth digit. May be
  /// called from several threads at once.
  [[nodiscard]] std::vector<std::optional<std::complex<double>>> at(std::span<const DoubleDouble> omega) const;

 private:
  std::vector<LanePlan::Entry> entries_;  ///< of the bordered matrix
  EliminationTape tape_;
};

}  // namespace ohmscope

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
  /// Of the regular part, for frequencies at which it holds; without one, of the whole system. Where a value of the
  /// whole settles, no pivot may be 0: so the equations are regular, and the value is neither 0 nor infinite, though
  /// nothing has looked at their structure. `least_pivot`: as Klu has it, at `sample`; more of it keeps rounding small
  /// at more frequencies, or fills in more; without it, pivots are those that the pattern suggests, whatever their
  /// size. Nothing if the circuit is no chain, depends on the frequency by more than s, or has no such pivots.
  [[nodiscard]] static std::optional<PortTape> write(const SystemAtFrequency& sample, const RegularPart* part,
                                                     UnknownPair port, std::optional<double> least_pivot);

  /// How many frequencies go side by side on this machine.
  [[nodiscard]] static std::size_t width();
  /// In ohms at up to width() frequencies; nothing where rounding may have spoilt the ninth digit. May be
  /// called from several threads at once.
  [[nodiscard]] std::vector<std::optional<std::complex<double>>> at(std::span<const DoubleDouble> omega) const;

 private:
  std::vector<LanePlan::Entry> entries_;  ///< of the bordered matrix
  EliminationTape tape_;
};

}  // namespace ohmscope

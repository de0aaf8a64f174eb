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

/// Vectors of frequencies that go side by side through a tape.
inline constexpr std::size_t tape_vectors = 2;

/// The driving-point impedance of one port of a chain, or of what is nearly one, at several frequencies side by side,
/// and nothing else: all equations are eliminated but one that is bordered to them,
///     | A   -b | | v |   | 0 |
///     | b^T  0 | | i | = | Z i |,
/// whose last pivot is Z = b^T A^-1 b. Every number carries a bound on its rounding error, so that nothing need be
/// solved for, or refined, where the bound is good enough.
class PortTape {
 public:
  /// Of a whole system, with its diagonal entries as pivots, in an order that suits chains. Where a value settles, no
  /// pivot may be 0: so the equations are regular, and the value is neither 0 nor infinite, though nothing has looked
  /// at their structure. Nothing if the circuit is small or no chain, depends on the frequency by more than s, or has
  /// no such pivots. `system` is left empty, unless that is seen at once: its memory is wanted for the tape.
  [[nodiscard]] static std::optional<PortTape> of_chain(LinearSystem&& system, UnknownPair port);
  /// Of the regular part, for frequencies at which it holds; without one, of the whole system, for which the same is
  /// true. `least_pivot`: as Klu has it, at `sample`; more of it keeps rounding small at more frequencies, or fills in
  /// more. Nothing likewise.
  [[nodiscard]] static std::optional<PortTape> write(const SystemAtFrequency& sample, const RegularPart* part,
                                                     UnknownPair port, double least_pivot);

  /// How many frequencies go side by side on this machine.
  [[nodiscard]] static std::size_t width();
  /// In ohms at up to width() frequencies; nothing where rounding may have spoilt the ninth digit. May be
  /// called from several threads at once.
  [[nodiscard]] std::vector<std::optional<std::complex<double>>> at(std::span<const DoubleDouble> omega) const;

 private:
  PortTape(std::vector<LanePlan::Entry> entries, EliminationTape tape)
      : entries_(std::move(entries)), tape_(std::move(tape)) {}

  std::vector<LanePlan::Entry> entries_;  ///< of the bordered matrix
  EliminationTape tape_;
};

}  // namespace ohmscope

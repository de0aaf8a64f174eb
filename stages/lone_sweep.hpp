#pragma once

#include <span>
#include <vector>

#include "solver/circuit/two_port_lanes.hpp"
#include "stages/reduced_chain.hpp"

namespace ohmscope {

/// A part of a chain's line of two-ports (its sensor, if there is one, stands before the line), and what is asked of
/// it.
struct LinePart {
  std::size_t first = 0, last = 0;      ///< two-ports [first, last)
  std::span<const std::size_t> stages;  ///< of the chain, that are asked for
  std::vector<std::size_t> cuts;        ///< that they need: k is before two-port first + k
};

/// A chain at one frequency, swept with all digits: what TwoPortLanes does for many, for those that need it.
class LoneSweep {
 public:
  /// `line`: by two-port its number in `reduced`; it and `parts`, which follow each other from the line's first
  /// two-port to its last, must outlive the sweep.
  LoneSweep(ReducedChain::Reduced reduced, std::span<const std::uint32_t> line, std::span<const LinePart> parts);

  /// At the cuts of a part; parts are asked for in their order.
  [[nodiscard]] std::vector<TwoPortLanes::Cut> cuts(std::size_t part);

 private:
  [[nodiscard]] const TwoPort& two_port(std::size_t k) const { return two_ports_[line_[k]]; }

  std::vector<TwoPort> two_ports_;
  std::span<const std::uint32_t> line_;
  std::span<const LinePart> parts_;
  Termination left_;  ///< of the two-port that is next
  std::size_t next_ = 0;
  std::vector<Termination> right_;  ///< by part: what stands right of it
};

}  // namespace ohmscope

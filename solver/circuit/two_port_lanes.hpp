#pragma once

#include <complex>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "solver/circuit/impedance.hpp"
#include "solver/circuit/two_port.hpp"
#include "solver/linear/lane_array.hpp"

namespace ohmscope {

/// A long line of two-ports, swept from both ends at several frequencies side by side.
///
/// What stands on one side of a cut, a v + b i = -c e, goes through a two-port by a 2 x 2 matrix for (a, b) and a
/// factor for c. With doubles comes a bound on |a db - b da|, which is how far rounding has turned (a, b): through a
/// two-port it changes by the determinant, so that what a line forgets its rounding errors forget too.
class TwoPortLanes {
 public:
  /// How many frequencies go side by side on this machine.
  [[nodiscard]] static std::size_t width();

  /// One frequency: the different two-ports, and what stands before the first of the line.
  struct Frequency {
    std::span<const TwoPort> two_ports;
    const Termination* first = nullptr;
  };
  /// Nothing if, at any of up to width() frequencies, a two-port is no plain one (see TwoPort), or the line does not
  /// begin with one equation. Two-ports of which none is in the line may be anything.
  [[nodiscard]] static std::optional<TwoPortLanes> prepare(std::span<const Frequency> frequencies,
                                                           std::span<const std::uint32_t> line);

  /// What stands on one side of a cut, at all the frequencies. Only that on the left knows of sources.
  class Side {
   private:
    friend class TwoPortLanes;
    LaneArray numbers_;
  };
  /// Before the first two-port of the line.
  [[nodiscard]] Side left_end() const;
  /// After the last one: open.
  [[nodiscard]] Side right_end() const;
  /// Takes what stands left of a part of the line through it.
  void pass_rightwards(Side& left, std::span<const std::uint32_t> line) const;
  /// Takes what stands right of a part of the line through it.
  void pass_leftwards(Side& right, std::span<const std::uint32_t> line) const;

  /// Cut k is before two-port k of a part of the line, the last cut after its last one.
  struct Cut {
    Impedance from_right;          ///< of what stands left, seen from the right
    Impedance from_left;           ///< of what stands right, seen from the left
    std::complex<double> voltage;  ///< volts, sources acting
  };
  /// What a sweep gave at the cuts wanted.
  class Swept {
   public:
    /// By number of the frequency: whether rounding spoils no more than the tenth digit of impedances, and the ninth of
    /// voltages, at any of the cuts.
    [[nodiscard]] bool settled(std::size_t frequency) const { return settled_[frequency]; }
    /// `number`: among the cuts wanted.
    [[nodiscard]] Cut cut(std::size_t number, std::size_t frequency) const;

   private:
    friend class TwoPortLanes;
    std::size_t lanes_ = 0;
    std::vector<bool> settled_;
    LaneArray values_;
  };
  /// A part of the line between `left`, which is taken through it, and `right`. Wanted cuts ascend.
  [[nodiscard]] Swept sweep(Side& left, const Side& right, std::span<const std::uint32_t> line,
                            std::span<const std::size_t> wanted) const;

 private:
  std::size_t frequencies_ = 0;
  LaneArray two_ports_;  // by two-port, then what the kernel wants of it, by lane
  LaneArray first_;
};

}  // namespace ohmscope

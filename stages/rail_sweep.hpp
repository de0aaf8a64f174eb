#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "solver/analyses/port_relation.hpp"
#include "solver/circuit/equations.hpp"
#include "solver/circuit/two_port.hpp"

namespace ohmscope {

/// A stage with what it reaches beyond the chain as ports of its own: its input (a sensor has none), its output, rails.
struct RailedStage {
  bool has_input = true;
  std::vector<std::size_t> rails;  ///< by number, in the order of the ports
  PortRelation relation;
};

/// A chain's sweeps where stages act on each other through rails: from stage to stage as along an ordinary chain, but
/// what a side says of a cut is said of the rails' voltages as well, and of the currents that the stages of that side
/// draw from them. All relations have the same sample. Time per stage grows with the cube of the number of rails, not
/// with the number of stages.
class RailSweep {
 public:
  /// `behind`: the circuit behind the rails, one port a rail.
  RailSweep(std::size_t rails, const PortRelation& behind);

  /// Before a stage that is no sensor: an ideal source of 1 V times e. Before a sensor: nothing.
  [[nodiscard]] Equations first_cut(bool has_source) const;
  /// Behind the last stage: open.
  [[nodiscard]] Equations last_cut() const;
  /// What a stage and all left of it say of the cut behind it.
  [[nodiscard]] Equations close_left(const Equations& left, const RailedStage& stage) const;
  /// What a stage and all right of it say of the cut before it.
  [[nodiscard]] Equations close_right(const Equations& right, const RailedStage& stage) const;

  /// One side of a cut alone, with what is behind the rails; nothing where too many digits have cancelled to tell.
  [[nodiscard]] std::optional<Termination> termination(const Equations& side) const;
  /// At a cut, all acting, volts; nothing where they do not fix it, or too many digits have cancelled to tell.
  [[nodiscard]] std::optional<std::complex<double>> voltage_between(const Equations& left,
                                                                    const Equations& right) const;

 private:
  /// Numbers of the unknowns: those of a cut, then those of another that is being eliminated.
  [[nodiscard]] std::size_t drawn(std::size_t rail) const { return rail; }  ///< current from a rail
  [[nodiscard]] std::size_t current() const { return rails_; }              ///< rightwards through the cut
  [[nodiscard]] std::size_t voltage() const { return rails_ + 1; }
  [[nodiscard]] std::size_t rail_voltage(std::size_t rail) const { return rails_ + 2 + rail; }
  [[nodiscard]] std::size_t factor() const { return 2 * rails_ + 2; }  ///< of the independent sources
  [[nodiscard]] std::size_t cut_size() const { return 2 * rails_ + 3; }
  [[nodiscard]] std::size_t other(std::size_t unknown) const { return cut_size() + unknown; }

  void add_cut(Equations& to, const Equations& cut, bool is_other) const;
  void add_stage(Equations& to, const RailedStage& stage, bool input_is_other) const;
  void add_behind(Equations& to, bool has_both_sides) const;
  [[nodiscard]] Equations extend(const Equations& side, const RailedStage& stage, bool from_left) const;

  std::size_t rails_;
  const PortRelation& behind_;
};

}  // namespace ohmscope

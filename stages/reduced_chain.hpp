#pragma once

#include <complex>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "solver/analyses/port_relation.hpp"
#include "solver/circuit/two_port.hpp"
#include "stages/rails.hpp"

namespace ohmscope {

/// A circuit with one port as what stands left of a cut: what it says of v and of the current it delivers.
[[nodiscard]] Termination as_left(const PortRelation& relation);
/// The same right of a cut: what it says of v and of the current it takes.
[[nodiscard]] Termination as_right(const PortRelation& relation);

/// Some stages as one circuit, with what they reach beyond it.
struct DrawnStages {
  Netlist netlist;
  NodeId in = ground;
  NodeId out = ground;
};
/// Stages [first, last) of a chain; `driven`: an ideal source of 1 V (AC) before them, unless the first is a sensor.
[[nodiscard]] DrawnStages draw_with_rails(const Chain& chain, std::size_t first, std::size_t last, const Rails& rails,
                                          bool driven, Elaborator& elaborator);

/// A chain whose stages are reduced to what they do between their ports: each distinct stage (equal type and values)
/// once per frequency, however often it occurs. The netlist of a stage is solved, its rule plays no part.
///
/// A supply that a voltage source holds is part of each stage that reaches it. Where stages act on each other through
/// a node that yields, they are no two-ports: then all that stands left and right of each cut is solved as one circuit.
class ReducedChain {
 public:
  /// Frequencies in Hz; they and the chain must outlive the result.
  ReducedChain(const Chain& chain, const std::vector<double>& frequencies, Elaborator& elaborator);

  /// Everything about the chain at one frequency.
  struct AtFrequency {
    double frequency = 0;            ///< Hz
    std::vector<TwoPort> two_ports;  ///< by distinct stage; that of a sensor is not used
    /// Entry k is what stage k - 1 and all before it are to stage k; entry 0 comes before a stage that is no sensor.
    std::vector<Termination> left;
    /// Entry k is what stage k and all after it are to stage k - 1; the last entry is open.
    std::vector<Termination> right;
    /// At the outputs, volts; empty unless the stages act on each other.
    std::vector<std::complex<double>> solved_voltages;

    /// Node voltage at a stage's output, volts; NaN where nothing determines it.
    [[nodiscard]] std::complex<double> voltage(std::size_t stage) const;
  };
  /// The n-th frequency. One sweep from each end: time and memory proportional to the number of stages.
  [[nodiscard]] AtFrequency at(std::size_t n);
  /// Of all distinct stages so far.
  [[nodiscard]] SolverCounters counters() const;

  /// Which of AtFrequency::two_ports belongs to a stage; numbered in the order of first occurrence.
  [[nodiscard]] std::size_t distinct(std::size_t stage) const { return distinct_of_spec_[chain_.stages[stage].spec]; }
  [[nodiscard]] const Rails& rails() const { return rails_; }
  /// The first stages that act on each other other than along the chain, if there are any.
  [[nodiscard]] const std::optional<Coupling>& coupling() const { return coupling_; }

 private:
  struct Reducer {
    std::unique_ptr<Netlist> netlist;
    std::vector<NodeId> ports;
    std::vector<std::string> rails;
    std::unique_ptr<PortReducer> reducer;
  };
  void draw_distinct(std::size_t stage, Elaborator& elaborator);
  void join_rails(Elaborator& elaborator);
  [[nodiscard]] std::optional<Coupling> find_coupling() const;
  void sweep(AtFrequency& at) const;
  void solve_whole(Elaborator& elaborator);

  [[nodiscard]] AtFrequency ends(std::size_t n);

  const Chain& chain_;
  const std::vector<double>& frequencies_;
  std::vector<std::size_t> distinct_of_spec_;
  std::vector<Reducer> reducers_;
  Rails rails_;
  std::optional<Coupling> coupling_;
  std::vector<AtFrequency> solved_;  ///< by frequency, if the stages act on each other
};

}  // namespace ohmscope

#pragma once

#include <complex>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "solver/analyses/port_relation.hpp"
#include "solver/circuit/two_port.hpp"
#include "stages/rail_sweep.hpp"
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
/// a node that yields, they are no two-ports: then the sweeps carry such nodes along (see RailSweep). What that leaves
/// without enough digits is solved from one circuit of all that stands on that side of the cut.
class ReducedChain {
 public:
  /// Frequencies in Hz; they, the chain and the elaborator must outlive the result.
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
    std::vector<std::complex<double>> coupled_voltages;

    /// Node voltage at a stage's output, volts; NaN where nothing determines it.
    [[nodiscard]] std::complex<double> voltage(std::size_t stage) const;
  };
  /// The n-th frequency. One sweep from each end: time and memory proportional to the number of stages. Quickest for
  /// one frequency after the other.
  [[nodiscard]] AtFrequency at(std::size_t n);
  /// The distinct stages at the n-th frequency, and what stands before the first that is no sensor.
  struct Reduced {
    std::vector<TwoPort> two_ports;  ///< by distinct stage; that of a sensor is not used
    Termination first;
  };
  [[nodiscard]] Reduced reduce(std::size_t n) { return std::move(reduce(n, 1).front()); }
  /// The same at `count` frequencies from the n-th on, as many as LaneSolver has side by side or a few times that.
  [[nodiscard]] std::vector<Reduced> reduce(std::size_t n, std::size_t count);
  /// Of all distinct stages so far.
  [[nodiscard]] SolverCounters counters() const;

  /// Which of AtFrequency::two_ports belongs to a stage; numbered in the order of first occurrence.
  [[nodiscard]] std::size_t distinct(std::size_t stage) const { return distinct_of_spec_[chain_.stages[stage].spec]; }
  [[nodiscard]] std::size_t distinct_count() const { return reducers_.size(); }
  [[nodiscard]] const Rails& rails() const { return rails_; }
  /// The first stages that act on each other other than along the chain, if there are any.
  [[nodiscard]] const std::optional<Coupling>& coupling() const { return coupling_; }
  /// Names of the rails that move when current is drawn from them.
  [[nodiscard]] const std::vector<std::string>& yielding_rails() const { return yielding_rails_; }

 private:
  /// A distinct stage.
  struct Reducer {
    std::size_t first_stage;
    std::unique_ptr<Netlist> netlist;
    std::vector<NodeId> ports;
    std::vector<std::size_t> rails;  ///< that it reaches, by number
    std::unique_ptr<PortReducer> reducer;
  };
  [[nodiscard]] Reducer draw_distinct(std::size_t stage) const;
  void find_rails();
  [[nodiscard]] std::optional<Coupling> find_coupling(const std::vector<std::optional<std::size_t>>& groups) const;
  void open_rails();
  void sweep(AtFrequency& at) const;
  struct Opened {
    PortRelation behind;
    std::vector<RailedStage> stages;  ///< distinct ones
  };
  [[nodiscard]] Opened open_at(double frequency);
  [[nodiscard]] const Reduced& ready(std::size_t n);
  void sweep_with_rails(AtFrequency& at);
  [[nodiscard]] Termination solve_left(std::size_t cut, double frequency);
  [[nodiscard]] Termination solve_right(std::size_t cut, double frequency);
  [[nodiscard]] PortRelation solve_port(const Circuit& circuit, NodeId port, double frequency);
  [[nodiscard]] std::vector<std::complex<double>> solve_voltages(double frequency);

  const Chain& chain_;
  const std::vector<double>& frequencies_;
  Elaborator& elaborator_;
  std::vector<std::size_t> distinct_of_spec_;
  std::vector<Reducer> reducers_;
  Rails rails_;
  std::optional<Coupling> coupling_;
  std::vector<std::string> yielding_rails_;
  std::vector<Reduced> ready_;  ///< of some frequencies in a row
  std::size_t first_ready_ = 0;
  /// If stages act on each other: the distinct stages without the elements behind the rails, the rails being ports.
  std::vector<Reducer> open_reducers_;
  Circuit behind_rails_;
  std::unique_ptr<PortReducer> rails_reducer_;
  SolverCounters counters_of_wholes_;
};

}  // namespace ohmscope

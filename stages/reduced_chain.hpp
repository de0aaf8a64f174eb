#pragma once

#include <memory>
#include <string>
#include <vector>

#include "solver/analyses/port_relation.hpp"
#include "solver/circuit/two_port.hpp"
#include "stages/chain.hpp"

namespace ohmscope {

/// A circuit with one port, as what stands left of a cut: what it says of v and of the current it delivers.
[[nodiscard]] Termination as_termination(const PortRelation& relation);

/// A chain whose stages are reduced to what they do between their ports: each distinct stage (equal type and values)
/// once per frequency, however often it occurs. The netlist of a stage is solved, its rule plays no part.
class ReducedChain {
 public:
  ReducedChain(const Chain& chain, Elaborator& elaborator);

  /// Everything about the chain at one frequency.
  struct AtFrequency {
    double frequency = 0;            ///< Hz
    std::vector<TwoPort> two_ports;  ///< by distinct stage; that of a sensor is not used
    Termination source;              ///< the sensor, or an ideal source of 1 V
    /// Entry k is what stage k - 1 and all before it are to stage k; entry 0 comes before a stage that is no sensor.
    std::vector<Termination> left;
    /// Entry k is what stage k and all after it are to stage k - 1; the last entry is open.
    std::vector<Termination> right;
  };
  /// One sweep from each end: time and memory proportional to the number of stages.
  [[nodiscard]] AtFrequency at(double frequency);
  /// Of all distinct stages so far.
  [[nodiscard]] SolverCounters counters() const;

  /// Which of AtFrequency::two_ports belongs to a stage; numbered in the order of first occurrence.
  [[nodiscard]] std::size_t distinct(std::size_t stage) const { return distinct_of_spec_[chain_.stages[stage].spec]; }

 private:
  struct Reducer {
    std::unique_ptr<Netlist> netlist;
    std::unique_ptr<PortReducer> ports;
  };
  void add_distinct(std::size_t stage, Elaborator& elaborator);

  const Chain& chain_;
  std::vector<std::size_t> distinct_of_spec_;
  std::vector<Reducer> reducers_;
};

}  // namespace ohmscope

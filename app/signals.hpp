#pragma once

#include <complex>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/session.hpp"
#include "solver/analyses/small_signal.hpp"

namespace ohmscope {

/// Something an analysis puts out: a voltage between two nodes, the current of an element, or that of an independent
/// current source.
struct Signal {
  enum class Kind { voltage, element_current, source_current };
  std::string name;  ///< "v(out)", "i(V1)"
  Kind kind = Kind::voltage;
  NodeId positive = ground;
  NodeId negative = ground;
  ElementId element = 0;
  bool is_measured_only = false;  ///< nothing but a `.meas` card asks for it
};

/// What `.save`, `.print` and `.probe` ask of `analysis` ("ac", "op"), each once, in order; without any, every node
/// voltage and every source's current. What they ask for in vain is left out, with a warning; it is an error in
/// `.save` where nothing else can be had.
[[nodiscard]] std::vector<Signal> choose_signals(Session& session, const Netlist& netlist, std::string_view analysis);

/// The voltage or current that a card measures. Reports a node or an element that does not exist.
[[nodiscard]] std::optional<Signal> find_output(Session& session, const Netlist& netlist, const CardOutput& output);

/// The elements whose currents are among `signals`.
[[nodiscard]] Currents currents_of(const std::vector<Signal>& signals);

/// Reports what the deck's output cards name that does not exist.
void check_outputs(Session& session, const Netlist& netlist);

/// Of signals, element [s][k] at point k; NaN where nothing determines them.
using ValuesOfSignals = std::vector<std::vector<std::complex<double>>>;

/// The values of `signals` in `result`. `dc`: source currents are their DC values.
[[nodiscard]] ValuesOfSignals signal_values(const Circuit& circuit, const std::vector<Signal>& signals,
                                            const SmallSignalResult& result, bool dc);

/// The same while they are found, so that the solutions of large circuits need not be kept for them.
class SignalTaker {
 public:
  /// So many points; circuit and signals must outlive it.
  SignalTaker(const Circuit& circuit, const std::vector<Signal>& signals, std::size_t points, bool dc);
  /// Takes the values at a point; leaves there what is undetermined and contradictory.
  void take(SmallSignalResult& result, std::size_t point);
  [[nodiscard]] ValuesOfSignals values() { return std::move(values_); }

 private:
  const Circuit& circuit_;
  const std::vector<Signal>& signals_;
  bool dc_;
  std::once_flag first_;
  std::vector<std::size_t> branches_;  ///< by signal: of an element's current its place among them
  ValuesOfSignals values_;
};

}  // namespace ohmscope

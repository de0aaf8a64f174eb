#pragma once

#include "app/signals.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

/// Tells in beginner's words, at the lines of the deck, what the circuit leaves open and what contradicts what: an
/// error where the signals asked for depend on it, a warning elsewhere. Returns whether there was an error.
bool report_unsolved(Session& session, const Netlist& netlist, const std::vector<Signal>& signals,
                     const SmallSignalResult& result);
/// The same of a result out of which the signals' values have been taken.
bool report_unsolved(Session& session, const Netlist& netlist, const std::vector<Signal>& signals,
                     const SmallSignalResult& result, const ValuesOfSignals& values);

/// Tells what leaves `output` without a value at these frequencies (Hz) where `source` alone acts. Returns whether it
/// found anything.
bool report_undefined_output(Session& session, const Netlist& netlist, const Signal& output, ElementId source,
                             const std::vector<double>& frequencies);

/// Watches the voltages of a chain's stages as they are found, and warns of those that have no value, or none that a
/// double holds; its impedances stand.
class ChainVoltages {
 public:
  /// Frequencies in Hz; they and the chain must outlive it.
  ChainVoltages(Session& session, const Chain& chain, const std::vector<double>& frequencies);
  void look_at(const StageResult& stage);
  /// Warns in the same words of what leaves voltages without a value; `stages`: those looked at, by index, or none:
  /// all.
  void warn_of_undefined(const std::vector<std::size_t>& stages) const;

 private:
  [[nodiscard]] std::vector<Signal> signals(const Circuit& circuit, const std::vector<std::size_t>& stages) const;

  Session& session_;
  const Chain& chain_;
  const std::vector<double>& frequencies_;
  std::vector<bool> lacking_;  ///< by frequency: whether a voltage has no value there
};

/// Warns if one of a signal's values is beyond the range of a double.
void warn_of_overflow(Session& session, std::string_view signal, const std::vector<std::complex<double>>& values);

}  // namespace ohmscope

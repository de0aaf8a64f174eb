#pragma once

#include <complex>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/device_points.hpp"
#include "app/signals.hpp"
#include "results/json_writer.hpp"
#include "solver/analyses/transfer_output.hpp"

namespace ohmscope {

/// What an analysis runs along.
struct Axis {
  std::string name;            ///< "frequency", "V1"
  std::string unit;            ///< "Hz", "V"
  std::vector<double> values;  ///< one a point
};

/// What an analysis tells at each of its points.
struct Quantity {
  std::string name;  ///< "v(out)"
  std::string unit;
  bool may_be_infinite = false;  ///< as such, not because it is beyond a double
  bool is_measured_only = false;
};

/// What an analysis tells once.
struct Figure {
  std::string name;  ///< "input_resistance"
  std::string unit;
  double value = 0;  ///< NaN where nothing determines it
  double imaginary = 0;
};

/// What a `.meas` card measures.
struct Measurement {
  std::string name;
  std::string unit;
  bool is_complex = false;
  std::vector<std::complex<double>> values;  ///< one; of a nested sweep one for each outer value. NaN: there is none
};

/// What came of an analysis.
struct AnalysisResult {
  std::vector<Axis> axes;  ///< the first varies fastest; none: there are figures alone
  std::vector<Quantity> signals;
  std::vector<std::vector<std::complex<double>>> values;  ///< [signal][point]; NaN where nothing determines it
  bool solved = true;                                     ///< whether everything asked for has a value
  std::vector<Figure> figures = {};
  std::vector<double> references = {};  ///< of a network's S, ohm, one a port
  std::vector<Measurement> measurements = {};
  std::vector<DevicePoint> devices = {};  ///< of `.op`

  [[nodiscard]] std::size_t points() const { return axes.empty() ? 0 : axes.front().values.size(); }
};

/// Circuits that differ in the DC values of sources alone.
struct SourceSteps {
  std::vector<ElementId> sources;
  std::vector<std::vector<double>> values;  ///< one for each circuit; each has one for each source
};

/// One analysis that a deck or the command line asks for.
class Analysis {
 public:
  virtual ~Analysis() = default;
  /// Reports what it asks for and the circuit does not have. Called once, before run().
  virtual void bind(Session& session, const Netlist& netlist) = 0;
  /// Does it. Reports what could not be solved.
  [[nodiscard]] virtual AnalysisResult run(Session& session, const Netlist& netlist) const = 0;
  /// Its results for several circuits that differ in the DC values of sources alone; by default one after the other.
  [[nodiscard]] virtual std::vector<AnalysisResult> run_each(Session& session, const Netlist& netlist,
                                                             const SourceSteps& steps) const;
  /// Writes the members of its entry but for its type.
  virtual void write(JsonWriter& json, const AnalysisResult& result) const = 0;
  /// Prints it for people.
  virtual void print(Output& out, const AnalysisResult& result) const = 0;
};

/// A kind of analysis. Each lives in a file of its own in app/analyses and has one line in the registry.
struct AnalysisType {
  std::string_view name;         ///< of its card without the dot, in `.print`, in JSON
  bool is_small_signal = false;  ///< DC values of sources in a linear circuit do not matter to it
  bool has_signals = false;      ///< `.save` and its kin choose among the voltages and currents it has
  bool is_complex = false;       ///< whether its signals are, even where all imaginary parts are 0
  /// What a card asks for; nothing, and a report, if the card is wrong.
  std::unique_ptr<Analysis> (*plan)(Session& session, const Card& card) = nullptr;
};

/// All kinds that there are.
[[nodiscard]] std::span<const AnalysisType* const> analysis_types();

/// The sweep that frequencies on the command line ask for.
[[nodiscard]] std::unique_ptr<Analysis> ac_sweep(Frequencies frequencies);

namespace registered {
extern const AnalysisType ac;
extern const AnalysisType op;
extern const AnalysisType sp;
}

/// What results call them.
[[nodiscard]] std::vector<Quantity> quantities(const std::vector<Signal>& signals);

/// The independent source called `name`. Reports one that does not exist.
[[nodiscard]] std::optional<ElementId> find_source(Session& session, const Netlist& netlist, Span name);

/// The voltage, or the current in a voltage source, that a `.tf` or `.sens` card measures. Reports what does not exist,
/// and currents in other elements; `card`: "tf".
[[nodiscard]] std::optional<Signal> find_measured(Session& session, const Netlist& netlist, const CardOutput& output,
                                                  std::string_view card);
/// The same as the solver takes them.
[[nodiscard]] std::vector<TransferOutput> transfer_outputs(const std::vector<Signal>& measured);

/// The member "signals", the real parts alone or whole numbers.
void write_real_signals(JsonWriter& json, const AnalysisResult& result);
void write_complex_signals(JsonWriter& json, const AnalysisResult& result);

/// How a table says that it leaves out signals.
[[nodiscard]] std::string left_out_text(std::size_t signals);

}  // namespace ohmscope

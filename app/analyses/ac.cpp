#include <algorithm>

#include "app/analyses/analysis.hpp"
#include "app/progress_bar.hpp"
#include "app/render/columns.hpp"
#include "app/solver_log.hpp"
#include "app/unsolved.hpp"

namespace ohmscope {

namespace {

/// `.ac dec|oct|lin POINTS START STOP`
class AcSweep final : public Analysis {
 public:
  explicit AcSweep(Frequencies frequencies) : frequencies_(std::move(frequencies)) {}

  void bind(Session& session, const Netlist& netlist) override {
    signals_ = choose_signals(session, netlist, "ac");
    check_measured_data(session, frequencies_.values);
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    ProgressBar bar("small signals", session.options);
    SignalTaker taker(netlist.circuit, signals_, frequencies_.values.size(), false);
    const auto take = [&](SmallSignalResult& result, std::size_t point) { taker.take(result, point); };
    const SmallSignalResult solution =
        ac_analysis(netlist.circuit, frequencies_.values, currents_of(signals_), bar.progress(), take);
    log_solver(session, solution.counters);
    AnalysisResult result{{{"frequency", "Hz", frequencies_.values}}, quantities(signals_), taker.values()};
    result.solved = !report_unsolved(session, netlist, signals_, solution, result.values);
    return result;
  }

  void write(JsonWriter& json, const AnalysisResult& result) const override {
    json.list("frequencies", frequencies_.values);
    write_complex_signals(json, result);
  }

  void print(Output& out, const AnalysisResult& result) const override {
    const std::string sweep = describe(frequencies_);
    out.write("\nsmall signals\n");
    if (!sweep.empty()) out.print("{}\n", sweep);
    for (std::size_t first = 0; first < frequencies_.spots.size(); first += spots_in_a_row)
      ohmscope::print(out, table(result, first));
  }

 private:
  // The spots from `first` on that stand side by side.
  [[nodiscard]] PolarTable table(const AnalysisResult& result, std::size_t first) const {
    PolarTable table;
    table.names_heading = "signal";
    table.rows = abridge(result.signals.size());
    table.left_out = left_out_text(table.rows.left_out);
    for (const std::size_t s : rows_shown(table.rows)) table.names.push_back(result.signals[s].name);
    for (std::size_t k = first; k < std::min(first + spots_in_a_row, frequencies_.spots.size()); ++k) {
      const std::size_t spot = frequencies_.spots[k];
      PolarColumn column{frequency_text(frequencies_.values[spot]), {}};
      for (const std::size_t s : rows_shown(table.rows))
        column.entries.push_back(polar(result.values[s][spot], result.signals[s].unit));
      table.columns.push_back(std::move(column));
    }
    return table;
  }

  Frequencies frequencies_;
  std::vector<Signal> signals_;
};

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  auto values = session.elaborator->ac_frequencies(card);
  if (!values || values->empty()) return nullptr;
  return ac_sweep(sweep_with_spots(std::move(*values)));
}

}  // namespace

std::unique_ptr<Analysis> ac_sweep(Frequencies frequencies) {
  return std::make_unique<AcSweep>(std::move(frequencies));
}

namespace registered {
const AnalysisType ac{.name = "ac", .is_small_signal = true, .has_signals = true, .is_complex = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope

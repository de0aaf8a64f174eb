#include "app/analyses/analysis.hpp"
#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/solver_log.hpp"
#include "app/unsolved.hpp"

namespace ohmscope {

namespace {

/// `.op`
class OperatingPoint final : public Analysis {
 public:
  void bind(Session& session, const Netlist& netlist) override {
    signals_ = choose_signals(session, netlist, "op");
    check_measured_data(session, {0.0});
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    const SmallSignalResult solution = operating_point(netlist.circuit, currents_of(signals_));
    log_solver(session, solution.counters);
    return {{{"frequency", "Hz", solution.frequencies}},
            quantities(signals_),
            signal_values(netlist.circuit, signals_, solution, true),
            !report_unsolved(session, netlist, signals_, solution)};
  }

  [[nodiscard]] std::vector<AnalysisResult> run_each(Session& session, const Netlist& netlist,
                                                     const SourceSteps& steps) const override {
    const SmallSignalResult solution =
        operating_points(netlist.circuit, steps.sources, steps.values, currents_of(signals_));
    log_solver(session, solution.counters);
    const ValuesOfSignals values = signal_values(netlist.circuit, signals_, solution, true);
    const bool solved = !report_unsolved(session, netlist, signals_, solution, values);
    std::vector<AnalysisResult> results;
    for (std::size_t k = 0; k < steps.values.size(); ++k) {
      AnalysisResult& result = results.emplace_back();
      result = {{{"frequency", "Hz", {0.0}}}, quantities(signals_), {}, solved};
      for (const auto& row : values) result.values.push_back({row[k]});
    }
    return results;
  }

  void write(JsonWriter& json, const AnalysisResult& result) const override {
    json.key("signals");
    json.begin_object();
    for (std::size_t s = 0; s < result.signals.size(); ++s)
      json.member(result.signals[s].name, result.values[s].front().real());
    json.end_object();
  }

  void print(Output& out, const AnalysisResult& result) const override {
    out.write("\noperating point\n");
    const Abridged rows = abridge(result.signals.size());
    Table table({{Table::Align::left}, {}});
    for (const std::size_t s : rows_shown(rows)) {
      if (rows.left_out > 0 && s == rows.head + rows.left_out) table.add_line(left_out_text(rows.left_out));
      table.add({result.signals[s].name, engineering(result.values[s].front().real(), result.signals[s].unit)});
    }
    table.print(out);
  }

 private:
  std::vector<Signal> signals_;
};

std::unique_ptr<Analysis> plan(Session& /*session*/, const Card& /*card*/) {
  return std::make_unique<OperatingPoint>();
}

}  // namespace

namespace registered {
extern const AnalysisType op;
const AnalysisType op{.name = "op", .has_signals = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope

#include <algorithm>
#include <limits>
#include <map>

#include "app/analyses/analysis.hpp"
#include "app/operating_point.hpp"
#include "app/progress_bar.hpp"
#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/solver_log.hpp"
#include "app/swept.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "solver/analyses/bias_point.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

constexpr std::complex<double> undetermined{std::numeric_limits<double>::quiet_NaN(), 0};

/// One of the things that a `.dc` card varies.
struct Sweep {
  SweptName card;
  Swept what = {};

  [[nodiscard]] bool is_source() const { return what.is_source; }
};

bool can_vary(const DeviceType& type) { return is_independent_source(&type) || &type == &devices::resistor; }
constexpr SweepableElements elements{can_vary, "a source or a resistor"};

/// `.dc NAME START STOP STEP [NAME START STOP STEP]`: operating points while one or two values vary; or `.dc
/// data=TABLE`, whose first column is the axis, and the others are signals.
class DcAnalysis final : public Analysis {
 public:
  explicit DcAnalysis(std::vector<SweptName> cards) {
    for (SweptName& card : cards) sweeps_.push_back({std::move(card)});
  }

  void bind(Session& session, const Netlist& netlist) override {
    signals_ = choose_signals(session, netlist, "dc");
    check_measured_data(session, {0.0});
    for (Sweep& sweep : sweeps_) {
      sweep.what.name = session.sources.text(sweep.card.name);
      const auto found = find_swept(session, sweep.card, elements, [&]() -> const Netlist& { return netlist; });
      if (found) sweep.what = *found;
    }
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    return std::move(run_each(session, netlist, {{}, {{}}}).front());
  }

  [[nodiscard]] std::vector<AnalysisResult> run_each(Session& session, const Netlist& netlist,
                                                     const SourceSteps& steps) const override {
    AnalysisResult plain{axes(), quantities(signals_), {}};
    plain.values.assign(signals_.size(), std::vector<std::complex<double>>(plain.points(), undetermined));
    for (const Sweep& sweep : sweeps_) {
      if (!sweep.card.with_previous) continue;
      plain.signals.push_back({sweep.what.name, sweep.what.unit});
      plain.values.emplace_back(sweep.card.values.begin(), sweep.card.values.end());
    }
    std::vector<AnalysisResult> results(steps.values.size(), plain);
    bool solved = true;
    Netlist biased = netlist;  // nonlinear devices begin each point where the one before left them
    for (const auto& [values, points] : circuits(plain.points())) {
      if (values.empty()) {
        solved = solve(session, biased, points, steps, results);
      } else if (auto varied = with(session, netlist, values)) {
        begin_at(*varied, biased.circuit);
        solved = solve(session, *varied, points, steps, results) && solved;
        begin_at(biased, varied->circuit);
      } else {
        solved = false;
        break;
      }
    }
    for (AnalysisResult& result : results) result.solved = solved;
    return results;
  }

  void write(JsonWriter& json, const AnalysisResult& result) const override {
    constexpr std::string_view keys[] = {"sweep", "outer"};
    for (std::size_t k = 0; k < result.axes.size(); ++k) {
      json.key(keys[k]);
      json.begin_object();
      json.member("name", result.axes[k].name);
      json.list("values", result.axes[k].values);
      json.end_object();
    }
    write_real_signals(json, result);
  }

  void print(Output& out, const AnalysisResult& result) const override {
    const Axis& inner = result.axes.front();
    const std::size_t length = sweeps_.front().card.values.size();
    const std::vector<std::size_t> spots = sweep_with_spots(sweeps_.front().card.values).spots;
    out.print("\nsweep of {}\n", inner.name);
    if (spots.size() < length) out.print("{} values, {} of them shown (all: --json or --csv)\n", length, spots.size());
    for (std::size_t first = 0; first < result.points(); first += length) {
      if (result.axes.size() > 1) out.print("{} = {}\n", result.axes[1].name, text(result.axes[1], first));
      table(result, first, spots).print(out);
    }
  }

 private:
  [[nodiscard]] std::vector<Axis> axes() const {
    std::size_t points = 1;
    std::vector<Axis> axes;
    for (const Sweep& sweep : sweeps_) {
      if (sweep.card.with_previous) continue;
      points *= sweep.card.values.size();
      axes.push_back({sweep.what.name, sweep.what.unit, {}});
    }
    for (std::size_t point = 0; point < points; ++point) {
      auto axis = axes.begin();
      for_each_value(point, [&](const Sweep& sweep, double value) {
        if (!sweep.card.with_previous) (axis++)->values.push_back(value);
      });
    }
    return axes;
  }

  // Points of one circuit, and what else than sources has another value in it.
  struct OneCircuit {
    std::vector<double> values;
    std::vector<std::size_t> points;
  };

  // Sources change nothing but the right-hand side: all points that differ in them alone share one matrix.
  [[nodiscard]] std::vector<OneCircuit> circuits(std::size_t points) const {
    std::vector<OneCircuit> circuits;
    std::map<std::vector<double>, std::size_t> known;
    for (std::size_t point = 0; point < points; ++point) {
      const auto [entry, is_new] = known.emplace(values_at(point, false), circuits.size());
      if (is_new) circuits.push_back({entry->first, {}});
      circuits[entry->second].points.push_back(point);
    }
    return circuits;
  }

  // Calls visit(sweep, value) for all that a point sets.
  template <class Visit>
  void for_each_value(std::size_t point, const Visit& visit) const {
    std::size_t row = 0;
    for (const Sweep& sweep : sweeps_) {
      const std::vector<double>& values = sweep.card.values;
      if (!sweep.card.with_previous) {
        row = point % values.size();
        point /= values.size();
      }
      visit(sweep, values[row]);
    }
  }

  // The values at a point of the sources swept, or of what else is.
  [[nodiscard]] std::vector<double> values_at(std::size_t point, bool of_sources) const {
    std::vector<double> values;
    for_each_value(point, [&](const Sweep& sweep, double value) {
      if (sweep.is_source() == of_sources) values.push_back(value);
    });
    return values;
  }

  // What the deck is where all but its sources have these values. Reports what is wrong with it there.
  [[nodiscard]] std::optional<Netlist> with(Session& session, const Netlist& as_written,
                                            const std::vector<double>& values) const {
    Settings settings;
    std::vector<std::pair<ElementId, double>> drawn;  // by chains, which the deck's cards say nothing of
    std::vector<std::string> texts;
    auto value = values.begin();
    for (const Sweep& sweep : sweeps_) {
      if (sweep.is_source()) continue;
      texts.push_back(setting_text(sweep.what.name, *value, sweep.what.unit));
      if (sweep.what.is_of_chain) {
        drawn.emplace_back(*sweep.what.element, *value++);
      } else {
        settings.push_back(sweep.what.setting);
        settings.back().value = *value++;
      }
    }
    std::optional<Netlist> netlist = as_written;
    if (!settings.empty())
      netlist = netlist_with(session, as_written, settings, fmt::format("at {}", fmt::join(texts, ", ")));
    if (!netlist) return std::nullopt;
    for (const auto& [element, number] : drawn) netlist->circuit.set_value(element, 0, number);
    return netlist;
  }

  // Solves the points of one circuit, of each of the steps. Returns whether all that is asked for has a value.
  bool solve(Session& session, Netlist& netlist, const std::vector<std::size_t>& points, const SourceSteps& steps,
             std::vector<AnalysisResult>& results) const {
    std::vector<ElementId> sources;
    for (const Sweep& sweep : sweeps_) {
      if (sweep.is_source()) sources.push_back(*sweep.what.element);
    }
    const std::vector<ElementId> swept = sources;
    const auto is_swept = [&](ElementId id) { return std::find(swept.begin(), swept.end(), id) != swept.end(); };
    for (const ElementId id : steps.sources) {
      if (!is_swept(id)) sources.push_back(id);
    }
    std::vector<std::vector<double>> settings;
    for (const std::vector<double>& step : steps.values) {
      for (const std::size_t point : points) {
        settings.push_back(values_at(point, true));
        for (std::size_t k = 0; k < step.size(); ++k) {
          if (!is_swept(steps.sources[k])) settings.back().push_back(step[k]);
        }
      }
    }
    ProgressBar bar("operating points", session.options);
    bool found = true;
    SignalTaker taker(netlist.circuit, signals_, settings.size(), true);
    const auto take = [&](SmallSignalResult& result, std::size_t point) { taker.take(result, point); };
    const SmallSignalResult solution =
        is_nonlinear(netlist.circuit)
            ? each_point(session, netlist, sources, settings, bar.progress(), take, found)
            : operating_points(netlist.circuit, sources, settings, currents_of(signals_), bar.progress(), take);
    if (!found) return false;
    log_solver(session, solution.counters);
    const ValuesOfSignals values = taker.values();
    for (std::size_t s = 0; s < signals_.size(); ++s) {
      const auto set = std::find(sources.begin(), sources.end(), signals_[s].element);
      const bool is_set = signals_[s].kind == Signal::Kind::source_current && set != sources.end();
      const auto source = static_cast<std::size_t>(set - sources.begin());
      for (std::size_t k = 0; k < settings.size(); ++k) {
        results[k / points.size()].values[s][points[k % points.size()]] = is_set ? settings[k][source] : values[s][k];
      }
    }
    return !report_unsolved(session, netlist, signals_, solution, values);
  }

  // The points one after the other, each from the one before, until there is none.
  [[nodiscard]] SmallSignalResult each_point(Session& session, Netlist& netlist, const std::vector<ElementId>& sources,
                                             const std::vector<std::vector<double>>& settings, const Progress& progress,
                                             const TakePoint& take, bool& found) const {
    SmallSignalResult all;
    for (const std::vector<double>& values : settings) {
      std::vector<std::string> texts;
      for (std::size_t k = 0; k < sources.size(); ++k) {
        netlist.circuit.set_value(sources[k], 0, values[k]);
        texts.push_back(setting_text(netlist.circuit.element_name(sources[k]), values[k], ""));
      }
      found = find_operating_point(session, netlist, texts.empty() ? "" : fmt::format("at {}", fmt::join(texts, ", ")));
      if (!found) return all;
      SmallSignalResult one = operating_point(netlist.circuit, currents_of(signals_));
      all.branches = std::move(one.branches);
      all.frequencies.push_back(0);
      all.points.push_back(std::move(one.points.front()));
      take(all, all.points.size() - 1);
      all.counters += one.counters;
      tell(progress, all.points.size(), settings.size());
    }
    return all;
  }

  static std::string text(const Axis& axis, std::size_t point) {
    const double value = axis.values[point];
    return axis.unit.empty() ? engineering_in_full(value, axis.unit) : engineering(value, axis.unit);
  }

  [[nodiscard]] static Table table(const AnalysisResult& result, std::size_t first,
                                   const std::vector<std::size_t>& spots) {
    std::vector<Table::Column> layout(1 + spots.size());
    layout.front().align = Table::Align::left;
    Table table(layout);
    std::vector<std::string> headings{"signal"};
    for (const std::size_t spot : spots) headings.push_back(text(result.axes.front(), first + spot));
    table.add(headings);
    const Abridged rows = abridge(result.signals.size());
    for (const std::size_t s : rows_shown(rows)) {
      if (rows.left_out > 0 && s == rows.head + rows.left_out) table.add_line(left_out_text(rows.left_out));
      std::vector<std::string> cells{result.signals[s].name};
      for (const std::size_t spot : spots)
        cells.push_back(engineering(result.values[s][first + spot].real(), result.signals[s].unit));
      table.add(std::move(cells));
    }
    return table;
  }

  std::vector<Sweep> sweeps_;  ///< the first varies fastest
  std::vector<Signal> signals_;
};

std::unique_ptr<Analysis> plan(Session& session, const Card& card) {
  auto sweeps = session.elaborator->dc_sweeps(card);
  return sweeps ? std::make_unique<DcAnalysis>(std::move(*sweeps)) : nullptr;
}

}  // namespace

namespace registered {
extern const AnalysisType dc;
const AnalysisType dc{.name = "dc", .has_signals = true, .plan = plan};
}  // namespace registered

}  // namespace ohmscope

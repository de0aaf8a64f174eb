#include <algorithm>
#include <limits>
#include <map>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/ports.hpp"
#include "app/progress_bar.hpp"
#include "app/render/columns.hpp"
#include "app/render/table.hpp"
#include "app/solver_log.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "netlist/text.hpp"
#include "solver/circuit/device.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope {

namespace {

constexpr std::complex<double> undetermined{std::numeric_limits<double>::quiet_NaN(), 0};

/// One of the things that a `.dc` card varies.
struct Sweep {
  SweptName card;
  std::string name = {};  ///< as results call it
  ElementId element = 0;
  const DeviceType* type = nullptr;  ///< of the element; null: the temperature varies

  [[nodiscard]] bool is_temperature() const { return type == nullptr; }
  [[nodiscard]] bool is_source() const { return is_independent_source(type); }
  [[nodiscard]] std::string_view unit() const { return is_temperature() ? "°C" : type->parameters.front().unit; }
};

bool is_temperature(std::string_view name) {
  return equal_ignoring_case(name, "temp") || equal_ignoring_case(name, "temper");
}

/// `.dc NAME START STOP STEP [NAME START STOP STEP]`: operating points while one or two values vary.
class DcAnalysis final : public Analysis {
 public:
  explicit DcAnalysis(std::vector<SweptName> cards) {
    for (SweptName& card : cards) sweeps_.push_back({std::move(card)});
  }

  void bind(Session& session, const Netlist& netlist) override {
    signals_ = choose_signals(session, netlist, "dc");
    check_measured_data(session, {0.0});
    for (Sweep& sweep : sweeps_) find(session, netlist, sweep);
  }

  [[nodiscard]] AnalysisResult run(Session& session, const Netlist& netlist) const override {
    AnalysisResult result{axes(), quantities(signals_), {}};
    result.values.assign(signals_.size(), std::vector<std::complex<double>>(result.points(), undetermined));
    // Sources change nothing but the right-hand side: all points that differ in them alone share one matrix.
    std::map<std::vector<double>, std::vector<std::size_t>> circuits;
    for (std::size_t point = 0; point < result.points(); ++point)
      circuits[values_at(result, point, false)].push_back(point);
    for (const auto& [values, points] : circuits) {
      if (values.empty()) {
        result.solved = solve(session, netlist, points, result);
      } else if (const auto varied = with(session, netlist, values)) {
        result.solved = solve(session, *varied, points, result) && result.solved;
      } else {
        result.solved = false;
        break;
      }
    }
    return result;
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
  static void find(Session& session, const Netlist& netlist, Sweep& sweep) {
    const Circuit& circuit = netlist.circuit;
    const std::string_view name = session.sources.text(sweep.card.name);
    sweep.name = name;
    if (is_temperature(name)) return;
    const std::optional<ElementId> element = circuit.find_element(name);
    if (!element) {
      if (netlist.is_left_out(name)) return;
      session.diagnostics.error(codes::unknown_thing, sweep.card.name, "no source or resistor is called '{}'", name)
          .of_unknown_name()
          .with_hint(session.diagnostics.suggest(name, [&] { return sweepable(circuit); }));
      return;
    }
    sweep.name = circuit.element_name(*element);
    sweep.element = *element;
    sweep.type = circuit.element(*element).type;
    if (can_vary(*sweep.type)) return;
    session.diagnostics.error(codes::unknown_thing, sweep.card.name,
                              "'{}' is not a source or a resistor: only they can be swept", name);
  }

  static bool can_vary(const DeviceType& type) {
    using namespace devices;
    constexpr const DeviceType* types[] = {&voltage_source, &port,     &source_port,
                                           &current_source, &resistor, &small_signal_resistor};
    return std::find(std::begin(types), std::end(types), &type) != std::end(types);
  }

  static std::vector<std::string_view> sweepable(const Circuit& circuit) {
    std::vector<std::string_view> names;
    for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
      if (can_vary(*circuit.element(id).type)) names.push_back(circuit.element_name(id));
    }
    return names;
  }

  [[nodiscard]] std::vector<Axis> axes() const {
    std::size_t points = 1;
    for (const Sweep& sweep : sweeps_) points *= sweep.card.values.size();
    std::vector<Axis> axes;
    std::size_t held = 1;  // points in a row with one value
    for (const Sweep& sweep : sweeps_) {
      Axis axis{sweep.name, std::string(sweep.unit()), {}};
      const std::vector<double>& values = sweep.card.values;
      for (std::size_t point = 0; point < points; ++point) axis.values.push_back(values[point / held % values.size()]);
      held *= values.size();
      axes.push_back(std::move(axis));
    }
    return axes;
  }

  // The values at a point of the sources swept, or of what else is.
  [[nodiscard]] std::vector<double> values_at(const AnalysisResult& result, std::size_t point, bool of_sources) const {
    std::vector<double> values;
    for (std::size_t k = 0; k < sweeps_.size(); ++k) {
      if (sweeps_[k].is_source() == of_sources) values.push_back(result.axes[k].values[point]);
    }
    return values;
  }

  // What the deck is where all but its sources have these values. Reports what is wrong with it there.
  [[nodiscard]] std::optional<Netlist> with(Session& session, const Netlist& as_written,
                                            const std::vector<double>& values) const {
    std::optional<Netlist> netlist = as_written;
    auto value = values.begin();
    std::vector<std::pair<ElementId, double>> resistances;
    for (const Sweep& sweep : sweeps_) {
      if (sweep.is_temperature()) netlist = netlist_at(session, as_written, *value++);
      if (!sweep.is_temperature() && !sweep.is_source()) resistances.emplace_back(sweep.element, *value++);
      if (!netlist) return std::nullopt;
    }
    for (const auto& [element, resistance] : resistances) netlist->circuit.set_value(element, 0, resistance);
    return netlist;
  }

  // Solves the points of one circuit. Returns whether all that is asked for has a value.
  bool solve(Session& session, const Netlist& netlist, const std::vector<std::size_t>& points,
             AnalysisResult& result) const {
    std::vector<ElementId> sources;
    for (const Sweep& sweep : sweeps_) {
      if (sweep.is_source()) sources.push_back(sweep.element);
    }
    std::vector<std::vector<double>> settings;
    for (const std::size_t point : points) settings.push_back(values_at(result, point, true));
    ProgressBar bar("operating points", session.options);
    const SmallSignalResult solution =
        operating_points(netlist.circuit, sources, settings, currents_of(signals_), bar.progress());
    log_solver(session, solution.counters);
    const auto values = signal_values(netlist.circuit, signals_, solution, true);
    for (std::size_t s = 0; s < signals_.size(); ++s) {
      const auto swept = std::find(sources.begin(), sources.end(), signals_[s].element);
      const bool is_swept = signals_[s].kind == Signal::Kind::source_current && swept != sources.end();
      for (std::size_t k = 0; k < points.size(); ++k) {
        const auto source = static_cast<std::size_t>(swept - sources.begin());
        result.values[s][points[k]] = is_swept ? settings[k][source] : values[s][k];
      }
    }
    return !report_unsolved(session, netlist, signals_, solution);
  }

  static std::string text(const Axis& axis, std::size_t point) { return engineering(axis.values[point], axis.unit); }

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

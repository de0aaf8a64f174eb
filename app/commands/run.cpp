#include <spdlog/logger.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <tuple>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "app/measurements.hpp"
#include "app/operating_point.hpp"
#include "app/result_plots.hpp"
#include "app/step_output.hpp"
#include "app/stopwatch.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "results/csv_writer.hpp"
#include "solver/analyses/bias_point.hpp"

namespace ohmscope {

namespace {

struct Planned {
  const AnalysisType* type = nullptr;
  std::shared_ptr<Analysis> analysis;  ///< of all steps of a group
  AnalysisResult result = {};
  std::size_t number = 0;  ///< of its card, from 0
  std::size_t step = 0;
};

// The deck's analyses in order; those typed on the command line stand where the first .ac stands, else at the end.
std::vector<Planned> plan(Session& session) {
  std::optional<Frequencies> typed = command_line_frequencies(session);
  const bool replaced = !session.options.frequencies.empty() || !session.options.sweep.empty();
  std::vector<Planned> planned;
  const auto add = [&](const AnalysisType& type, std::unique_ptr<Analysis> analysis) {
    if (analysis) planned.push_back({.type = &type, .analysis = std::move(analysis), .number = planned.size()});
  };
  const auto add_typed = [&] {
    if (typed) add(registered::ac, ac_sweep(std::move(*typed)));
    typed.reset();
  };
  for (const Card& card : session.deck.analyses) {
    for (const AnalysisType* type : analysis_types()) {
      if (!is_analysis(session, card, type->name)) continue;
      type == &registered::ac&& replaced ? add_typed() : add(*type, type->plan(session, card));
    }
  }
  add_typed();
  const auto is_op = [](const Planned& known) { return known.type == &registered::op; };
  if (session.options.show == "devices" && std::none_of(planned.begin(), planned.end(), is_op))
    add(registered::op, registered::op.plan(session, {}));
  return planned;
}

void write_json(Output& out, const Session& session, const Steps& steps, const std::vector<Planned>& analyses) {
  JsonWriter json(out);
  json.begin_object();
  json.member("title", session.deck.title);
  json.key("analyses");
  json.begin_array();
  for (const Planned& planned : analyses) {
    json.begin_object();
    json.member("type", planned.type->name);
    write_step(json, steps, planned.step);
    planned.analysis->write(json, planned.result);
    write_measurements(json, planned.result);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

std::string heading(const Axis& axis) {
  return axis.unit.empty() ? axis.name : fmt::format("{} ({})", axis.name, axis.unit);
}

// Every axis of any analysis has a column, which is empty for the others.
std::vector<std::string> axis_columns(const std::vector<Planned>& analyses) {
  std::vector<std::string> columns;
  for (const Planned& planned : analyses) {
    for (const Axis& axis : planned.result.axes) {
      if (std::find(columns.begin(), columns.end(), heading(axis)) == columns.end()) columns.push_back(heading(axis));
    }
  }
  return columns;
}

// Where there is no point, they are empty.
void write_axes(CsvWriter& csv, const std::vector<std::string>& columns, const std::vector<Axis>& axes,
                std::optional<std::size_t> point) {
  for (const std::string& column : columns) {
    const auto axis = std::find_if(axes.begin(), axes.end(), [&](const Axis& a) { return heading(a) == column; });
    axis == axes.end() || !point ? csv.cell("") : csv.cell(axis->values[*point]);
  }
}

void write_csv(Output& out, const Steps& steps, const std::vector<Planned>& analyses) {
  CsvWriter csv(out);
  const std::vector<std::string> columns = axis_columns(analyses);
  for (const char* name : {"analysis", "type"}) csv.cell(name);
  write_step_headings(csv, steps);
  for (const std::string& column : columns) csv.cell(column);
  for (const char* name : {"signal", "unit", "re", "im"}) csv.cell(name);
  csv.end_row();
  for (const Planned& planned : analyses) {
    const AnalysisResult& result = planned.result;
    const auto write_row = [&](const std::vector<Axis>& axes, std::optional<std::size_t> point, const auto& of,
                               std::complex<double> value) {
      csv.cell(planned.number + 1);
      csv.cell(planned.type->name);
      write_step(csv, steps, planned.step);
      write_axes(csv, columns, axes, point);
      csv.cell(of.name);
      csv.cell(of.unit);
      csv.cells(value);
      csv.end_row();
    };
    for (std::size_t s = 0; s < result.signals.size(); ++s) {
      for (std::size_t k = 0; k < result.points(); ++k)
        write_row(result.axes, k, result.signals[s], result.values[s][k]);
    }
    for (const Figure& figure : result.figures) write_row({}, {}, figure, {figure.value, figure.imaginary});
    const std::vector<Axis> outer(result.axes.begin() + (result.axes.empty() ? 0 : 1), result.axes.end());
    for (const Measurement& measured : result.measurements) {
      const std::size_t inner = result.points() / measured.values.size();
      for (std::size_t k = 0; k < measured.values.size(); ++k)
        write_row(outer, k * inner, measured, measured.values[k]);
    }
  }
}

void write_table(Output& out, const Session& session, const Steps& steps, const std::vector<Planned>& analyses) {
  out.print("{}\n", session.deck.title);
  const StepsShown shown(steps);
  shown.describe(out);
  std::vector<const AnalysisResult*> measured;  // of one card at all steps
  for (const Planned& planned : analyses) {
    if (shown.announce(out, planned.step)) planned.analysis->print(out, planned.result);
    measured.push_back(&planned.result);
    if (measured.size() < steps.count()) continue;
    print_measurements(out, steps, measured);
    measured.clear();
  }
}

results::Document document(const Session& session, const Steps& steps, const std::vector<Planned>& analyses) {
  results::Document document{session.deck.title, {}, {}};
  for (const Planned& planned : analyses) {
    const std::size_t known = document.plots.size();
    add_plots(document, *planned.type, planned.result);
    for (std::size_t k = known; k < document.plots.size(); ++k)
      document.plots[k].steps = steps_of_plot(steps, planned.step);
  }
  return document;
}

void look_over(Session& session, const Netlist& netlist, Planned& planned) {
  AnalysisResult& result = planned.result;
  measure(session, netlist, planned.type->name, result);
  for (std::size_t s = 0; s < result.signals.size(); ++s) {
    if (!result.signals[s].may_be_infinite) warn_of_overflow(session, result.signals[s].name, result.values[s]);
  }
}

// What differs between the steps of a group.
SourceSteps source_steps(const Netlist& netlist, const Steps& steps, const std::vector<std::size_t>& group) {
  SourceSteps differences;
  differences.values.resize(group.size());
  for (std::size_t axis = 0; axis < steps.axes().size(); ++axis) {
    const Swept& swept = steps.axes()[axis].swept;
    if (!swept.is_right_hand_side) continue;
    differences.sources.push_back(*netlist.circuit.find_element(swept.name));
    for (std::size_t k = 0; k < group.size(); ++k) differences.values[k].push_back(steps.values(group[k])[axis]);
  }
  return differences;
}

std::vector<AnalysisResult> solve(Session& session, const Netlist& netlist, const Planned& planned,
                                  const SourceSteps& differences) {
  const Stopwatch watch;
  std::vector<AnalysisResult> results;
  if (differences.values.size() == 1) {
    results.push_back(planned.analysis->run(session, netlist));
  } else if (is_nonlinear(netlist.circuit)) {  // then sources move the operating point, and all else with it
    results = planned.analysis->Analysis::run_each(session, netlist, differences);
  } else if (planned.type->is_small_signal) {
    results.assign(differences.values.size(), planned.analysis->run(session, netlist));
  } else {
    results = planned.analysis->run_each(session, netlist, differences);
  }
  session.log.info(fmt::format("{}: {} nodes, {} elements, {} points in {:.3f} s", planned.type->name,
                               netlist.circuit.node_count(), netlist.circuit.element_count(),
                               results.front().points() * results.size(), watch.seconds()));
  return results;
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_frequencies(app, options);
  add_all_signals(app, options);
  app.add_flag_callback(
      "--op-table", [&options] { options.show = "devices"; },
      "also every diode, transistor and switch at the operating point");
  add_json(app, options);
  add_csv(app, options);
  add_result_files(app, options);
}

// Does all analyses of a group of steps; false, and none, where there are errors.
bool run_all(Session& session, const Steps& steps, const std::vector<std::size_t>& group, std::vector<Planned>& done) {
  const std::vector<Planned> analyses = plan(session);
  if (analyses.empty() && !session.diagnostics.has_errors()) {
    session.diagnostics.error(codes::nothing_to_do, {}, "nothing to run: the deck has no analysis card")
        .with_hint("add .op or a card like '.ac dec 20 10 100k', or give --freq 1k,10k");
  }
  Netlist netlist = flat_netlist(session);
  for (const Planned& planned : analyses) planned.analysis->bind(session, netlist);
  if (session.diagnostics.has_errors()) return false;
  const auto begins_there = [](const Planned& planned) { return planned.type->name != "dc"; };  // it finds its own
  if (std::any_of(analyses.begin(), analyses.end(), begins_there) && !find_operating_point(session, netlist))
    return false;
  const SourceSteps differences = source_steps(netlist, steps, group);
  for (const Planned& planned : analyses) {
    std::vector<AnalysisResult> results = solve(session, netlist, planned, differences);
    for (std::size_t k = 0; k < group.size(); ++k) {
      done.push_back({planned.type, planned.analysis, std::move(results[k]), planned.number, group[k]});
      look_over(session, netlist, done.back());
    }
  }
  return true;
}

ExitStatus run(Session& session) {
  const Steps steps = read_steps(session);
  std::vector<Planned> all;
  if (!for_each_group(session, steps, [&](const auto& group) { return run_all(session, steps, group, all); }))
    return status_of_failure(session);
  std::sort(all.begin(), all.end(),
            [](const Planned& a, const Planned& b) { return std::tie(a.number, a.step) < std::tie(b.number, b.step); });
  const bool solved = std::all_of(all.begin(), all.end(), [](const Planned& planned) { return planned.result.solved; });
  return deliver(session,
                 {.table = [&](Output& out) { write_table(out, session, steps, all); },
                  .json = [&](Output& out) { write_json(out, session, steps, all); },
                  .csv = [&](Output& out) { write_csv(out, steps, all); },
                  .document = [&] { return document(session, steps, all); }},
                 solved ? ExitStatus::done : ExitStatus::failed);
}

}  // namespace

namespace registered {
extern const Command run;
const Command run{
    .name = "run",
    .usage = "DECK [OPTIONS]",
    .help = "every analysis in the deck, in order",
    .examples =
        "  ohmscope run amplifier.cir\n"
        "  ohmscope run amplifier.cir --freq 0,1k --json\n"
        "  ohmscope run amplifier.cir -o amplifier.raw -o amplifier.csv\n",
    .add_options = add_options,
    .run = ohmscope::run,
};
}  // namespace registered

}  // namespace ohmscope

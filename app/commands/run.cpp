#include <spdlog/logger.h>

#include <algorithm>

#include "app/analyses/analysis.hpp"
#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "app/result_plots.hpp"
#include "app/stopwatch.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "results/csv_writer.hpp"

namespace ohmscope {

namespace {

struct Planned {
  const AnalysisType* type = nullptr;
  std::unique_ptr<Analysis> analysis;
  AnalysisResult result;
};

// The deck's analyses in order; those typed on the command line stand where the first .ac stands, else at the end.
std::vector<Planned> plan(Session& session) {
  std::optional<Frequencies> typed = command_line_frequencies(session);
  const bool replaced = !session.options.frequencies.empty() || !session.options.sweep.empty();
  std::vector<Planned> planned;
  const auto add = [&](const AnalysisType& type, std::unique_ptr<Analysis> analysis) {
    if (analysis) planned.push_back({&type, std::move(analysis), {}});
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
  return planned;
}

void write_json(Output& out, const Session& session, const std::vector<Planned>& analyses) {
  JsonWriter json(out);
  json.begin_object();
  json.member("title", session.deck.title);
  json.key("analyses");
  json.begin_array();
  for (const Planned& planned : analyses) {
    json.begin_object();
    json.member("type", planned.type->name);
    planned.analysis->write(json, planned.result);
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

void write_csv(Output& out, const std::vector<Planned>& analyses) {
  CsvWriter csv(out);
  const std::vector<std::string> columns = axis_columns(analyses);
  for (const char* name : {"analysis", "type"}) csv.cell(name);
  for (const std::string& column : columns) csv.cell(column);
  for (const char* name : {"signal", "unit", "re", "im"}) csv.cell(name);
  csv.end_row();
  for (std::size_t a = 0; a < analyses.size(); ++a) {
    const AnalysisResult& result = analyses[a].result;
    const auto write_row = [&](std::optional<std::size_t> point, const auto& of, std::complex<double> value) {
      csv.cell(a + 1);
      csv.cell(analyses[a].type->name);
      write_axes(csv, columns, result.axes, point);
      csv.cell(of.name);
      csv.cell(of.unit);
      csv.cells(value);
      csv.end_row();
    };
    for (std::size_t s = 0; s < result.signals.size(); ++s) {
      for (std::size_t k = 0; k < result.points(); ++k) write_row(k, result.signals[s], result.values[s][k]);
    }
    for (const Figure& figure : result.figures) write_row({}, figure, {figure.value, figure.imaginary});
  }
}

void write_table(Output& out, const Session& session, const std::vector<Planned>& analyses) {
  out.print("{}\n", session.deck.title);
  for (const Planned& planned : analyses) planned.analysis->print(out, planned.result);
}

results::Document document(const Session& session, const std::vector<Planned>& analyses) {
  results::Document document{session.deck.title, {}, {}};
  for (const Planned& planned : analyses) add_plots(document, *planned.type, planned.result);
  return document;
}

void solve(Session& session, const Netlist& netlist, Planned& planned) {
  const Stopwatch watch;
  planned.result = planned.analysis->run(session, netlist);
  const AnalysisResult& result = planned.result;
  for (std::size_t s = 0; s < result.signals.size(); ++s) {
    if (!result.signals[s].may_be_infinite) warn_of_overflow(session, result.signals[s].name, result.values[s]);
  }
  session.log.info(fmt::format("{}: {} nodes, {} elements, {} points in {:.3f} s", planned.type->name,
                               netlist.circuit.node_count(), netlist.circuit.element_count(), result.points(),
                               watch.seconds()));
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_frequencies(app, options);
  add_all_signals(app, options);
  add_json(app, options);
  add_csv(app, options);
  add_result_files(app, options);
}

ExitStatus run(Session& session) {
  std::vector<Planned> analyses = plan(session);
  if (analyses.empty() && !session.diagnostics.has_errors()) {
    session.diagnostics.error(codes::nothing_to_do, {}, "nothing to run: the deck has no analysis card")
        .with_hint("add .op or a card like '.ac dec 20 10 100k', or give --freq 1k,10k");
  }
  const Netlist netlist = flat_netlist(session);
  for (const Planned& planned : analyses) planned.analysis->bind(session, netlist);
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;
  for (Planned& planned : analyses) solve(session, netlist, planned);
  const bool solved =
      std::all_of(analyses.begin(), analyses.end(), [](const Planned& planned) { return planned.result.solved; });
  return deliver(session,
                 {.table = [&](Output& out) { write_table(out, session, analyses); },
                  .json = [&](Output& out) { write_json(out, session, analyses); },
                  .csv = [&](Output& out) { write_csv(out, analyses); },
                  .document = [&] { return document(session, analyses); }},
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

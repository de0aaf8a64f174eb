#include <algorithm>

#include "app/command.hpp"
#include "app/render/columns.hpp"
#include "app/render/csv.hpp"
#include "app/render/json.hpp"
#include "app/render/table.hpp"
#include "app/signals.hpp"
#include "app/stopwatch.hpp"
#include "app/text.hpp"
#include "app/unsolved.hpp"

namespace ohmscope {

namespace {

using Values = std::vector<std::vector<std::complex<double>>>;

/// An analysis to do, and what came of it.
struct Analysis {
  bool op = false;
  Frequencies frequencies;  ///< of an AC analysis
  std::vector<Signal> signals;
  Values values;
};

std::string_view unit_of(const Signal& signal) { return signal.kind == Signal::Kind::voltage ? "V" : "A"; }

// The deck's analyses in order; those typed on the command line stand where the first .ac stands, else at the end.
std::vector<Analysis> plan(Session& session) {
  std::optional<Frequencies> typed = command_line_frequencies(session);
  const bool replaced = !session.options.frequencies.empty() || !session.options.sweep.empty();
  std::vector<Analysis> analyses;
  const auto add_typed = [&] {
    if (typed) analyses.push_back({.op = false, .frequencies = std::move(*typed), .signals = {}, .values = {}});
    typed.reset();
  };
  for (const Card& card : session.deck.analyses) {
    if (is_analysis(session, card, ".op")) {
      analyses.push_back({.op = true, .frequencies = {{0.0}, {0}}, .signals = {}, .values = {}});
    } else if (replaced) {
      add_typed();
    } else if (auto values = session.elaborator->ac_frequencies(card); values && !values->empty()) {
      analyses.push_back(
          {.op = false, .frequencies = sweep_with_spots(std::move(*values)), .signals = {}, .values = {}});
    }
  }
  add_typed();
  return analyses;
}

void write_signal(JsonWriter& json, const Analysis& analysis, std::size_t index) {
  const auto& row = analysis.values[index];
  if (analysis.op) {
    json.member(analysis.signals[index].name, row.front().real());
  } else {
    json.list(analysis.signals[index].name, row);
  }
}

void write_json(Session& session, const std::vector<Analysis>& analyses) {
  JsonWriter json(session.out);
  json.begin_object();
  json.member("title", session.deck.title);
  json.key("analyses");
  json.begin_array();
  for (const Analysis& analysis : analyses) {
    json.begin_object();
    json.member("type", analysis.op ? "op" : "ac");
    if (!analysis.op) json.list("frequencies", analysis.frequencies.values);
    json.key("signals");
    json.begin_object();
    for (std::size_t s = 0; s < analysis.signals.size(); ++s) write_signal(json, analysis, s);
    json.end_object();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

void write_csv(Session& session, const std::vector<Analysis>& analyses) {
  CsvWriter csv(session.out);
  for (const char* heading : {"analysis", "type", "frequency (Hz)", "signal", "unit", "re", "im"}) csv.cell(heading);
  csv.end_row();
  for (std::size_t a = 0; a < analyses.size(); ++a) {
    const Analysis& analysis = analyses[a];
    for (std::size_t s = 0; s < analysis.signals.size(); ++s) {
      for (std::size_t k = 0; k < analysis.frequencies.values.size(); ++k) {
        csv.cell(a + 1);
        csv.cell(analysis.op ? "op" : "ac");
        csv.cell(analysis.frequencies.values[k]);
        csv.cell(analysis.signals[s].name);
        csv.cell(unit_of(analysis.signals[s]));
        csv.cells(analysis.values[s][k]);
        csv.end_row();
      }
    }
  }
}

std::string left_out_text(const Abridged& rows) {
  return fmt::format("… {} left out here (.save narrows the choice, --json or --csv shows all)",
                     counted(rows.left_out, "signal"));
}

void print_operating_point(Output& out, const Analysis& analysis) {
  out.write("\noperating point\n");
  const Abridged rows = abridge(analysis.signals.size());
  Table table({{Table::Align::left}, {}});
  for (const std::size_t s : rows_shown(rows)) {
    if (rows.left_out > 0 && s == rows.head + rows.left_out) table.add_line(left_out_text(rows));
    table.add({analysis.signals[s].name, engineering(analysis.values[s].front().real(), unit_of(analysis.signals[s]))});
  }
  table.print(out);
}

void print_sweep(Output& out, const Analysis& analysis) {
  const Frequencies& frequencies = analysis.frequencies;
  const std::string sweep = describe(frequencies);
  out.write("\nsmall signals\n");
  if (!sweep.empty()) out.print("{}\n", sweep);
  const Abridged rows = abridge(analysis.signals.size());
  for (std::size_t first = 0; first < frequencies.spots.size(); first += spots_in_a_row) {
    PolarTable table;
    table.names_heading = "signal";
    table.rows = rows;
    table.left_out = left_out_text(rows);
    for (const std::size_t s : rows_shown(rows)) table.names.push_back(analysis.signals[s].name);
    for (std::size_t k = first; k < std::min(first + spots_in_a_row, frequencies.spots.size()); ++k) {
      const std::size_t spot = frequencies.spots[k];
      PolarColumn column{frequency_text(frequencies.values[spot]), {}};
      for (const std::size_t s : rows_shown(rows)) {
        column.entries.push_back(polar(analysis.values[s][spot], unit_of(analysis.signals[s])));
      }
      table.columns.push_back(std::move(column));
    }
    print(out, table);
  }
}

void write_table(Session& session, const std::vector<Analysis>& analyses) {
  session.out.print("{}\n", session.deck.title);
  for (const Analysis& analysis : analyses) {
    analysis.op ? print_operating_point(session.out, analysis) : print_sweep(session.out, analysis);
  }
}

// Returns whether everything asked for has a value.
bool solve(Session& session, const Netlist& netlist, Analysis& analysis) {
  const Stopwatch watch;
  const SmallSignalResult result =
      analysis.op ? operating_point(netlist.circuit) : ac_analysis(netlist.circuit, analysis.frequencies.values);
  analysis.values = signal_values(netlist.circuit, analysis.signals, result, analysis.op);
  session.log.info("{}: {} nodes, {} elements, {} points in {:.3f} s", analysis.op ? "op" : "ac",
                   netlist.circuit.node_count(), netlist.circuit.element_count(), result.points.size(),
                   watch.seconds());
  return !report_unsolved(session, netlist, analysis.signals, result);
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_frequencies(app, options);
  add_json(app, options);
  add_csv(app, options);
  add_output_file(app, options);
}

ExitStatus run(Session& session) {
  std::vector<Analysis> analyses = plan(session);
  if (analyses.empty() && !session.diagnostics.has_errors()) {
    session.diagnostics.error({}, "nothing to run: the deck has no analysis card")
        .with_hint("add .op or a card like '.ac dec 20 10 100k', or give --freq 1k,10k");
  }
  const std::optional<Netlist> netlist = flat_netlist(session);
  if (!netlist) return ExitStatus::misuse;
  for (Analysis& analysis : analyses) {
    analysis.signals = choose_signals(session, *netlist, analysis.op ? "op" : "ac");
    check_measured_data(session, analysis.frequencies.values);
  }
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;
  bool solved = true;
  for (Analysis& analysis : analyses) solved = solve(session, *netlist, analysis) && solved;
  switch (session.options.format()) {
    case Format::json:
      write_json(session, analyses);
      break;
    case Format::csv:
      write_csv(session, analyses);
      break;
    case Format::table:
      write_table(session, analyses);
      break;
  }
  return solved ? ExitStatus::done : ExitStatus::failed;
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
        "  ohmscope run amplifier.cir --freq 0,1k --json\n",
    .add_options = add_options,
    .run = ohmscope::run,
};
}  // namespace registered

}  // namespace ohmscope

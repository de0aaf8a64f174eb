#include <spdlog/logger.h>

#include <numeric>
#include <tuple>

#include "app/chain_choice.hpp"
#include "app/chain_sensitivity_report.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "app/progress_bar.hpp"
#include "app/render/chain_table.hpp"
#include "app/result_plots.hpp"
#include "app/solver_log.hpp"
#include "app/stopwatch.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "results/csv_writer.hpp"
#include "results/json_writer.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

namespace {

/// By chain; none if they are not asked for.
using Reports = std::vector<ChainReport>;

void write_impedances(JsonWriter& json, std::string_view name, const PortImpedances& impedances) {
  json.key(name);
  json.begin_object();
  json.list("zin", impedances.zin);
  json.list("zout", impedances.zout);
  json.end_object();
}

void write_json_chain(JsonWriter& json, const ChainResult& result, const ChainReport* report) {
  json.begin_object();
  json.member("name", result.name);
  json.list("frequencies", result.frequencies);
  json.key("stages");
  json.begin_array();
  for (std::size_t k = 0; k < result.stages.size(); ++k) {
    const StageResult& stage = result.stages[k];
    json.begin_object();
    json.member("name", stage.name);
    json.member("type", stage.type);
    write_impedances(json, "local", stage.local);
    write_impedances(json, "overall", stage.overall);
    json.list("voltage", stage.voltage);
    if (report != nullptr) write_json(json, *report, report->stages[k]);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_json(Output& out, const Session& session, const std::vector<ChainResult>& results, const Reports& reports) {
  JsonWriter json(out);
  json.begin_object();
  json.member("title", session.deck.title);
  json.key("chains");
  json.begin_array();
  for (std::size_t c = 0; c < results.size(); ++c)
    write_json_chain(json, results[c], reports.empty() ? nullptr : &reports[c]);
  json.end_array();
  json.end_object();
  json.finish();
}

void write_sensitivities_csv(CsvWriter& csv, const std::vector<ChainResult>& results, const Reports& reports) {
  write_csv_heading(csv);
  for (std::size_t c = 0; c < results.size(); ++c) write_csv(csv, reports[c], results[c].frequencies);
}

void write_csv(Output& out, const std::vector<ChainResult>& results, const Reports& reports) {
  CsvWriter csv(out);
  if (!reports.empty()) return write_sensitivities_csv(csv, results, reports);
  for (const char* heading : {"chain", "stage", "type", "frequency (Hz)"}) csv.cell(heading);
  for (const char* name : {"local.zin", "local.zout", "overall.zin", "overall.zout"}) csv.complex_heading(name, "ohm");
  csv.complex_heading("voltage", "V");
  csv.end_row();
  for (const ChainResult& result : results) {
    for (const StageResult& stage : result.stages) {
      for (std::size_t k = 0; k < result.frequencies.size(); ++k) {
        for (const std::string& name : {result.name, stage.name, stage.type}) csv.cell(name);
        csv.cell(result.frequencies[k]);
        csv.cells(stage.local.zin[k]);
        csv.cells(stage.local.zout[k]);
        csv.cells(stage.overall.zin[k]);
        csv.cells(stage.overall.zout[k]);
        csv.cells(stage.voltage[k]);
        csv.end_row();
      }
    }
  }
}

void write_table(Output& out, const Session& session, const std::vector<ChainResult>& results,
                 const Frequencies& frequencies, const Reports& reports) {
  out.print("{}\n", session.deck.title);
  for (std::size_t c = 0; c < results.size(); ++c) {
    out.write("\n");
    print_chain_table(out, results[c], frequencies);
    if (!reports.empty()) print(out, reports[c], frequencies);
  }
}

results::Document document(const Session& session, const std::vector<ChainResult>& results) {
  results::Document document{session.deck.title, {}, {}};
  for (const ChainResult& result : results) document.plots.push_back(plot_of(result));
  return document;
}

// If they are asked for.
void add_report(Session& session, const ChosenChain& choice, const std::vector<double>& frequencies,
                const ParameterSensitivities* parameters, Reports& reports) {
  if (parameters == nullptr) return;
  const Stopwatch watch;
  ProgressBar bar("sensitivities of chain " + choice.chain->name, session.options);
  std::vector<std::size_t> stages = choice.stages;
  if (stages.empty()) {
    stages.resize(choice.chain->stages.size());
    std::iota(stages.begin(), stages.end(), std::size_t{0});
  }
  reports.push_back({*choice.chain,
                     std::move(stages),
                     {*choice.chain, frequencies, *session.elaborator, bar.progress()},
                     *parameters});
  session.log.info(fmt::format("chain {}: sensitivities in {:.3f} s", choice.chain->name, watch.seconds()));
  log_solver(session, reports.back().sensitivities.counters());
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_frequencies(app, options);
  add_chain_choice(app, options);
  add_stage_choice(app, options);
  add_sensitivities(app, options);
  add_json(app, options);
  add_csv(app, options);
  add_result_files(app, options);
}

ExitStatus run(Session& session) {
  const std::vector<ChosenChain> chosen = choose_chains(session);
  const std::optional<Frequencies> frequencies = choose_frequencies(session);
  std::ignore = check_surroundings(session);
  if (frequencies) {
    for (const ChosenChain& choice : chosen) {
      check_measured_range(*choice.chain, frequencies->values, session.diagnostics);
    }
  }
  if (!frequencies || session.diagnostics.has_errors()) return ExitStatus::misuse;
  std::vector<ChainResult> results;
  std::optional<ParameterSensitivities> parameters;
  if (session.options.sensitivities) parameters.emplace(session, flatten(session.chains, *session.elaborator));
  Reports reports;
  for (const ChosenChain& choice : chosen) {
    const Stopwatch watch;
    ProgressBar bar("chain " + choice.chain->name, session.options);
    results.push_back(
        analyse_chain(*choice.chain, frequencies->values, *session.elaborator, choice.stages, bar.progress()));
    session.log.info(fmt::format("chain {}: {} stages at {} frequencies in {:.3f} s", choice.chain->name,
                                 choice.chain->stages.size(), frequencies->values.size(), watch.seconds()));
    log_solver(session, results.back().counters);
    warn_of_undefined_voltages(session, *choice.chain, results.back());
    for (const StageResult& stage : results.back().stages)
      warn_of_overflow(session, fmt::format("v({}.{})", choice.chain->name, stage.name), stage.voltage);
    warn_of_coupling(session, *choice.chain, results.back().coupling, results.back().yielding_rails);
    add_report(session, choice, frequencies->values, parameters ? &*parameters : nullptr, reports);
  }
  warn_of_responses(session, frequencies->values);
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;  // in the body of a user's stage
  return deliver(session,
                 {.table = [&](Output& out) { write_table(out, session, results, *frequencies, reports); },
                  .json = [&](Output& out) { write_json(out, session, results, reports); },
                  .csv = [&](Output& out) { write_csv(out, results, reports); },
                  .document = [&] { return document(session, results); }},
                 ExitStatus::done);
}

}  // namespace

namespace registered {
extern const Command chain;
const Command chain{
    .name = "chain",
    .usage = "DECK [OPTIONS]",
    .help = "local and overall input and output impedance of every stage of a chain",
    .examples =
        "  ohmscope chain headphone-amp.cir\n"
        "  ohmscope chain headphone-amp.cir --freq 100,1k,10k --stage vol,amp\n"
        "  ohmscope chain headphone-amp.cir --ac dec:20:10:100k -o result.json -o result.raw\n"
        "  ohmscope chain headphone-amp.cir --stage amp --sens\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope

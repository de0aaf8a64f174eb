#include <spdlog/logger.h>

#include <deque>
#include <numeric>
#include <optional>
#include <tuple>

#include "app/chain_choice.hpp"
#include "app/chain_sensitivity_report.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "app/progress_bar.hpp"
#include "app/render/chain_table.hpp"
#include "app/result_plots.hpp"
#include "app/solver_log.hpp"
#include "app/step_output.hpp"
#include "app/stopwatch.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "results/csv_writer.hpp"
#include "results/json_writer.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

namespace {

// Of one chain at one step.
struct Answer {
  std::size_t step;
  Frequencies frequencies;
  ChainResult result;
  std::optional<ChainReport> report = {};  ///< of sensitivities, if they are asked for
};

using Answers = std::deque<Answer>;  // reports look at the frequencies beside them, which must stay where they are

void write_impedances(JsonWriter& json, std::string_view name, const PortImpedances& impedances) {
  json.key(name);
  json.begin_object();
  json.list("zin", impedances.zin);
  json.list("zout", impedances.zout);
  json.end_object();
}

void write_json_chain(JsonWriter& json, const Steps& steps, const Answer& answer) {
  const ChainResult& result = answer.result;
  json.begin_object();
  json.member("name", result.name);
  write_step(json, steps, answer.step);
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
    if (answer.report) write_json(json, *answer.report, answer.report->stages[k]);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_json(Output& out, const Session& session, const Steps& steps, const Answers& answers) {
  JsonWriter json(out);
  json.begin_object();
  json.member("title", session.deck.title);
  json.key("chains");
  json.begin_array();
  for (const Answer& answer : answers) write_json_chain(json, steps, answer);
  json.end_array();
  json.end_object();
  json.finish();
}

void write_csv(Output& out, const Steps& steps, const Answers& answers) {
  CsvWriter csv(out);
  write_step_headings(csv, steps);
  if (!answers.empty() && answers.front().report) {
    write_csv_heading(csv);
    for (const Answer& answer : answers)
      write_csv(csv, *answer.report, answer.frequencies.values, [&] { write_step(csv, steps, answer.step); });
    return;
  }
  for (const char* heading : {"chain", "stage", "type", "frequency (Hz)"}) csv.cell(heading);
  for (const char* name : {"local.zin", "local.zout", "overall.zin", "overall.zout"}) csv.complex_heading(name, "ohm");
  csv.complex_heading("voltage", "V");
  csv.end_row();
  for (const Answer& answer : answers) {
    const ChainResult& result = answer.result;
    for (const StageResult& stage : result.stages) {
      for (std::size_t k = 0; k < result.frequencies.size(); ++k) {
        write_step(csv, steps, answer.step);
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

void write_table(Output& out, const Session& session, const Steps& steps, const Answers& answers) {
  out.print("{}\n", session.deck.title);
  const StepsShown shown(steps);
  shown.describe(out);
  for (const Answer& answer : answers) {
    if (!shown.announce(out, answer.step)) continue;
    out.write("\n");
    print_chain_table(out, answer.result, answer.frequencies);
    if (answer.report) print(out, *answer.report, answer.frequencies);
  }
}

results::Document document(const Session& session, const Steps& steps, const Answers& answers) {
  results::Document document{session.deck.title, {}, {}};
  for (const Answer& answer : answers) {
    document.plots.push_back(plot_of(answer.result));
    document.plots.back().steps = steps_of_plot(steps, answer.step);
  }
  return document;
}

// If they are asked for.
void add_report(Session& session, const ChosenChain& choice, Answer& answer) {
  if (!session.options.sensitivities) return;
  const Stopwatch watch;
  ProgressBar bar("sensitivities of chain " + choice.chain->name, session.options);
  std::vector<std::size_t> stages = choice.stages;
  if (stages.empty()) {
    stages.resize(choice.chain->stages.size());
    std::iota(stages.begin(), stages.end(), std::size_t{0});
  }
  const std::vector<double>& frequencies = answer.frequencies.values;
  answer.report.emplace(
      ChainReport{*choice.chain, std::move(stages), {*choice.chain, frequencies, *session.elaborator, bar.progress()}});
  session.log.info(fmt::format("chain {}: sensitivities in {:.3f} s", choice.chain->name, watch.seconds()));
  log_solver(session, answer.report->sensitivities.counters());
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

ChainResult analyse(Session& session, const ChosenChain& choice, const std::vector<double>& frequencies) {
  const Stopwatch watch;
  const Chain& chain = *choice.chain;
  ProgressBar bar("chain " + chain.name, session.options);
  ChainResult result = analyse_chain(chain, frequencies, *session.elaborator, choice.stages, bar.progress());
  session.log.info(fmt::format("chain {}: {} stages at {} frequencies in {:.3f} s", chain.name, chain.stages.size(),
                               frequencies.size(), watch.seconds()));
  log_solver(session, result.counters);
  warn_of_undefined_voltages(session, chain, result);
  for (const StageResult& stage : result.stages)
    warn_of_overflow(session, fmt::format("v({}.{})", chain.name, stage.name), stage.voltage);
  warn_of_coupling(session, chain, result.coupling, result.yielding_rails);
  return result;
}

// Whether the chains of the circuit in hand could be analysed.
bool analyse_all(Session& session, std::size_t step, Answers& answers) {
  const std::vector<ChosenChain> chosen = choose_chains(session);
  const std::optional<Frequencies> frequencies = choose_frequencies(session);
  std::ignore = check_surroundings(session);
  if (frequencies) {
    for (const ChosenChain& choice : chosen) {
      check_measured_range(*choice.chain, frequencies->values, session.diagnostics);
    }
  }
  if (!frequencies || session.diagnostics.has_errors()) return false;
  for (const ChosenChain& choice : chosen) {
    answers.push_back({step, *frequencies, analyse(session, choice, frequencies->values)});
    add_report(session, choice, answers.back());
  }
  warn_of_responses(session, frequencies->values);
  return !session.diagnostics.has_errors();  // in the body of a user's stage
}

ExitStatus run(Session& session) {
  const Steps steps = read_steps(session);
  Answers answers;
  if (!for_each_step(session, steps, [&](std::size_t step) { return analyse_all(session, step, answers); }))
    return ExitStatus::misuse;
  return deliver(session,
                 {.table = [&](Output& out) { write_table(out, session, steps, answers); },
                  .json = [&](Output& out) { write_json(out, session, steps, answers); },
                  .csv = [&](Output& out) { write_csv(out, steps, answers); },
                  .document = [&] { return document(session, steps, answers); }},
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

#include <spdlog/logger.h>

#include <deque>
#include <numeric>
#include <tuple>

#include "app/chain_choice.hpp"
#include "app/chain_sensitivity_report.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "app/progress_bar.hpp"
#include "app/render/chain_writer.hpp"
#include "app/result_plots.hpp"
#include "app/solver_log.hpp"
#include "app/stopwatch.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

namespace {

/// What there is to do, and has been done.
struct Work {
  Session& session;
  const Frequencies& frequencies;
  std::vector<ChosenChain> chosen;
  std::deque<ChainAnalysis> analyses = {};  ///< by chain
  std::vector<ChainReport> reports = {};    ///< likewise; none if sensitivities are not asked for
  std::vector<ChainResult> results = {};    ///< likewise, where they have to be kept
  bool is_told = false;                     ///< of what is odd about the results
};

/// Keeps what others write.
class ChainKeeper final : public ChainWriter {
 public:
  explicit ChainKeeper(Work& work) : work_(work) { work.results.clear(); }
  void begin_chain(const std::string& name, std::size_t /*stages*/, const ChainReport* /*report*/) override {
    work_.results.push_back({name, work_.frequencies.values, {}, {}, {}, {}});
  }
  void stage(const StageResult& stage) override { work_.results.back().stages.push_back(stage); }
  void end_chain() override {}
  void finish() override {}

 private:
  Work& work_;
};

// If they are asked for.
void add_report(Session& session, const ChosenChain& choice, const std::vector<double>& frequencies,
                const ParameterSensitivities* parameters, std::vector<ChainReport>& reports) {
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

/// One chain, stage after stage.
void analyse(Work& work, std::size_t number, ChainWriter& writer) {
  Session& session = work.session;
  const ChosenChain& choice = work.chosen[number];
  const Chain& chain = *choice.chain;
  ChainAnalysis& analysis = work.analyses[number];
  const std::vector<double>& frequencies = work.frequencies.values;
  const Stopwatch watch;
  ProgressBar bar("chain " + chain.name, session.options);
  ChainVoltages voltages(session, chain, frequencies);
  writer.begin_chain(chain.name, choice.stages.empty() ? chain.stages.size() : choice.stages.size(),
                     work.reports.empty() ? nullptr : &work.reports[number]);
  const auto take = [&](const StageResult& stage) {
    if (!work.is_told) voltages.look_at(stage);
    writer.stage(stage);
  };
  analysis.run(choice.stages, take, bar.progress());
  writer.end_chain();
  session.log.info(fmt::format("chain {}: {} stages at {} frequencies in {:.3f} s, writing included", chain.name,
                               chain.stages.size(), frequencies.size(), watch.seconds()));
  log_solver(session, analysis.counters());
  if (work.is_told) return;
  voltages.warn_of_undefined(choice.stages);
  warn_of_coupling(session, chain, analysis.coupling(), analysis.yielding_rails());
}

/// All chains. Each format has them analysed anew: that takes less than to keep all of a long one.
void analyse_all(Work& work, ChainWriter& writer) {
  for (std::size_t k = 0; k < work.chosen.size(); ++k) analyse(work, k, writer);
  writer.finish();
  work.is_told = true;
}

void write(Work& work, Output& out, Format format) {
  analyse_all(work, *make_chain_writer(out, format, work.session, work.frequencies));
}

results::Document document(Work& work) {
  ChainKeeper keeper(work);
  analyse_all(work, keeper);
  results::Document document{work.session.deck.title, {}, {}};
  for (const ChainResult& result : work.results) document.plots.push_back(plot_of(result));
  return document;
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
  std::optional<ParameterSensitivities> parameters;
  if (session.options.sensitivities) parameters.emplace(session, flatten(session.chains, *session.elaborator));
  Work work{session, *frequencies, chosen};
  for (const ChosenChain& choice : chosen)
    work.analyses.emplace_back(*choice.chain, frequencies->values, *session.elaborator);
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;  // in the body of a user's stage
  for (const ChosenChain& choice : chosen)
    add_report(session, choice, frequencies->values, parameters ? &*parameters : nullptr, work.reports);
  const ExitStatus status = deliver(session,
                                    {.table = [&](Output& out) { write(work, out, Format::table); },
                                     .json = [&](Output& out) { write(work, out, Format::json); },
                                     .csv = [&](Output& out) { write(work, out, Format::csv); },
                                     .document = [&] { return document(work); }},
                                    ExitStatus::done);
  warn_of_responses(session, frequencies->values);
  return status;
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

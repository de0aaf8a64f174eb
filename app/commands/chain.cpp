#include <spdlog/logger.h>

#include <deque>
#include <memory>
#include <numeric>
#include <tuple>

#include "app/chain_choice.hpp"
#include "app/chain_sensitivity_report.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "app/operating_point.hpp"
#include "app/progress_bar.hpp"
#include "app/render/chain_writer.hpp"
#include "app/result_plots.hpp"
#include "app/solver_log.hpp"
#include "app/step_output.hpp"
#include "app/stopwatch.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

namespace {

/// What there is to do at one step.
struct Work {
  Session& session;
  std::size_t step;
  Frequencies frequencies;
  std::vector<ChosenChain> chosen;
  std::optional<ParameterSensitivities> parameters = {};
  std::deque<ChainAnalysis> analyses = {};  ///< by chain
  std::vector<ChainReport> reports = {};    ///< likewise; none if sensitivities are not asked for
};

/// A chain at one step.
struct KeptChain {
  std::size_t step;
  ChainResult result;
  std::optional<results::Plot> sensitivities = {};  ///< if they are asked for
};

/// Keeps what others write.
class ChainKeeper final : public ChainWriter {
 public:
  explicit ChainKeeper(std::deque<KeptChain>& kept) : kept_(kept) { kept.clear(); }
  void begin_chain(const std::string& name, std::size_t /*stages*/, const ChainReport* report) override {
    KeptChain& kept = kept_.emplace_back(KeptChain{step(), {name, frequencies().values, {}, {}, {}, {}}});
    if (report != nullptr) kept.sensitivities = plot_of(*report, kept.result.frequencies);
  }
  void stage(const StageResult& stage) override { kept_.back().result.stages.push_back(stage); }
  void end_chain() override {}
  void finish() override {}

 private:
  std::deque<KeptChain>& kept_;
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

/// One chain, stage after stage; whether what is odd about it `is_told` already.
void analyse(Work& work, std::size_t number, ChainWriter& writer, bool is_told) {
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
    if (!is_told) voltages.look_at(stage);
    writer.stage(stage);
  };
  analysis.run(choice.stages, take, bar.progress());
  writer.end_chain();
  session.log.info(fmt::format("chain {}: {} stages at {} frequencies in {:.3f} s, writing included", chain.name,
                               chain.stages.size(), frequencies.size(), watch.seconds()));
  log_solver(session, analysis.counters());
  if (is_told) return;
  voltages.warn_of_undefined(choice.stages);
  warn_of_coupling(session, chain, analysis.coupling(), analysis.yielding_rails());
}

/// What there is to do with the circuit in hand; nothing where there are errors.
std::unique_ptr<Work> prepare(Session& session, std::size_t step) {
  const std::vector<ChosenChain> chosen = choose_chains(session);
  std::optional<Frequencies> frequencies = choose_frequencies(session);
  std::ignore = check_surroundings(session);
  if (frequencies) {
    for (const ChosenChain& choice : chosen) {
      check_measured_range(*choice.chain, frequencies->values, session.diagnostics);
    }
  }
  if (!frequencies || session.diagnostics.has_errors()) return nullptr;
  auto work = std::make_unique<Work>(Work{session, step, std::move(*frequencies), chosen});
  if (session.options.sensitivities) work->parameters.emplace(session, flatten(session.chains, *session.elaborator));
  const std::vector<double>& values = work->frequencies.values;
  for (const ChosenChain& choice : chosen) work->analyses.emplace_back(*choice.chain, values, *session.elaborator);
  if (session.diagnostics.has_errors()) return nullptr;  // in the body of a user's stage
  for (const ChosenChain& choice : chosen)
    add_report(session, choice, values, work->parameters ? &*work->parameters : nullptr, work->reports);
  return work;
}

/// All chains at all steps, each time they are asked for: that takes less than to keep all of a long one.
class Analyses {
 public:
  Analyses(Session& session, const Steps& steps) : session_(session), steps_(steps) {}

  /// Whether there are no errors.
  bool prepare_all() {
    return for_each_step(session_, steps_, [&](std::size_t step) {
      only_ = prepare(session_, step);
      if (only_) warn_of_responses(session_, only_->frequencies.values);
      return only_ != nullptr;
    });
  }

  void write(ChainWriter& writer) {
    const auto write_step = [&](Work& work) {
      writer.begin_step(work.step, work.frequencies);
      for (std::size_t k = 0; k < work.chosen.size(); ++k) analyse(work, k, writer, is_told_);
    };
    if (steps_.empty()) {
      write_step(*only_);
    } else {
      for_each_step(session_, steps_, [&](std::size_t step) {
        only_ = prepare(session_, step);
        write_step(*only_);
        return true;
      });
    }
    writer.finish();
    is_told_ = true;
  }

  void write(Output& out, Format format) { write(*make_chain_writer(out, format, session_, steps_)); }

  results::Document document() {
    ChainKeeper keeper(kept_);
    write(keeper);
    results::Document document{session_.deck.title, {}, {}};
    for (const KeptChain& kept : kept_) {
      document.plots.push_back(plot_of(kept.result));
      document.plots.back().steps = steps_of_plot(steps_, kept.step);
    }
    for (KeptChain& kept : kept_) {
      if (!kept.sensitivities) continue;
      kept.sensitivities->steps = steps_of_plot(steps_, kept.step);
      document.plots.push_back(std::move(*kept.sensitivities));
    }
    return document;
  }

 private:
  Session& session_;
  const Steps& steps_;
  std::unique_ptr<Work> only_;  ///< of the step in hand
  std::deque<KeptChain> kept_;
  bool is_told_ = false;  ///< of what is odd about the results
};

ExitStatus run(Session& session) {
  const Steps steps = read_steps(session);
  Analyses analyses(session, steps);
  if (!analyses.prepare_all()) return status_of_failure(session);
  return deliver(session,
                 {.table = [&](Output& out) { analyses.write(out, Format::table); },
                  .json = [&](Output& out) { analyses.write(out, Format::json); },
                  .csv = [&](Output& out) { analyses.write(out, Format::csv); },
                  .document = [&] { return analyses.document(); }},
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

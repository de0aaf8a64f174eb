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
#include "app/step_output.hpp"
#include "app/stopwatch.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

namespace {

/// One chain at one step.
struct Answer {
  std::size_t step;
  Frequencies frequencies;
  std::optional<ParameterSensitivities> parameters = {};
  std::optional<ChainReport> report = {};  ///< of sensitivities, if they are asked for
  ChainResult result = {};                 ///< where it has to be kept
};

/// The chains of the circuit in hand.
struct Chosen {
  std::vector<ChosenChain> chains;
  Frequencies frequencies;
};

/// Keeps what others write.
class ChainKeeper final : public ChainWriter {
 public:
  explicit ChainKeeper(std::deque<Answer>& answers) : answers_(answers) {}
  void begin_chain(const ChainHead& head) override {
    answers_[next_].result = {head.name, head.frequencies.values, {}, {}, {}, {}};
  }
  void stage(const StageResult& stage) override { answers_[next_].result.stages.push_back(stage); }
  void end_chain() override { ++next_; }
  void finish() override {}

 private:
  std::deque<Answer>& answers_;
  std::size_t next_ = 0;
};

// Adds what is asked for of one chain beside its impedances.
void add_report(Session& session, const ChosenChain& choice, Answer& answer) {
  if (!session.options.sensitivities) return;
  answer.parameters.emplace(session, flatten(session.chains, *session.elaborator));
  const Stopwatch watch;
  ProgressBar bar("sensitivities of chain " + choice.chain->name, session.options);
  std::vector<std::size_t> stages = choice.stages;
  if (stages.empty()) {
    stages.resize(choice.chain->stages.size());
    std::iota(stages.begin(), stages.end(), std::size_t{0});
  }
  const std::vector<double>& frequencies = answer.frequencies.values;
  answer.report.emplace(ChainReport{*choice.chain,
                                    std::move(stages),
                                    {*choice.chain, frequencies, *session.elaborator, bar.progress()},
                                    *answer.parameters});
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

// What the command asks for of the circuit in hand; nothing, and a report, if that is wrong.
std::optional<Chosen> choose(Session& session) {
  std::vector<ChosenChain> chains = choose_chains(session);
  std::optional<Frequencies> frequencies = choose_frequencies(session);
  std::ignore = check_surroundings(session);
  if (frequencies) {
    for (const ChosenChain& choice : chains)
      check_measured_range(*choice.chain, frequencies->values, session.diagnostics);
  }
  if (!frequencies || session.diagnostics.has_errors()) return std::nullopt;
  return Chosen{std::move(chains), std::move(*frequencies)};
}

/// One chain, stage after stage. `tells` of what is odd about it.
void analyse(Session& session, const ChosenChain& choice, ChainAnalysis& analysis, const Answer& answer, bool tells,
             ChainWriter& writer) {
  const Chain& chain = *choice.chain;
  const std::vector<double>& frequencies = answer.frequencies.values;
  const Stopwatch watch;
  ProgressBar bar("chain " + chain.name, session.options);
  ChainVoltages voltages(session, chain, frequencies);
  writer.begin_chain({chain.name, choice.stages.empty() ? chain.stages.size() : choice.stages.size(),
                      answer.report ? &*answer.report : nullptr, answer.step, answer.frequencies});
  const auto take = [&](const StageResult& stage) {
    if (tells) voltages.look_at(stage);
    writer.stage(stage);
  };
  analysis.run(choice.stages, take, bar.progress());
  writer.end_chain();
  session.log.info(fmt::format("chain {}: {} stages at {} frequencies in {:.3f} s, writing included", chain.name,
                               chain.stages.size(), frequencies.size(), watch.seconds()));
  log_solver(session, analysis.counters());
  if (!tells) return;
  voltages.warn_of_undefined(choice.stages);
  warn_of_coupling(session, chain, analysis.coupling(), analysis.yielding_rails());
}

/// The chains of a deck without steps. Each format has them analysed anew: that takes less than to keep all of a long
/// one.
class Stream {
 public:
  Stream(Session& session, const Steps& steps, const Chosen& chosen)
      : session_(session), steps_(steps), chosen_(chosen) {
    for (const ChosenChain& choice : chosen.chains)
      analyses_.emplace_back(*choice.chain, chosen.frequencies.values, *session.elaborator);
    if (session.diagnostics.has_errors()) return;  // in the body of a user's stage
    for (const ChosenChain& choice : chosen.chains) {
      answers_.push_back({0, chosen.frequencies});
      add_report(session, choice, answers_.back());
    }
  }

  void write(Output& out, Format format) { run(*make_chain_writer(out, format, session_, steps_)); }
  const std::deque<Answer>& answers() {
    ChainKeeper keeper(answers_);
    run(keeper);
    return answers_;
  }

 private:
  void run(ChainWriter& writer) {
    for (std::size_t k = 0; k < answers_.size(); ++k)
      analyse(session_, chosen_.chains[k], analyses_[k], answers_[k], !is_told_, writer);
    writer.finish();
    is_told_ = true;
  }

  Session& session_;
  const Steps& steps_;
  const Chosen& chosen_;
  std::deque<ChainAnalysis> analyses_;  ///< by chain
  std::deque<Answer> answers_;          ///< likewise
  bool is_told_ = false;                ///< of what is odd about the results
};

// Whether the chains of the circuit in hand could be analysed.
bool keep_all(Session& session, std::size_t step, std::deque<Answer>& answers) {
  const std::optional<Chosen> chosen = choose(session);
  if (!chosen) return false;
  for (const ChosenChain& choice : chosen->chains) {
    ChainAnalysis analysis(*choice.chain, chosen->frequencies.values, *session.elaborator);
    if (session.diagnostics.has_errors()) return false;  // in the body of a user's stage
    std::deque<Answer> kept;
    kept.push_back({step, chosen->frequencies});
    ChainKeeper keeper(kept);
    analyse(session, choice, analysis, kept.front(), true, keeper);
    answers.push_back({step, chosen->frequencies});
    answers.back().result = std::move(kept.front().result);
    add_report(session, choice, answers.back());
  }
  warn_of_responses(session, chosen->frequencies.values);
  return true;
}

void write(const std::deque<Answer>& answers, ChainWriter& writer) {
  for (const Answer& answer : answers) {
    const ChainResult& result = answer.result;
    writer.begin_chain({result.name, result.stages.size(), answer.report ? &*answer.report : nullptr, answer.step,
                        answer.frequencies});
    for (const StageResult& stage : result.stages) writer.stage(stage);
    writer.end_chain();
  }
  writer.finish();
}

results::Document document(const Session& session, const Steps& steps, const std::deque<Answer>& answers) {
  results::Document document{session.deck.title, {}, {}};
  for (const Answer& answer : answers) {
    document.plots.push_back(plot_of(answer.result));
    document.plots.back().steps = steps_of_plot(steps, answer.step);
  }
  return document;
}

ExitStatus run_stepped(Session& session, const Steps& steps) {
  std::deque<Answer> answers;
  if (!for_each_step(session, steps, [&](std::size_t step) { return keep_all(session, step, answers); }))
    return ExitStatus::misuse;
  const auto write_as = [&](Format format) {
    return [&, format](Output& out) { write(answers, *make_chain_writer(out, format, session, steps)); };
  };
  return deliver(session,
                 {.table = write_as(Format::table),
                  .json = write_as(Format::json),
                  .csv = write_as(Format::csv),
                  .document = [&] { return document(session, steps, answers); }},
                 ExitStatus::done);
}

ExitStatus run(Session& session) {
  const Steps steps = read_steps(session);
  if (!steps.empty() && !session.diagnostics.has_errors()) return run_stepped(session, steps);
  const std::optional<Chosen> chosen = choose(session);
  if (!chosen) return ExitStatus::misuse;
  Stream stream(session, steps, *chosen);
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;
  const ExitStatus status = deliver(session,
                                    {.table = [&](Output& out) { stream.write(out, Format::table); },
                                     .json = [&](Output& out) { stream.write(out, Format::json); },
                                     .csv = [&](Output& out) { stream.write(out, Format::csv); },
                                     .document = [&] { return document(session, steps, stream.answers()); }},
                                    ExitStatus::done);
  warn_of_responses(session, chosen->frequencies.values);
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

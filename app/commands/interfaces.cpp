#include <spdlog/logger.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "app/chain_choice.hpp"
#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/operating_point.hpp"
#include "app/progress_bar.hpp"
#include "app/render/interface_report.hpp"
#include "app/render/quantity.hpp"
#include "app/solver_log.hpp"
#include "app/stopwatch.hpp"
#include "app/unsolved.hpp"
#include "app/whole_deck.hpp"
#include "stages/chain_analysis.hpp"

namespace ohmscope {

namespace {

/// A chain that is looked at: its stages come one after the other.
class Judging {
 public:
  Judging(const ChosenChain& choice, const Frequencies& frequencies, std::size_t step, const InterfaceRules& rules)
      : choice_(choice), rules_(rules), result_{step, choice.chain->name, frequencies, {}, {}} {}

  void take(const StageResult& stage) {
    if (number_ > 0 && is_asked_for(number_)) {
      result_.interfaces.push_back({former_, stage.name, spec().span, source_, stage.overall.zin,
                                    judge_interface(result_.frequencies.values, source_, stage.overall.zin, rules_)});
      if (const auto ratings = ratings_of(spec()))
        result_.load =
            JudgedLoad{stage.name, spec().span, *ratings, judge_load(stage.voltage, stage.local.zin, *ratings)};
    }
    former_ = stage.name;
    source_ = stage.overall.zout;
    ++number_;
  }
  JudgedChain finish() { return std::move(result_); }

 private:
  [[nodiscard]] const StageSpec& spec() const { return choice_.chain->spec(number_); }
  /// Whether one of the two at the input of a stage is.
  [[nodiscard]] bool is_asked_for(std::size_t stage) const {
    const std::vector<std::size_t>& chosen = choice_.stages;
    return chosen.empty() || std::binary_search(chosen.begin(), chosen.end(), stage) ||
           std::binary_search(chosen.begin(), chosen.end(), stage - 1);
  }

  const ChosenChain& choice_;
  const InterfaceRules& rules_;
  JudgedChain result_;
  std::size_t number_ = 0;
  std::string former_;
  std::vector<Impedance> source_;
};

JudgedChain judge(Session& session, const ChosenChain& choice, ChainAnalysis& analysis, const Frequencies& frequencies,
                  Judging judging) {
  const Stopwatch watch;
  ProgressBar bar("chain " + choice.chain->name, session.options);
  ChainVoltages voltages(session, *choice.chain, frequencies.values);
  const auto take = [&](const StageResult& stage) {
    voltages.look_at(stage);
    judging.take(stage);
  };
  analysis.run({}, take, bar.progress());
  session.log.info(fmt::format("chain {}: {} stages at {} frequencies in {:.3f} s", choice.chain->name,
                               choice.chain->stages.size(), frequencies.values.size(), watch.seconds()));
  log_solver(session, analysis.counters());
  voltages.warn_of_undefined({});
  warn_of_coupling(session, *choice.chain, analysis.coupling(), analysis.yielding_rails());
  return judging.finish();
}

// Whether the interfaces of the circuit in hand could be judged.
bool judge_all(Session& session, std::size_t step, JudgedDeck& judged) {
  const std::vector<ChosenChain> chosen = choose_chains(session);
  const std::optional<Frequencies> frequencies = choose_frequencies(session);
  std::ignore = check_surroundings(session);
  if (frequencies) {
    for (const ChosenChain& choice : chosen)
      check_measured_range(*choice.chain, frequencies->values, session.diagnostics);
  }
  if (!frequencies || session.diagnostics.has_errors()) return false;
  std::deque<ChainAnalysis> analyses;
  for (const ChosenChain& choice : chosen)
    analyses.emplace_back(*choice.chain, frequencies->values, *session.elaborator);
  if (session.diagnostics.has_errors()) return false;  // in the body of a user's stage
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    JudgedChain chain =
        judge(session, chosen[k], analyses[k], *frequencies, {chosen[k], *frequencies, step, judged.rules});
    if (!chain.interfaces.empty()) judged.chains.push_back(std::move(chain));
  }
  warn_of_responses(session, frequencies->values);
  if (!judged.chains.empty()) return true;
  session.diagnostics.error(codes::nothing_to_do, {}, "no interface to judge: no chain here has two stages")
      .with_hint("a source before and a load behind make some: 'src sensor Z=50', 'in load Z=10k'");
  return false;
}

/// Of `--rule`: whether all keep it. Says which does not, and where.
bool keeps_rule(Session& session, const JudgedDeck& judged) {
  bool is_kept = true;
  for (const JudgedChain& chain : judged.chains) {
    for (const JudgedInterface& interface : chain.interfaces) {
      const Extreme& worst = interface.judgement.worst_ratio;
      if (std::isnan(worst.value) || worst.value >= judged.rules.least_ratio) continue;
      is_kept = false;
      Diagnostic& broken = session.diagnostics.error(
          codes::broken_rule, interface.place,
          "'{}' is {:.3g} times what drives it, '{}' ({} and {} at {}), expected at least {:g} times", interface.to,
          worst.value, interface.from, polar(interface.load[worst.point]).magnitude,
          polar(interface.source[worst.point]).magnitude, frequency_text(chain.frequencies.values[worst.point]),
          judged.rules.least_ratio);
      if (!judged.steps.empty()) broken.note({}, "at " + judged.steps.text(chain.step));
    }
  }
  return is_kept;
}

void warn_of_limits(Session& session, const JudgedDeck& judged) {
  for (const JudgedChain& chain : judged.chains) {
    if (!chain.load || !(chain.load->judgement.least_headroom.value < 0)) continue;
    const JudgedLoad& load = *chain.load;
    const Extreme& least = load.judgement.least_headroom;
    Diagnostic& beyond = session.diagnostics.warning(
        codes::beyond_limit, load.place, "load '{}' is driven {:.1f} dB beyond its '{}' at {}", load.name, -least.value,
        load.judgement.nearest_limit, frequency_text(chain.frequencies.values[least.point]));
    if (!judged.steps.empty()) beyond.note({}, "at " + judged.steps.text(chain.step));
  }
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_text(app, "--rule", options.rule, "RATIO",
           "exit 1 unless every load is so many times its source, which 'bridged' means then (8)");
  add_frequencies(app, options);
  add_chain_choice(app, options);
  add_stage_choice(app, options);
  add_json(app, options);
  add_csv(app, options);
  add_output_file(app, options);
}

ExitStatus run(Session& session) {
  const Steps steps = read_steps(session);
  JudgedDeck judged{steps, {}};
  judged.rules.least_ratio = positive_option(session, "--rule", session.options.rule, judged.rules.least_ratio);
  if (!for_each_step(session, steps, [&](std::size_t step) { return judge_all(session, step, judged); }))
    return status_of_failure(session);
  warn_of_limits(session, judged);
  const bool is_kept = session.options.rule.empty() || keeps_rule(session, judged);
  write_interface_report(session, judged);
  return is_kept ? ExitStatus::done : ExitStatus::failed;
}

}  // namespace

namespace registered {
extern const Command interfaces;
const Command interfaces{
    .name = "interfaces",
    .usage = "DECK [--rule 8] [OPTIONS]",
    .help = "what loading costs between a chain's stages; exit 1 if a rule is broken",
    .examples =
        "  ohmscope interfaces headphone-amp.cir\n"
        "  ohmscope interfaces headphone-amp.cir --rule 8 --freq 20,1k,20k\n"
        "  ohmscope interfaces headphone-amp.cir --stage phones --csv\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope

#include <spdlog/logger.h>

#include "app/chain_choice.hpp"
#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/operating_point.hpp"
#include "app/ports.hpp"
#include "app/progress_bar.hpp"
#include "app/render/check_report.hpp"
#include "app/render/quantity.hpp"
#include "app/stopwatch.hpp"
#include "app/text.hpp"
#include "app/whole_deck.hpp"

namespace ohmscope {

namespace {

constexpr double default_tolerance = 1e-9;

// Stages that have no rule and are too many for the flat netlist.
void warn_of_unchecked(Session& session, const CheckedChain& checked) {
  const std::size_t unchecked = checked.stages_not_compared();
  if (unchecked == 0) return;
  session.diagnostics
      .warning(codes::not_compared, {},
               "overall InZ and OutZ of {} of chain '{}' without a rule are not compared: the flat netlist is solved "
               "for 100 stages at most",
               counted(unchecked, "stage"), checked.name)
      .with_hint("--stage NAME compares one");
}

const Subcircuit* subcircuit_of(const Chain& chain, const CheckedStage& stage) {
  for (const StageSpec& spec : chain.specs) {
    if (spec.span.offset == stage.span.offset) return spec.subcircuit;
  }
  return nullptr;
}

// The formula at fault where its author wrote one, else the stage's line.
Span place_of(const Chain& chain, const CheckedStage& stage, std::string_view quantity) {
  const Subcircuit* subcircuit = stage.road == CheckRoad::author_rule ? subcircuit_of(chain, stage) : nullptr;
  if (subcircuit == nullptr || !subcircuit->rule) return stage.span;
  const std::optional<Span>& formula = quantity.ends_with("zin") ? subcircuit->rule->zin : subcircuit->rule->zout;
  return formula.value_or(stage.span);
}

void report_failures(Session& session, const Chain& chain, const CheckedChain& checked, double tolerance) {
  for (const CheckedStage& stage : checked.stages) {
    for (std::size_t q = 0; q < checked_quantities.size(); ++q) {
      const CheckedQuantity& quantity = stage.quantities[q];
      if (quantity.max_error <= tolerance) continue;
      const Span place = place_of(chain, stage, checked_quantities[q]);
      Diagnostic& diagnostic = session.diagnostics.error(
          codes::refuted, place, "{} of stage '{}': {} by the {}, {} by the circuit, at {}", checked_quantities[q],
          stage.name, in_digits(quantity.by_rule), stage.road == CheckRoad::flat_netlist ? "flat netlist" : "rule",
          in_digits(quantity.by_mna), frequency_text(quantity.worst_frequency));
      if (place.offset != stage.span.offset) diagnostic.note(stage.span, "the stage is here");
    }
  }
}

CheckedChain check(Session& session, const ChosenChain& choice, const std::vector<double>& frequencies) {
  const Stopwatch watch;
  ProgressBar bar("checking chain " + choice.chain->name, session.options);
  CheckedChain checked = check_chain(*choice.chain, frequencies, session.sources, *session.elaborator,
                                     session.diagnostics, choice.stages, bar.progress());
  session.log.info(fmt::format("chain {}: {} stages at {} frequencies in {:.3f} s", choice.chain->name,
                               choice.chain->stages.size(), frequencies.size(), watch.seconds()));
  return checked;
}

// By a test current, as 'ohmscope port' does, and by what the netlist as a whole says of the port.
std::vector<CheckedPort> check(Session& session, const Netlist& netlist, const std::vector<double>& frequencies,
                               double tolerance) {
  const std::vector<NamedPort> named = deck_ports(session, netlist);
  std::vector<Port> ports;
  for (const NamedPort& port : named) ports.push_back(port.port);
  ProgressBar bar("checking ports", session.options);
  std::vector<CheckedPort> checked = check_ports(netlist.circuit, ports, frequencies, bar.progress());
  for (std::size_t p = 0; p < named.size(); ++p) {
    const CheckedQuantity& z = checked[p].z;
    if (z.max_error <= tolerance) continue;
    session.diagnostics.error(codes::refuted, named[p].span,
                              "port '{}': {} by a test current, {} by the reduced netlist, at {}", named[p].port.name,
                              in_digits(z.by_mna), in_digits(z.by_rule), frequency_text(z.worst_frequency));
  }
  return checked;
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_text(app, "--tol", options.tolerance, "ERROR", "largest relative error that passes (1e-9)");
  add_frequencies(app, options);
  add_chain_choice(app, options);
  add_stage_choice(app, options);
  add_json(app, options);
  add_csv(app, options);
  add_output_file(app, options);
}

void check_chains(Session& session, const std::vector<ChosenChain>& chosen, const std::vector<double>& frequencies,
                  std::size_t step, SteppedCheck& checked) {
  const double tolerance = checked.result.tolerance;
  std::vector<CheckedChain> chains;
  for (const ChosenChain& choice : chosen) chains.push_back(check(session, choice, frequencies));
  warn_of_responses(session, frequencies);
  if (session.diagnostics.has_errors()) return;  // in a .rule or the body of a user's stage
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    report_failures(session, *chosen[k].chain, chains[k], tolerance);
    warn_of_unchecked(session, chains[k]);
    warn_of_coupling(session, *chosen[k].chain, chains[k].coupling, chains[k].yielding_rails);
    checked.result.chains.push_back(std::move(chains[k]));
    checked.step_of_chain.push_back(step);
  }
}

// Whether the circuit in hand could be checked.
bool check_all(Session& session, std::size_t step, SteppedCheck& checked) {
  const bool narrowed = !session.options.chains.empty() || !session.options.stages.empty();
  const bool only_ports = session.deck.chains.empty() && !session.deck.ports.empty() && !narrowed;
  const std::vector<ChosenChain> chosen = only_ports ? std::vector<ChosenChain>{} : choose_chains(session);
  const std::optional<Frequencies> frequencies = choose_frequencies(session);
  std::optional<Netlist> whole = check_surroundings(session);
  if (frequencies) {
    for (const ChosenChain& choice : chosen) {
      check_measured_range(*choice.chain, frequencies->values, session.diagnostics);
    }
  }
  if (!frequencies || session.diagnostics.has_errors() || (whole && !find_operating_point(session, *whole)))
    return false;
  const std::size_t known = checked.result.chains.size();
  check_chains(session, chosen, frequencies->values, step, checked);
  if (checked.result.chains.size() < known + chosen.size()) return false;
  if (!whole || narrowed) return true;
  for (CheckedPort& port : check(session, *whole, frequencies->values, checked.result.tolerance)) {
    checked.result.ports.push_back(std::move(port));
    checked.step_of_port.push_back(step);
  }
  return true;
}

ExitStatus run(Session& session) {
  const Steps steps = read_steps(session);
  SteppedCheck checked{steps};
  checked.result.tolerance = positive_option(session, "--tol", session.options.tolerance, default_tolerance);
  if (!for_each_step(session, steps, [&](std::size_t step) { return check_all(session, step, checked); }))
    return status_of_failure(session);
  if (checked.result.compared() == 0) {
    session.diagnostics.error(codes::nothing_compared, {},
                              "nothing could be compared: every value is undefined at these frequencies, or its "
                              "rule has none there");
  }
  write_check_report(session, checked);
  return checked.result.passed() ? ExitStatus::done : ExitStatus::failed;
}

}  // namespace

namespace registered {
extern const Command check;
const Command check{
    .name = "check",
    .usage = "DECK [OPTIONS]",
    .help = "every stage's and port's impedances twice, by rule and by circuit; exit 1 if they differ",
    .examples =
        "  ohmscope check headphone-amp.cir\n"
        "  ohmscope check my-stage.cir --freq 0,1k --tol 1e-6\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope

#include <spdlog/logger.h>

#include <algorithm>

#include "app/chain_choice.hpp"
#include "app/command.hpp"
#include "app/flat_analyses.hpp"
#include "app/operating_point.hpp"
#include "app/whole_deck.hpp"
#include "netlist/writer.hpp"
#include "solver/analyses/bias_point.hpp"
#include "solver/circuit/device.hpp"

namespace ohmscope {

namespace {

// Of the chains those asked for alone.
Netlist narrowed_netlist(Session& session) {
  Netlist whole = flat_netlist(session);
  if (session.options.chains.empty()) return whole;
  std::vector<Chain> kept;
  for (const ChosenChain& choice : choose_chains(session)) kept.push_back(*choice.chain);
  return session.diagnostics.has_errors() ? std::move(whole) : flatten(kept, *session.elaborator);
}

bool has_noise(const Session& session) {
  return std::any_of(session.deck.analyses.begin(), session.deck.analyses.end(),
                     [&](const Card& card) { return is_analysis(session, card, "noise"); });
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_text(app, "--ideal-gain", options.ideal_gain, "GAIN",
           "stands in for infinite gains; what else SPICE lacks is approximated");
  add_frequencies(app, options);
  add_chain_choice(app, options);
  add_output_file(app, options);
}

ExitStatus run(Session& session) {
  WriterOptions writing;
  writing.ideal_gain = positive_option(session, "--ideal-gain", session.options.ideal_gain, 0);
  if (has_noise(session)) writing.noise_at = session.elaborator->temperature();  // no value depends on it any more
  const Netlist netlist = narrowed_netlist(session);
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;
  const PlainNetlist plain = write_spice(netlist, writing, session.diagnostics);
  const std::string cards = flat_analyses(session, {netlist, plain.names});
  if (session.diagnostics.has_errors()) return ExitStatus::misuse;
  session.log.info(fmt::format("{} elements, {} nodes", netlist.circuit.element_count(), netlist.circuit.node_count()));
  // The first line is the title whatever it is; as a comment it cannot be mistaken for a card.
  session.out.print("{}{}\n", session.deck.title.starts_with('*') ? "" : "* ", session.deck.title);
  session.out.write(plain.cards);
  const Temperatures temperatures = temperatures_of(session);
  const bool is_nonlinear = ohmscope::is_nonlinear(netlist.circuit);
  if ((writing.noise_at || is_nonlinear) && temperatures.present != Temperatures{}.present)
    session.out.print(".temp {}\n", temperatures.present);
  if (is_nonlinear && temperatures.nominal != Temperatures{}.nominal)
    session.out.print(".options tnom={}\n", temperatures.nominal);
  session.out.write(cards);
  session.out.write(".save all\n.end\n");
  return ExitStatus::done;
}

}  // namespace

namespace registered {
extern const Command expand;
const Command expand{
    .name = "expand",
    .usage = "DECK [OPTIONS]",
    .help = "the flat SPICE netlist, chains drawn, as ngspice runs it",
    .examples =
        "  ohmscope expand headphone-amp.cir -o flat.cir\n"
        "  ohmscope expand follower.cir --ideal-gain 1e9\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope

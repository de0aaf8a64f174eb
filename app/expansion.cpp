#include "app/expansion.hpp"

#include <spdlog/logger.h>

#include <algorithm>

#include "app/chain_choice.hpp"
#include "app/flat_analyses.hpp"
#include "app/operating_point.hpp"
#include "app/whole_deck.hpp"
#include "netlist/writer.hpp"
#include "solver/analyses/bias_point.hpp"
#include "solver/circuit/device.hpp"
#include "stages/rest_sensor.hpp"

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

}  // namespace

std::optional<std::string> expanded(Session& session, double ideal_gain) {
  WriterOptions writing;
  writing.ideal_gain = ideal_gain;
  if (has_noise(session)) writing.noise_at = session.elaborator->temperature();  // no value depends on it any more
  Netlist netlist = narrowed_netlist(session);
  for (const Chain& chain : session.chains) {
    if (ohmscope::is_nonlinear(netlist.circuit)) rest_sensor(chain, netlist.circuit);
  }
  if (session.diagnostics.has_errors()) return std::nullopt;
  const PlainNetlist plain = write_spice(netlist, writing, session.diagnostics);
  const std::string cards = flat_analyses(session, {netlist, plain.names});
  if (session.diagnostics.has_errors()) return std::nullopt;
  session.log.info(fmt::format("{} elements, {} nodes", netlist.circuit.element_count(), netlist.circuit.node_count()));
  // The first line is the title whatever it is; as a comment it cannot be mistaken for a card.
  std::string deck =
      fmt::format("{}{}\n{}", session.deck.title.starts_with('*') ? "" : "* ", session.deck.title, plain.cards);
  const Temperatures temperatures = temperatures_of(session);
  const bool is_nonlinear = ohmscope::is_nonlinear(netlist.circuit);
  if ((writing.noise_at || is_nonlinear) && temperatures.present != Temperatures{}.present)
    deck += fmt::format(".temp {}\n", temperatures.present);
  if (is_nonlinear && temperatures.nominal != Temperatures{}.nominal)
    deck += fmt::format(".options tnom={}\n", temperatures.nominal);
  return deck + cards + ".save all\n.end\n";
}

}  // namespace ohmscope

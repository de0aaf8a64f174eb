#include "app/whole_deck.hpp"

#include <spdlog/logger.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "app/bias_search.hpp"
#include "app/chain_ports.hpp"
#include "app/codes.hpp"
#include "app/ports.hpp"
#include "app/signals.hpp"
#include "app/stopwatch.hpp"
#include "netlist/lint.hpp"
#include "stages/chain_settings.hpp"
#include "stages/codes.hpp"

namespace ohmscope {

namespace {

// What the deck names in the netlist made of it.
void check_references(Session& session, const Netlist& netlist) {
  std::ignore = deck_ports(session, netlist);
  check_outputs(session, netlist);
  check_nodesets(session, netlist);
}

constexpr std::size_t most_stages_drawn = 10000;  // for a warning alone: drawing takes as long as solving

std::size_t count_stages(const std::vector<Chain>& chains) {
  std::size_t count = 0;
  for (const Chain& chain : chains) count += chain.stages.size();
  return count;
}

// Whether a node is a stage's output, or ground.
bool is_at_stage(const Session& session, Span node) {
  const std::string_view name = session.sources.text(node);
  return name == "0" || stage_node(session.chains, name);
}

void warn_of_floating_interfaces_of_chains(Session& session) {
  std::vector<Chain> chains;
  std::transform(session.chains.begin(), session.chains.end(), std::back_inserter(chains), abridged);
  if (count_stages(chains) > most_stages_drawn) return;
  Netlist netlist;
  draw_chains(chains, *session.elaborator, netlist);
  warn_about_floating_interfaces(netlist, chains, session.diagnostics);
}

// Of what is no mistake but rarely meant. `netlist` is null where there are chains alone.
void warn_of_oddities(Session& session, const Netlist* netlist) {
  if (session.diagnostics.has_errors() || std::exchange(session.is_looked_over, true)) return;
  const Stopwatch watch;
  Linted linted{session.sources, session.deck, *session.elaborator, netlist, {}};
  for (const std::string& port : session.options.ports) {
    for (const Span node : option_words(session, "--port", port, ','))
      linted.watched.emplace_back(session.sources.text(node));
  }
  lint(linted, session.diagnostics);
  if (netlist != nullptr) {
    warn_about_floating_interfaces(*netlist, session.chains, session.diagnostics);
  } else {
    warn_of_floating_interfaces_of_chains(session);
  }
  session.log.info(fmt::format("looked for what is rarely meant in {:.3f} s", watch.seconds()));
}

bool differ_in_values_alone(const Circuit& a, const Circuit& b) {
  if (a.node_count() != b.node_count() || a.element_count() != b.element_count()) return false;
  for (NodeId node = 0; node < static_cast<NodeId>(a.node_count()); ++node) {
    if (a.node_name(node) != b.node_name(node)) return false;
  }
  for (ElementId id = 0; id < static_cast<ElementId>(a.element_count()); ++id) {
    const bool same = a.element(id).type == b.element(id).type && a.element_name(id) == b.element_name(id);
    if (!same || !std::ranges::equal(a.pins(id), b.pins(id))) return false;
  }
  return true;
}

void warn_of_other_chains(Session& session, const Chain& chain, const std::vector<std::string>& yielding_rails) {
  for (const Chain& other : session.chains) {
    if (&other == &chain || !other.is_sound || yielding_rails.empty()) continue;
    Netlist drawn;
    draw_chain(other, *session.elaborator, drawn);
    const auto is_reached = [&](const std::string& rail) { return drawn.circuit.find_node(rail).has_value(); };
    const auto rail = std::find_if(yielding_rails.begin(), yielding_rails.end(), is_reached);
    if (rail == yielding_rails.end()) continue;
    session.diagnostics
        .warning(
            codes::coupled_stages, chain.spec(0).span,
            "chain '{}' acts on chain '{}' through node '{}', which no voltage source holds: here '{}' is left out",
            other.name, chain.name, *rail, other.name)
        .with_hint("'run' takes both into account");
  }
}

/// The chains that an elaborator with `settings` makes of the deck.
std::vector<Chain> chains_with(const Session& session, Elaborator& elaborator, const Settings& settings,
                               Diagnostics& found) {
  std::vector<Chain> chains = build_chains(session.sources, session.deck, elaborator, found);
  apply_settings(chains, settings, found);
  return chains;
}

}  // namespace

bool is_chains_only(const Session& session) {
  const Deck& deck = session.deck;
  if (!deck.top.elements.empty() || !deck.top.faulty_elements.empty() || !deck.outputs.empty()) return false;
  const bool is_long = count_stages(session.chains) > most_stages_drawn;
  return std::all_of(deck.ports.begin(), deck.ports.end(), [&](const PortCard& port) {
    return is_long && is_at_stage(session, port.positive) && (!port.negative || is_at_stage(session, *port.negative));
  });
}

Netlist flat_netlist(Session& session) {
  Netlist netlist = flatten(session.chains, *session.elaborator);
  check_references(session, netlist);
  warn_of_oddities(session, &netlist);
  return netlist;
}

std::optional<Netlist> netlist_with(Session& session, const Netlist& as_written, const Settings& settings,
                                    std::string_view where) {
  Diagnostics found;
  Settings all = session.settings;
  all.insert(all.end(), settings.begin(), settings.end());
  Elaborator elaborator(session.sources, session.deck, found, session.elaborator->limits(), all);
  Netlist netlist = flatten(chains_with(session, elaborator, all, found), elaborator);
  for (Diagnostic diagnostic : found.all()) {
    if (diagnostic.severity != Severity::error) continue;
    diagnostic.note({}, std::string(where));
    session.diagnostics.add(std::move(diagnostic));
  }
  if (found.has_errors()) return std::nullopt;
  if (!session.deck.top.conditionals.empty() || !differ_in_values_alone(netlist.circuit, as_written.circuit)) {
    session.diagnostics.error(codes::bad_output, {},
                              "{} the deck may have other elements, by its .if cards: such sweeps are not supported",
                              where);
    return std::nullopt;
  }
  return netlist;
}

std::optional<Netlist> netlist_with(const Session& session, const Netlist& as_written,
                                    const ParameterValues& parameters) {
  Diagnostics found;
  Settings all = session.settings;
  for (const auto& [name, value] : parameters) {
    Setting& setting = all.emplace_back();
    setting.kind = Setting::Kind::parameter;
    setting.name = name;
    setting.value = value;
  }
  Elaborator elaborator(session.sources, session.deck, found, session.elaborator->limits(), all);
  Netlist netlist = flatten(chains_with(session, elaborator, all, found), elaborator);
  if (found.has_errors() || !differ_in_values_alone(netlist.circuit, as_written.circuit)) return std::nullopt;
  return netlist;
}

std::optional<Netlist> check_surroundings(Session& session) {
  if (is_chains_only(session)) {
    warn_of_oddities(session, nullptr);
    return std::nullopt;
  }
  Netlist netlist;
  draw_chains(session.chains, *session.elaborator, netlist);
  const std::size_t first_of_top = netlist.circuit.element_count();
  session.elaborator->add_top(netlist);
  check_references(session, netlist);
  if (session.diagnostics.has_errors()) return std::nullopt;
  warn_of_oddities(session, &netlist);
  warn_about_attached_elements(netlist, first_of_top, session.chains, session.diagnostics);
  return netlist;
}

void warn_of_coupling(Session& session, const Chain& chain, const std::optional<Coupling>& coupling,
                      const std::vector<std::string>& yielding_rails) {
  warn_of_other_chains(session, chain, yielding_rails);
  if (!coupling) return;
  session.diagnostics
      .warning(codes::coupled_stages, chain.spec(coupling->second).span,
               "stages '{}' and '{}' act on each other through node '{}', which no voltage source holds",
               chain.stage_name(coupling->first), chain.stage_name(coupling->second), coupling->rail)
      .with_hint(fmt::format("'V{0} {0} 0 15' would make it a supply", coupling->rail));
}

}  // namespace ohmscope

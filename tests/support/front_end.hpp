#pragma once

#include <string>
#include <vector>

#include "netlist/lint.hpp"
#include "netlist/text.hpp"
#include "netlist/writer.hpp"
#include "solver/analyses/driving_point.hpp"
#include "solver/analyses/small_signal.hpp"
#include "stages/chain_analysis.hpp"
#include "stages/check.hpp"

namespace ohmscope::test {

/// What became of a deck.
struct Reading {
  std::size_t errors = 0;
  std::size_t elements = 0;
  bool solved = false;
};

/// Takes a deck the way the program does: cards, chains, flat netlist, analyses, the SPICE text of `expand`, and, if
/// nothing is wrong with it and it is small, its solutions. Whatever the deck says, this comes back.
inline Reading read_and_solve(std::string text) {
  constexpr std::size_t largest = 60;  // elements and stages: solving is not what is being tried
  SourceMap sources;
  Diagnostics diagnostics;
  const Deck deck = parse_deck(sources, sources.add("deck.cir", std::move(text)), diagnostics);
  Elaborator elaborator(sources, deck, diagnostics);
  const std::vector<Chain> chains = build_chains(sources, deck, elaborator, diagnostics);
  for (const Card& card : deck.analyses) {
    if (equal_ignoring_case(sources.text(card.words.front()), ".ac")) std::ignore = elaborator.ac_frequencies(card);
  }
  Reading reading;
  Netlist netlist;
  if (diagnostics.has_errors()) {
    elaborator.add_top(netlist);
  } else {
    netlist = flatten(chains, elaborator);
    std::ignore = write_spice(netlist, {.ideal_gain = 1e9}, diagnostics);
    if (!diagnostics.has_errors()) lint({sources, deck, elaborator, &netlist, {}}, diagnostics);
    warn_about_floating_interfaces(netlist, chains, diagnostics);
  }
  reading.errors = diagnostics.error_count();
  reading.elements = netlist.circuit.element_count();
  if (reading.errors > 0 || reading.elements > largest) return reading;
  const std::vector<double> frequencies{0, 1e3};
  std::ignore = operating_point(netlist.circuit);
  std::ignore = ac_analysis(netlist.circuit, frequencies);
  for (const Chain& chain : chains) {
    if (chain.stages.size() > largest) continue;
    std::ignore = analyse_chain(chain, frequencies, elaborator);
    std::ignore = check_chain(chain, frequencies, sources, elaborator, diagnostics);
  }
  reading.solved = true;
  return reading;
}

}  // namespace ohmscope::test

#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "netlist/deck.hpp"
#include "netlist/diagnostics.hpp"
#include "netlist/elaborate.hpp"
#include "netlist/source.hpp"
#include "stages/chain.hpp"

namespace ohmscope::bench {

/// A generated deck and everything that comes of it, each step kept. Not copyable: the steps refer to one another.
struct Prepared {
  explicit Prepared(std::string text)
      : main(sources.add("bench.cir", std::move(text))),
        deck(parse_deck(sources, main, diagnostics)),
        elaborator(sources, deck, diagnostics),
        chains(build_chains(sources, deck, elaborator, diagnostics)),
        netlist(flatten(chains, elaborator)) {
    if (diagnostics.has_errors()) throw std::logic_error(diagnostics.all().front().message);
  }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  SourceMap sources;
  Diagnostics diagnostics;
  Span main;
  Deck deck;
  Elaborator elaborator;
  std::vector<Chain> chains;
  Netlist netlist;
};

}  // namespace ohmscope::bench

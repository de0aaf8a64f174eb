#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "solver/circuit/device.hpp"
#include "stages/chain.hpp"

namespace ohmscope {

/// A deck read up to its chains. The text is that of the deck without its title.
struct ReadDeck {
  explicit ReadDeck(const std::string& text) : main(sources.add("deck.cir", "title\n" + text)) {
    deck = parse_deck(sources, main, diagnostics);
    elaborator.emplace(sources, deck, diagnostics);
    chains = build_chains(sources, deck, *elaborator, diagnostics);
  }

  /// `LINE:COLUMN: message`, one an entry, lines counted without the title.
  [[nodiscard]] std::vector<std::string> messages() const {
    std::vector<std::string> result;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      const Location location = sources.locate(diagnostic.span);
      const char* severity = diagnostic.severity == Severity::warning ? "warning: " : "";
      result.push_back(fmt::format("{}:{}: {}{}", location.line - 1, location.column, severity, diagnostic.message));
    }
    return result;
  }

  SourceMap sources;
  Diagnostics diagnostics;
  Span main;
  Deck deck;
  std::optional<Elaborator> elaborator;
  std::vector<Chain> chains;
};

/// One line an element: name, nodes, values.
inline std::vector<std::string> listing(const Netlist& netlist) {
  const Circuit& circuit = netlist.circuit;
  std::vector<std::string> lines;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    std::string line(circuit.element_name(id));
    for (const NodeId node : circuit.pins(id)) line.append(" ").append(circuit.node_name(node));
    for (const double value : circuit.values(id)) line += fmt::format(" {}", value);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace ohmscope

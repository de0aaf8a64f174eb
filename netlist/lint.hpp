#pragma once

#include <string>
#include <vector>

#include "netlist/elaborate.hpp"

namespace ohmscope {

/// A deck that has no errors, to be looked at for what is allowed but rarely meant.
struct Linted {
  const SourceMap& sources;
  const Deck& deck;
  const Elaborator& elaborator;
  const Netlist* netlist = nullptr;  ///< of the whole deck; null where there are chains alone
  std::vector<std::string> watched;  ///< nodes that are of interest from outside, as ports are
};

/// Warns of it, in the deck's main file alone: whoever wrote a library had reasons. What is written once is told once,
/// however many instances it has; and rather not at all than where it may well be meant.
void lint(const Linted& linted, Diagnostics& diagnostics);

/// How often a parameter's name stands in the deck's texts, comment lines and the title left out; counted up to
/// `enough`.
[[nodiscard]] std::size_t occurrences(const SourceMap& sources, const Deck& deck, std::string_view name,
                                      std::size_t enough);

}  // namespace ohmscope

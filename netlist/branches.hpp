#pragma once

#include <map>
#include <vector>

#include "netlist/limits.hpp"
#include "netlist/scope_values.hpp"

namespace ohmscope {

/// The names of definitions together with those of branches of their `.if` cards. Each combination is made once, for
/// all instances that choose it.
class Variants {
 public:
  explicit Variants(const SourceMap& sources) : sources_(sources) {}

  /// `bodies` are the definition and the branches that count; with a `multiplicity` 'm' is a parameter too.
  [[nodiscard]] const DefinitionNames& names(const std::vector<const Subcircuit*>& bodies,
                                             std::optional<Span> multiplicity);

 private:
  const SourceMap& sources_;
  std::map<std::pair<std::vector<const Subcircuit*>, bool>, DefinitionNames> made_;
};

/// Chooses the branches that count in `scope`, of whose parameters only those that were given are known, and makes what
/// they define visible there. A condition that has no value is reported, and none of its branches chosen.
std::vector<Subcircuit*> choose_branches(Scope& scope, ScopeValues& values, Variants& variants);

/// The branches that count at the top level of a deck.
[[nodiscard]] std::vector<Subcircuit*> branches_of_top(const SourceMap& sources, const Deck& deck,
                                                       Diagnostics& diagnostics, const Limits& limits);

/// Moves what `branch` holds to the end of `body`.
void splice(Subcircuit& branch, Subcircuit& body);

}  // namespace ohmscope

#include "netlist/branches.hpp"

#include <iterator>

namespace ohmscope {

namespace {

/// The first branch whose condition holds; null if there is none.
Subcircuit* choose(const Conditional& conditional, Scope& scope, ScopeValues& values) {
  for (const Conditional::Branch& branch : conditional.branches) {
    if (!branch.condition) return branch.body.get();
    if (branch.condition->length == 0) return nullptr;
    const auto value = values.value(scope, *branch.condition, ScopeValues::Form::definition);
    if (!value) return nullptr;
    if (*value != 0) return branch.body.get();
  }
  return nullptr;
}

bool defines_names(const Subcircuit& branch) {
  return !branch.definitions.empty() || !branch.functions.empty() || !branch.models.empty() ||
         !branch.subcircuits.empty();
}

template <class T>
void move_to_end(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

}  // namespace

const DefinitionNames& Variants::names(const std::vector<const Subcircuit*>& bodies, std::optional<Span> multiplicity) {
  const std::pair key(bodies, multiplicity.has_value());
  const auto known = made_.find(key);
  return known != made_.end() ? known->second
                              : made_.emplace(key, names_of(sources_, bodies, multiplicity)).first->second;
}

std::vector<Subcircuit*> choose_branches(Scope& scope, ScopeValues& values, Variants& variants) {
  const std::vector<ParameterSlot> given = scope.parameters;
  const std::optional<Span> multiplicity = scope.names->multiplicity;
  std::vector<const Subcircuit*> bodies{scope.definition};
  std::vector<Subcircuit*> chosen;
  const auto see_bodies = [&] {
    scope.names = &variants.names(bodies, multiplicity);
    scope.parameters = given;  // what was evaluated may be another value now
    scope.parameters.resize(scope.names->definitions.size());
  };
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    for (const Conditional& conditional : bodies[i]->conditionals) {
      Subcircuit* branch = choose(conditional, scope, values);
      if (branch == nullptr) continue;
      chosen.push_back(branch);
      bodies.push_back(branch);
      if (defines_names(*branch)) see_bodies();
    }
  }
  if (!chosen.empty()) see_bodies();
  return chosen;
}

std::vector<Subcircuit*> branches_of_top(const SourceMap& sources, const Deck& deck, Diagnostics& diagnostics,
                                         const Limits& limits) {
  const NamesOfDefinitions names = collect_names(sources, deck.top);
  const auto scope = make_scope(deck.top, names, nullptr, nullptr);
  ScopeValues values(sources, deck.top, names, diagnostics, limits.expression_depth);
  values.set_rules_of(deck);
  set_temperatures(deck, std::nullopt, *scope, values);
  Variants variants(sources);
  return choose_branches(*scope, values, variants);
}

void splice(Subcircuit& branch, Subcircuit& body) {
  for (CardList Subcircuit::*cards : {&Subcircuit::elements, &Subcircuit::faulty_elements}) {
    (body.*cards).append(branch.*cards);
    branch.*cards = {};
  }
  move_to_end(branch.definitions, body.definitions);
  move_to_end(branch.functions, body.functions);
  move_to_end(branch.models, body.models);
  move_to_end(branch.subcircuits, body.subcircuits);
}

}  // namespace ohmscope

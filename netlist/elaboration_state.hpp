#pragma once

#include <set>
#include <string>
#include <unordered_set>

#include "netlist/branches.hpp"
#include "netlist/elaborate.hpp"
#include "netlist/element_reader.hpp"
#include "netlist/expansion_sizes.hpp"
#include "netlist/impedance_file.hpp"
#include "netlist/network_file.hpp"

namespace ohmscope {

/// What the files that make up the Elaborator share.
struct ElaborationState {
  ElaborationState(const SourceMap& sources_of_deck, const Deck& deck_to_elaborate, Diagnostics& reports,
                   const Limits& limits_of_deck)
      : sources(sources_of_deck),
        deck(deck_to_elaborate),
        diagnostics(reports),
        limits(limits_of_deck),
        names(collect_names(sources_of_deck, deck_to_elaborate.top)),
        top(make_scope(deck_to_elaborate.top, names, nullptr, nullptr)) {
    values.set_rules_of(deck);
    for (const Span node : deck.globals) globals.insert(sources.text(node));
  }

  /// The device that X cards mean by a model, its values then being those of `reader`; what `given` says comes first.
  /// Null, reported, if there is none or a value is wrong.
  const DeviceType* modelled(const VisibleModel& model, std::span<const Assignment> given, Scope& scope);

  /// Chooses among the branches of the definition's `.if` cards, once the parameters given to an instance are known.
  void choose_branches(Scope& scope) {
    if (!scope.definition->conditionals.empty()) ohmscope::choose_branches(scope, values, variants);
  }

  /// Where an instance of a subcircuit called `name` gives an 'm'; nowhere if none does.
  [[nodiscard]] Span multiplicity_given_to(std::string_view name);

  /// Notes a source of `card` if its function is given by points.
  void note_response(Span card, const std::shared_ptr<const TransferFunction>& function);

  /// Notes a measured impedance of `card`.
  void note_measured(Span card, const std::shared_ptr<const ImpedanceTable>& table) {
    if (noted_.insert(card.offset).second) measured.push_back({card, table});
  }

  /// Notes an n-port of `card`.
  void note_network(Span card, const std::shared_ptr<const NetworkTable>& table) {
    if (noted_.insert(card.offset).second) used_networks.push_back({card, table});
  }

  /// Hands what was found to the user, each thing once, with notes saying which instances led there.
  void report_found(std::span<const Span> instances);

  const SourceMap& sources;
  const Deck& deck;
  Diagnostics& diagnostics;  ///< the user's
  const Limits limits;
  Diagnostics found;  ///< since the last report_found()
  NamesOfDefinitions names;
  std::shared_ptr<Scope> top;
  ExpansionSizes sizes{sources, names, deck.top};
  ScopeValues values{sources, deck.top, names, found, limits.expression_depth};
  ElementReader reader{sources, values, found};
  Variants variants{sources};
  std::vector<UsedResponse> responses;
  std::vector<UsedMeasurement> measured;
  ImpedanceFiles files;
  NetworkFiles networks;
  std::vector<UsedNetwork> used_networks;
  std::unordered_set<const Subcircuit*> used;  ///< definitions that have an instance
  std::unordered_set<std::string_view, CaselessHash, CaselessEqual> globals;

 private:
  std::optional<NameMap<Span>> multiplied_;  ///< 'm' on cards of instances, by the subcircuit's name
  std::set<std::pair<std::uint32_t, std::string>> reported_;
  std::unordered_set<std::uint32_t> noted_;  ///< where the cards of `responses` and `measured` begin
};

}  // namespace ohmscope

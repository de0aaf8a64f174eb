#include "app/chain_choice.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "app/codes.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

std::vector<Span> listed_names(Session& session, const std::string& option, const std::vector<std::string>& texts) {
  std::vector<Span> names;
  for (const std::string& text : texts) {
    const std::vector<Span> words = option_words(session, option, text, ',');
    names.insert(names.end(), words.begin(), words.end());
  }
  return names;
}

void report_unknown(Session& session, std::string_view what, Span name, const std::vector<std::string>& known) {
  const std::string_view text = session.sources.text(name);
  session.diagnostics.error(codes::unknown_thing, name, "no {} is called '{}'", what, text)
      .of_unknown_name()
      .with_hint(did_you_mean(text, {known.begin(), known.end()}));
}

std::vector<ChosenChain> named_chains(Session& session) {
  std::vector<ChosenChain> chosen;
  for (const Chain& chain : session.chains) chosen.push_back({&chain, {}});
  if (session.options.chains.empty()) return chosen;
  std::unordered_set<std::string> wanted;
  std::vector<std::string> known;
  for (const Chain& chain : session.chains) known.push_back(chain.name);
  for (const Span name : listed_names(session, "--chain", session.options.chains)) {
    const std::string_view text = session.sources.text(name);
    wanted.insert(lower_case(text));
    const bool exists = std::any_of(known.begin(), known.end(), [&](auto& k) { return equal_ignoring_case(k, text); });
    if (!exists) report_unknown(session, "chain", name, known);
  }
  std::erase_if(chosen, [&](const ChosenChain& c) { return !wanted.contains(lower_case(c.chain->name)); });
  return chosen;
}

// Null if there is none.
const Chain* chain_with_stage(const Session& session, std::string_view name) {
  for (const Chain& chain : session.chains) {
    for (std::size_t k = 0; k < chain.stages.size(); ++k) {
      if (equal_ignoring_case(chain.stage_name(k), name)) return &chain;
    }
  }
  return nullptr;
}

void choose_stages(Session& session, std::vector<ChosenChain>& chosen) {
  std::unordered_map<std::string, Span> missing;
  for (const Span name : listed_names(session, "--stage", session.options.stages)) {
    missing.emplace(lower_case(session.sources.text(name)), name);
  }
  const auto wanted = missing;
  std::vector<std::string> known;
  for (ChosenChain& choice : chosen) {
    for (std::size_t k = 0; k < choice.chain->stages.size(); ++k) {
      known.push_back(choice.chain->stage_name(k));
      const std::string name = lower_case(known.back());
      if (!wanted.contains(name)) continue;
      choice.stages.push_back(k);
      missing.erase(name);
    }
  }
  for (const auto& [name, span] : missing) {
    if (const Chain* other = chain_with_stage(session, name)) {
      session.diagnostics.error(codes::unknown_thing, span, "stage '{}' is in chain '{}', which --chain leaves out",
                                session.sources.text(span), other->name);
    } else {
      report_unknown(session, "stage", span, known);
    }
  }
  std::erase_if(chosen, [](const ChosenChain& choice) { return choice.stages.empty(); });
}

}  // namespace

std::vector<ChosenChain> choose_chains(Session& session) {
  if (session.deck.chains.empty()) {
    if (!session.diagnostics.names_are_lost()) {
      session.diagnostics.error(codes::nothing_to_do, {}, "the deck has no .chain")
          .with_hint("'ohmscope port' gives the impedance at the nodes of any netlist");
    }
    return {};
  }
  std::vector<ChosenChain> chosen = named_chains(session);
  const bool are_sound = std::all_of(chosen.begin(), chosen.end(), [](const auto& c) { return c.chain->is_sound; });
  if (!session.options.stages.empty() && !chosen.empty() && are_sound) choose_stages(session, chosen);
  return chosen;
}

}  // namespace ohmscope

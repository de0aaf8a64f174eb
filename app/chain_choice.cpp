#include "app/chain_choice.hpp"

#include <algorithm>
#include <unordered_set>

#include "app/chain_bias.hpp"
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
  const auto chain = std::find_if(session.chains.begin(), session.chains.end(),
                                  [&](const Chain& c) { return c.find_stage(name).has_value(); });
  return chain == session.chains.end() ? nullptr : &*chain;
}

std::vector<std::string> stage_names(const std::vector<ChosenChain>& chosen) {
  std::vector<std::string> names;
  for (const ChosenChain& choice : chosen) {
    for (std::size_t k = 0; k < choice.chain->stages.size(); ++k) names.push_back(choice.chain->stage_name(k));
  }
  return names;
}

void choose_stages(Session& session, std::vector<ChosenChain>& chosen) {
  for (const Span name : listed_names(session, "--stage", session.options.stages)) {
    const std::string_view text = session.sources.text(name);
    bool is_found = false;
    for (ChosenChain& choice : chosen) {
      const std::optional<std::size_t> stage = choice.chain->find_stage(text);
      if (stage) choice.stages.push_back(*stage);
      is_found = is_found || stage;
    }
    if (is_found) continue;
    if (const Chain* other = chain_with_stage(session, text)) {
      session.diagnostics.error(codes::unknown_thing, name, "stage '{}' is in chain '{}', which --chain leaves out",
                                text, other->name);
    } else {
      report_unknown(session, "stage", name, stage_names(chosen));
    }
  }
  for (ChosenChain& choice : chosen) {
    std::sort(choice.stages.begin(), choice.stages.end());
    choice.stages.erase(std::unique(choice.stages.begin(), choice.stages.end()), choice.stages.end());
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
  for (const Chain& chain : session.chains) {
    const auto is_it = [&](const ChosenChain& choice) { return choice.chain == &chain; };
    if (std::any_of(chosen.begin(), chosen.end(), is_it)) find_chain_bias(session, chain);
  }
  const bool are_sound = std::all_of(chosen.begin(), chosen.end(), [](const auto& c) { return c.chain->is_sound; });
  if (!session.options.stages.empty() && !chosen.empty() && are_sound) choose_stages(session, chosen);
  return chosen;
}

}  // namespace ohmscope

#include <algorithm>

#include "netlist/codes.hpp"
#include "netlist/elaboration_state.hpp"
#include "netlist/frequency_words.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view usage_of_sens = ".sens V(NODE[,NODE])|I(SOURCE) ... [ac dec|oct|lin POINTS START STOP]";

void report_malformed(ElaborationState& state, const Card& card) {
  Diagnostic& error = state.found.error(codes::malformed_card, card.span, "found '{}', expected '{}'",
                                        state.sources.text(card.span), usage_of_sens);
  if (!card.assignments.empty()) error.with_hint("expressions of several voltages, and lists of values, are not read");
}

/// Xyce's `objfunc={…} param=…`, whose functions of several voltages are not read: no mistake of the deck.
bool is_of_xyce(const ElaborationState& state, const Card& card) {
  const auto names_function = [&](const Assignment& given) {
    return equal_ignoring_case(state.sources.text(given.name), "objfunc") ||
           equal_ignoring_case(state.sources.text(given.name), "objvars") ||
           equal_ignoring_case(state.sources.text(given.name), "acobjfunc");
  };
  return std::any_of(card.assignments.begin(), card.assignments.end(), names_function);
}

std::optional<SensitivityCard> read(ElaborationState& state, const Card& card) {
  if (is_of_xyce(state, card)) {
    state.found
        .warning(codes::ignored_card, card.words.front(), "'{}' of functions is not read and has no effect",
                 state.sources.text(card.words.front()))
        .with_hint(fmt::format("'{}' is read", usage_of_sens));
    return std::nullopt;
  }
  SensitivityCard asked;
  std::size_t next = 1;
  while (const auto output = read_card_output(state.sources, card, next)) {
    asked.outputs.push_back(*output);
    next = output->next;
  }
  std::span<const Span> words = std::span(card.words).subspan(next);
  const auto begins_with = [&](std::string_view word) {
    return !words.empty() && equal_ignoring_case(state.sources.text(words[0]), word);
  };
  const bool is_ac = begins_with("ac");
  if (is_ac || begins_with("dc")) words = words.subspan(1);
  const bool complete = words.size() == (is_ac ? words_in_a_frequency_sweep : 0) && card.assignments.empty();
  if (asked.outputs.empty() || !complete) {
    report_malformed(state, card);
    return std::nullopt;
  }
  if (!is_ac) return asked;
  asked.frequencies = read_frequencies(state, words);
  return asked.frequencies ? std::optional(asked) : std::nullopt;
}

}  // namespace

std::optional<SensitivityCard> Elaborator::sensitivity_card(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  auto result = read(*state_, card);
  state_->report_found({});
  return result;
}

}  // namespace ohmscope

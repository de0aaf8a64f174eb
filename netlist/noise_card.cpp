#include <algorithm>
#include <cmath>

#include "netlist/codes.hpp"
#include "netlist/elaboration_state.hpp"
#include "netlist/frequency_words.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view usage_of_noise =
    ".noise V(NODE[,NODE])|I(SOURCE) SOURCE dec|oct|lin POINTS START STOP [POINTS_PER_SUMMARY], or "
    "SOURCE list FREQUENCY …";

/// As HSPICE and PSpice have it: without a sweep of its own it takes the deck's first `.ac`.
const Card* sweep_of_deck(const ElaborationState& state) {
  const auto is_ac = [&](const Card& card) {
    const std::string_view keyword = state.sources.text(card.words.front());
    return equal_ignoring_case(keyword, ".ac") && card.words.size() == 1 + words_in_a_frequency_sweep;
  };
  const auto& analyses = state.deck.analyses;
  const auto card = std::find_if(analyses.begin(), analyses.end(), is_ac);
  return card == analyses.end() ? nullptr : &*card;
}

std::optional<NoiseCard> read(ElaborationState& state, const Card& card) {
  constexpr std::size_t of_source = 1;
  constexpr std::size_t of_summary = 1;
  const auto output = read_card_output(state.sources, card);
  const std::size_t others = output ? card.words.size() - output->next : 0;
  const bool borrows = others == of_source || others == of_source + of_summary;
  const Card* ac = output && borrows && card.assignments.empty() ? sweep_of_deck(state) : nullptr;
  if (ac != nullptr) {
    auto frequencies = read_frequencies(state, std::span(ac->words).subspan(1));
    if (!frequencies) return std::nullopt;
    return NoiseCard{{*output, card.words[output->next]}, std::move(*frequencies), ac};
  }
  const bool has_list =
      others > of_source && is_frequency_list(state.sources, std::span(card.words).subspan(output->next + of_source));
  const bool complete = has_list || others == of_source + words_in_a_frequency_sweep ||
                        others == of_source + words_in_a_frequency_sweep + of_summary;
  if (!output || !complete || !card.assignments.empty()) {
    state.found.error(codes::malformed_card, card.span, "found '{}', expected '{}'", state.sources.text(card.span),
                      usage_of_noise);
    return std::nullopt;
  }
  const std::span<const Span> words = std::span(card.words).subspan(output->next);
  const std::size_t of_sweep = has_list ? others - of_source : words_in_a_frequency_sweep;
  auto frequencies = read_frequencies(state, words.subspan(of_source, of_sweep));
  if (has_list && frequencies && !std::ranges::is_sorted(*frequencies)) {
    state.found.error(codes::bad_sweep, words[of_source],
                      "the frequencies do not ascend: noise is integrated over them");
  }
  if (!has_list && others > of_source + words_in_a_frequency_sweep) {
    const auto summary = state.values.value(*state.top, words.back(), ScopeValues::Form::value);
    if (summary && (*summary < 0 || *summary != std::floor(*summary))) {
      state.found.error(codes::bad_sweep, words.back(), "number of points per summary is {}, expected 0, 1, 2, …",
                        *summary);
    }
    if (!summary) return std::nullopt;
  }
  if (!frequencies || state.found.has_errors()) return std::nullopt;
  return NoiseCard{{*output, words.front()}, std::move(*frequencies)};
}

}  // namespace

std::optional<NoiseCard> Elaborator::noise_card(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  auto result = read(*state_, card);
  state_->report_found({});
  return result;
}

}  // namespace ohmscope

#include "netlist/codes.hpp"
#include "netlist/elaboration_state.hpp"
#include "netlist/frequency_words.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view usage_of_loop = ".loop PROBE [dec|oct|lin POINTS START STOP]";

std::optional<LoopCard> read(ElaborationState& state, const Card& card) {
  constexpr std::size_t of_probe = 2;
  const bool has_sweep = card.words.size() == of_probe + words_in_a_frequency_sweep;
  if ((card.words.size() != of_probe && !has_sweep) || !card.assignments.empty()) {
    state.found
        .error(codes::malformed_card, card.span, "found '{}', expected '{}'", state.sources.text(card.span),
               usage_of_loop)
        .with_hint("PROBE is a voltage source of 0 V in the loop");
    return std::nullopt;
  }
  LoopCard loop{card.words[1], {}};
  if (has_sweep) loop.frequencies = read_frequencies(state, std::span(card.words).subspan(of_probe));
  if (has_sweep && !loop.frequencies) return std::nullopt;
  return loop;
}

}  // namespace

std::optional<LoopCard> Elaborator::loop_card(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  auto result = read(*state_, card);
  state_->report_found({});
  return result;
}

}  // namespace ohmscope

#include "netlist/codes.hpp"
#include "netlist/elaboration_state.hpp"

namespace ohmscope {

std::optional<TransferCard> Elaborator::transfer_card(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  const auto output = read_card_output(state_->sources, card);
  const bool complete = output && card.words.size() == output->next + 1 && card.assignments.empty();
  if (!complete) {
    state_->found.error(codes::malformed_card, card.span, "found '{}', expected '{}'", state_->sources.text(card.span),
                        ".tf V(NODE[,NODE])|I(SOURCE) SOURCE");
  }
  state_->report_found({});
  if (!complete) return std::nullopt;
  return TransferCard{*output, card.words.back()};
}

}  // namespace ohmscope

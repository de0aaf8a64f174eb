#include <array>

#include "netlist/codes.hpp"
#include "netlist/elaboration_state.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view usage_of_pz = ".pz NODE NODE NODE NODE cur|vol pol|zer|pz";

/// Which of `words` stands there; reports another one.
template <std::size_t count>
std::optional<std::size_t> choice(ElaborationState& state, Span word,
                                  const std::array<std::string_view, count>& words) {
  const std::string_view text = state.sources.text(word);
  for (std::size_t k = 0; k < count; ++k) {
    if (equal_ignoring_case(text, words[k])) return k;
  }
  state.found.error(codes::malformed_card, word, "found '{}', expected '{}'", text, fmt::join(words, "' or '"))
      .with_hint(did_you_mean(text, {words.begin(), words.end()}));
  return std::nullopt;
}

std::optional<PoleZeroCard> read(ElaborationState& state, const Card& card) {
  constexpr std::size_t words = 7;
  if (card.words.size() != words || !card.assignments.empty()) {
    state.found
        .error(codes::malformed_card, card.span, "found '{}', expected '{}'", state.sources.text(card.span),
               usage_of_pz)
        .with_hint("the first two nodes are the input, the others the output");
    return std::nullopt;
  }
  const auto source = choice<2>(state, card.words[5], {"cur", "vol"});
  const auto kind = choice<3>(state, card.words[6], {"pol", "zer", "pz"});
  if (!source || !kind) return std::nullopt;
  return PoleZeroCard{{.name = card.words[1], .against = card.words[2]},
                      {.name = card.words[3], .against = card.words[4]},
                      *source == 0,
                      *kind != 1,
                      *kind != 0};
}

}  // namespace

std::optional<PoleZeroCard> Elaborator::pole_zero_card(const Card& card) {
  if (card.is_faulty) return std::nullopt;
  auto result = read(*state_, card);
  state_->report_found({});
  return result;
}

}  // namespace ohmscope

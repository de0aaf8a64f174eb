#include <algorithm>
#include <array>

#include "netlist/codes.hpp"
#include "netlist/deck_parser.hpp"
#include "netlist/sweep_reader.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::array<std::string_view, 4> spacings{"lin", "dec", "oct", "list"};

}  // namespace

void DeckParser::add_step(const CardView& card) {
  deck_.steps.push_back({card.span,
                         {card.words.begin(), card.words.end()},
                         {card.assignments.begin(), card.assignments.end()},
                         is_malformed_});
}

void DeckParser::add_table(const CardView& card) {
  if (card.words.size() < 2) {
    reports().error(codes::malformed_card, card.span, "found '{}', expected '{}'", text(card.span), usage_of_data);
    return;
  }
  add_step(card);
}

/// A table goes as far as its card: its end says nothing new.
void DeckParser::end_table(const CardView& /*card*/) {}

void DeckParser::add_measure(const CardView& card) { deck_.measures.push_back(behind_keyword(card)); }

/// A parameter that `.step param` names and nothing else defines has its first value, as in LTspice.
void DeckParser::define_stepped() {
  for (const Card& step : deck_.steps) {
    if (is_table(sources_, step)) continue;
    const auto is_spacing = [&](Span word) { return is_among(spacings, text(word)); };
    const auto& words = step.words;
    const auto keyword =
        std::find_if(words.begin(), words.end(), [&](Span word) { return equal_ignoring_case(text(word), "param"); });
    if (words.end() - keyword < 2) continue;
    const auto value = std::find_if_not(keyword + 2, words.end(), is_spacing);
    const bool is_defined =
        std::any_of(deck_.top.definitions.begin(), deck_.top.definitions.end(),
                    [&](const Assignment& known) { return equal_ignoring_case(text(known.name), text(keyword[1])); });
    if (!is_defined && value != words.end()) deck_.top.definitions.push_back({keyword[1], *value});
  }
}

}  // namespace ohmscope

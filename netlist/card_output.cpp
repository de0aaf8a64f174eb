#include "netlist/card_output.hpp"

#include <algorithm>

#include "netlist/text.hpp"

namespace ohmscope {

bool is_followed_by(const SourceMap& sources, const Card& card, std::size_t word, char mark) {
  const std::uint32_t begin = card.words[word].end();
  const std::uint32_t end =
      word + 1 < card.words.size() ? card.words[word + 1].offset : std::max(card.span.end(), begin);
  return sources.text({begin, end - begin}).find(mark) != std::string_view::npos;
}

std::optional<CardOutput> read_card_output(const SourceMap& sources, const Card& card, std::size_t first) {
  const std::size_t function = first;
  if (card.words.size() < function + 2 || !is_followed_by(sources, card, function, '(')) return std::nullopt;
  const std::string_view name = sources.text(card.words[function]);
  CardOutput output{.is_current = equal_ignoring_case(name, "i"), .name = card.words[function + 1]};
  output.next = function + 2;
  if (!output.is_current && !equal_ignoring_case(name, "v")) return std::nullopt;
  if (is_followed_by(sources, card, function + 1, ')')) return output;
  if (output.is_current || output.next == card.words.size()) return std::nullopt;
  output.against = card.words[output.next];
  if (!is_followed_by(sources, card, output.next++, ')')) return std::nullopt;
  return output;
}

}  // namespace ohmscope

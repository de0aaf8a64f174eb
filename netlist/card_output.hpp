#pragma once

#include <optional>

#include "netlist/deck.hpp"

namespace ohmscope {

/// What an analysis card measures: V(node), V(node,node) or I(element).
struct CardOutput {
  bool is_current = false;
  Span name;                                   ///< of the node or element
  std::optional<Span> against = std::nullopt;  ///< the second node
  std::size_t next = 0;                        ///< the card's first word behind it
};

/// Whether `mark` stands between word number `word` and the next (or the card's end). Words alone do not tell `v(a) b`
/// from `v(a, b)`.
[[nodiscard]] bool is_followed_by(const SourceMap& sources, const Card& card, std::size_t word, char mark);

/// The one that begins with the card's `first` word; nothing if there is none.
[[nodiscard]] std::optional<CardOutput> read_card_output(const SourceMap& sources, const Card& card,
                                                         std::size_t first = 1);

}  // namespace ohmscope

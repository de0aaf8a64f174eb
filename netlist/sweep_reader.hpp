#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "netlist/elaboration_state.hpp"

namespace ohmscope {

/// What differs between the cards that have sweeps.
struct SweepRules {
  std::string_view usage;       ///< of the card
  std::size_t most_sweeps = 1;  ///< on one card
  bool points_behind = true;    ///< `NAME dec START STOP POINTS`; else, as in HSPICE, `NAME dec POINTS START STOP`
};

inline constexpr std::string_view usage_of_data = ".data TABLE NAME … VALUE …";

/// Whether it is a `.data` card.
[[nodiscard]] bool is_table(const SourceMap& sources, const Card& card);

/// What a `.data` card called `table` says: a sweep for each of its columns, all but the first with the one before it.
/// Reports what is wrong with it, and if there is none.
[[nodiscard]] std::optional<std::vector<SweptName>> read_table(ElaborationState& state, Span table);

/// NAME or ELEMENT:VALUE, or MODEL:VALUE, as on the cards of sweeps.
[[nodiscard]] SweptName swept_name(const SourceMap& sources, Span word);

/// The sweeps of a card: `[lin] NAME START STOP STEP`, `dec|oct NAME START STOP POINTS`, `NAME list VALUE …`, in any
/// number up to the card's, where NAME is an element, `param NAME`, `temp`, `ELEMENT(PARAMETER)`, `ELEMENT:PARAMETER`
/// or `[TYPE] MODEL(PARAMETER)`; or `data=TABLE`. Reports what is wrong; whether there is anything of that name is not
/// looked at.
[[nodiscard]] std::optional<std::vector<SweptName>> read_sweeps(ElaborationState& state, const Card& card,
                                                                const SweepRules& rules);

}  // namespace ohmscope

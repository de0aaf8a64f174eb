#pragma once

#include <optional>
#include <span>
#include <vector>

#include "netlist/elaboration_state.hpp"

namespace ohmscope {

inline constexpr std::size_t words_in_a_frequency_sweep = 4;

/// Whether `words` begin a list of frequencies, all of which are its own.
[[nodiscard]] bool is_frequency_list(const SourceMap& sources, std::span<const Span> words);

/// The frequencies (Hz) that `dec|oct|lin POINTS START STOP` or `list FREQUENCY …` asks for. Reports what is wrong with
/// them.
[[nodiscard]] std::optional<std::vector<double>> read_frequencies(ElaborationState& state, std::span<const Span> words);

}  // namespace ohmscope

#pragma once

#include "stages/chain_analysis.hpp"

namespace ohmscope {

/// Frequencies of a chain that are swept side by side.
struct FrequencyRange {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// Sweeps a chain whose stages act on each other along it alone at some of its frequencies, side by side, and gives
/// `take` the stages of these indices, which ascend; their arrays run along the range. Memory grows with the distinct
/// stages times frequencies, and with the root of the stages that are asked for. Returns how many frequencies needed no
/// sweep of their own.
std::size_t stream_chain(const Chain& chain, ReducedChain& reduced, FrequencyRange range,
                         std::span<const std::size_t> stages, const TakeStage& take, const Progress& progress);

/// Bytes that each distinct stage takes at each frequency meanwhile.
inline constexpr std::size_t bytes_of_streamed_stage = 256;

}  // namespace ohmscope

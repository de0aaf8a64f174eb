#pragma once

#include <optional>

#include "results/document.hpp"
#include "results/network_data.hpp"

namespace ohmscope::results {

/// A network as a plot: signals "s(1,1)", "s(1,2)" … over the frequencies.
[[nodiscard]] Plot plot_of(const NetworkData& data);

/// The network that a plot shows whose signals are called so, in any order; nothing if it shows none. Where the plot
/// has references, signals of other names may be among them; of several matrices S is taken.
[[nodiscard]] std::optional<NetworkData> network_of(const Plot& plot);

}  // namespace ohmscope::results

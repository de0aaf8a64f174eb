#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/document.hpp"
#include "results/network_data.hpp"

namespace ohmscope::results {

/// "network of in, out": a plot's name that also tells what the ports are called, which every format keeps.
[[nodiscard]] std::string name_with_ports(std::string_view name, const std::vector<std::string>& ports);

/// A network as a plot: signals "s(1,1)", "s(1,2)" … over the frequencies.
[[nodiscard]] Plot plot_of(const NetworkData& data);

/// The network that a plot shows whose signals are called so, in any order; nothing if it shows none. Where the plot
/// has references, signals of other names may be among them; of several matrices S is taken.
[[nodiscard]] std::optional<NetworkData> network_of(const Plot& plot);

}  // namespace ohmscope::results

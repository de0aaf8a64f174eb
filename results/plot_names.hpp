#pragma once

#include <string_view>

namespace ohmscope::results {

/// Analyses by their short names, as in a deck, and by those that their plots have in files of all simulators.

/// "AC Analysis" of "ac"; `type` itself if it is not known.
[[nodiscard]] std::string_view plot_name(std::string_view type);

/// "ac" of "AC Analysis"; empty if it is not known.
[[nodiscard]] std::string_view plot_type(std::string_view name);

/// Whether the first column of a plot called `name` is what the others run along.
[[nodiscard]] bool plot_has_axis(std::string_view name);

/// What is told once beside a plot called `name`.
inline constexpr std::string_view totals = ", totals";

}  // namespace ohmscope::results

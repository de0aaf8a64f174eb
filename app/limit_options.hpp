#pragma once

#include "app/session.hpp"
#include "netlist/limits.hpp"

namespace ohmscope {

/// The options that every command with a deck has for `Limits`.
void add_limits(CLI::App& app, Options& options);

/// The limits as typed, defaults where not. Reports what is no count.
[[nodiscard]] Limits chosen_limits(Session& session);

}  // namespace ohmscope

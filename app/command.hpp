#pragma once

#include <span>
#include <string_view>

#include "app/options.hpp"
#include "app/session.hpp"

namespace ohmscope {

/// One command of the program. Each lives in a file of its own in app/commands and has one line in the registry.
struct Command {
  std::string_view name;
  std::string_view usage;     ///< what follows the name
  std::string_view help;      ///< one line
  std::string_view examples;  ///< whole lines
  void (*add_options)(CLI::App&, Options&) = nullptr;
  /// Does the work: writes results to session.out, and what is to be said about them to session.diagnostics.
  ExitStatus (*run)(Session&) = nullptr;
  bool takes_deck = true;
};

/// All commands in the order of the help text.
[[nodiscard]] std::span<const Command* const> commands();

}  // namespace ohmscope

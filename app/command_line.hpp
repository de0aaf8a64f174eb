#pragma once

#include <string>

#include "app/command.hpp"
#include "netlist/diagnostics.hpp"

namespace ohmscope {

/// What the command line asks for.
struct Invocation {
  const Command* command = nullptr;  ///< null: print `text`, or what the diagnostics say
  Options options;
  std::string text;  ///< help or version
};

/// Reads the command line; reports what is wrong with it.
[[nodiscard]] Invocation parse_command_line(int count, const char* const* arguments, Diagnostics& diagnostics);

}  // namespace ohmscope

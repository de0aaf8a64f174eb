#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ohmscope {

/// What another program left behind.
struct ProcessOutcome {
  int status = 0;  ///< exit status; minus the signal's number if one ended it
  std::string out;
  std::string err;
};

/// Runs a program, which is looked for in PATH, without a shell: `arguments` begins with its name, `input` is its
/// standard input. Throws std::system_error where it cannot be started; its code is no_such_file_or_directory if there
/// is no such program.
[[nodiscard]] ProcessOutcome run_process(const std::vector<std::string>& arguments, std::string_view input);

}  // namespace ohmscope

#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace ohmscope::testing {

/// The program under test: $OHMSCOPE_PROGRAM, or else what was built with the tests.
[[nodiscard]] std::string program();

/// How many times slower than an optimised one it is: $OHMSCOPE_SLOWNESS, or else 1.
[[nodiscard]] int program_slowness();

/// What a run of the program left behind.
struct Outcome {
  int status = -1;  ///< exit status; minus the signal's number if it was killed
  std::string out;
  std::string err;
};

/// Runs the program. `input` is its standard input; after `limit` it is killed (none: it may take any time).
/// Throws std::system_error if it cannot be started.
[[nodiscard]] Outcome run_program(const std::vector<std::string>& arguments, const std::string& input = {},
                                  std::chrono::seconds limit = {});

/// A directory of its own, removed with what is in it.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory();

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Writes a file into it and returns its path.
  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// Characters in the longest line of UTF-8 text.
[[nodiscard]] std::size_t widest_line(const std::string& text);

/// The whole text of a file; throws std::runtime_error if there is none.
[[nodiscard]] std::string read_file(const std::string& path);

}  // namespace ohmscope::testing

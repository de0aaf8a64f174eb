#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>

namespace ohmscope {

/// Where results go: standard output, or a file that is written whole or not at all (beside its place, then renamed).
/// Throws std::system_error where writing fails.
class Output {
 public:
  /// `path` empty: standard output.
  explicit Output(std::string path);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  void write(std::string_view text);
  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    print_all(format, fmt::make_format_args(args...));
  }
  /// Brings everything to its place. Without it a file is left as it was.
  void finish();

 private:
  static constexpr std::size_t capacity = 1 << 16;

  void print_all(fmt::string_view format, fmt::format_args args);
  void flush();
  void open();

  std::string path_;
  std::string temporary_;  ///< beside `path_`; empty where the text goes straight to its place
  std::FILE* file_ = nullptr;
  fmt::memory_buffer buffer_;
};

}  // namespace ohmscope

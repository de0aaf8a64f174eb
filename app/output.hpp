#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "app/unfinished_file.hpp"
#include "results/sink.hpp"

namespace ohmscope {

/// Where results go: standard output, or a file that is written whole or not at all (beside its place, then renamed).
/// Throws std::system_error where writing fails.
class Output final : public Sink {
 public:
  /// `path` empty: standard output.
  explicit Output(std::string path);
  ~Output() override;

  /// Brings everything to its place. Without it a file is left as it was.
  void finish();
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Where what becomes the file is gathered.
  [[nodiscard]] std::string file() override;

 private:
  void put(std::string_view bytes) override;
  void open();

  std::string path_;
  std::string temporary_;  ///< beside `path_`; empty where the text goes straight to its place
  UnfinishedFile unfinished_;
  std::FILE* file_ = nullptr;
};

}  // namespace ohmscope

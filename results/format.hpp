#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results/document.hpp"
#include "results/fault.hpp"
#include "results/sink.hpp"

namespace ohmscope::results {

struct WriteOptions {
  bool as_text = false;   ///< where a format has a binary and a readable form: the latter
  std::string path = {};  ///< what the file will be called
};

/// A format of result files. Each lives in a file of its own in results/formats and has one line in the registry.
struct FileFormat {
  std::string_view suffix;       ///< ".raw"; of several what stands for all
  std::string_view description;  ///< "raw file of ngspice"
  /// Writes all of it. Throws Fault if the format cannot hold it. Null: it is only read.
  void (*write)(const Document& document, Sink& out, const WriteOptions& options) = nullptr;
  /// Reads the file at `path`. Throws Fault if it is not as it should be, std::system_error if it cannot be read. Null:
  /// it is only written.
  Document (*read)(const std::string& path) = nullptr;
  /// Whether a file's name is of this format, where that is not to be seen from one suffix.
  bool (*fits)(std::string_view path) = nullptr;
  std::string_view also = {};  ///< a further suffix to name beside `suffix`
};

/// All formats that there are.
[[nodiscard]] std::span<const FileFormat* const> file_formats();

/// The suffixes of those that are written, and of those that are read.
[[nodiscard]] std::vector<std::string_view> written_suffixes();
[[nodiscard]] std::vector<std::string_view> read_suffixes();

/// What follows the last dot of a file's name, with the dot, in lower case; empty if there is none.
[[nodiscard]] std::string suffix_of(std::string_view path);

/// The format that the suffix of `path` says; null if it is unknown.
[[nodiscard]] const FileFormat* format_of(std::string_view path);

}  // namespace ohmscope::results

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netlist/dialect.hpp"
#include "netlist/source.hpp"

namespace ohmscope {

/// `.lib NAME` … `.endl` in a library file.
struct LibrarySection {
  Span name;
  Span body;            ///< the lines between the two cards
  bool closed = false;  ///< no: its `.endl` is missing, and it runs to the next section or the end of the file
};

/// The sections of `file` in order. `.lib NAME` opens one unless NAME is a file (`is_file`), which is then included
/// there.
[[nodiscard]] std::vector<LibrarySection> library_sections(const SourceMap& sources, Span file, Dialect dialect,
                                                           const std::function<bool(std::string_view)>& is_file);

/// The words of `text` that blanks separate, quotes left out; what quotes hold is one word. For cards with paths, in
/// which '(' and ',' are letters like others.
[[nodiscard]] std::vector<Span> path_words(const SourceMap& sources, Span text, Dialect dialect);

/// The file that `written` names in a card of the file `from`: beside that file, or else beside the deck `main`, with
/// '\' between folders as good as '/'. Where there is no such file, the path of the first try.
[[nodiscard]] std::string find_file(std::string_view written, std::string_view from, std::string_view main);

/// Whether `path` is a file, and no folder.
[[nodiscard]] bool is_file(const std::string& path);

/// The path without links and dots; as it is if there is no such file.
[[nodiscard]] std::string canonical_path(const std::string& path);

/// From now on the whole program reads what a deck names (includes, libraries, measured data) in `folder` and below it
/// alone, for good: for a program that takes decks from others, before it takes the first.
void confine_reading(const std::string& folder);
/// Why the file at `path`, links followed, is not to be read then; empty for all others.
[[nodiscard]] std::string_view outside_of_folder(const std::string& path);

}  // namespace ohmscope

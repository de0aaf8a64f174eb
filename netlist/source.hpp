#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ohmscope {

/// A piece of source text: offset into the concatenation of all sources of a SourceMap, and length, in bytes.
/// A default-constructed span points nowhere.
struct Span {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  [[nodiscard]] bool nowhere() const { return offset == 0 && length == 0; }
  [[nodiscard]] std::uint32_t end() const { return offset + length; }
  friend bool operator==(const Span&, const Span&) = default;
};

/// Where a span lies, for people: line and column count from 1; the column counts characters, not bytes.
struct Location {
  std::string_view file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::string_view line_text;  ///< the whole line, without its end
};

/// Why a file that a deck names is not to be opened: a device or a pipe may never end, and the deck's author may not be
/// the one who reads it. Empty for all others, also for those that are not there.
[[nodiscard]] std::string_view unfit_to_open(const std::string& path);

/// Whether `path` is a device rather than a file or a pipe.
[[nodiscard]] bool is_device(const std::string& path);

/// Owns the text of a deck and of the files it includes. Views handed out stay valid as long as it lives.
class SourceMap {
 public:
  /// Takes a text under the name to show for it. `included_at` is the include card that asked for it.
  /// Returns the span of the whole text. Throws std::length_error past 4 GiB in all.
  Span add(std::string name, std::string text, Span included_at = {});
  /// Reads a file ("-": standard input) and adds it. Throws std::system_error if it cannot be read (a directory too).
  Span read(const std::string& path, Span included_at = {});

  [[nodiscard]] std::string_view text(Span span) const {
    if (span.nowhere()) return {};
    const Source& source = source_of(span);
    return std::string_view(source.text).substr(span.offset - source.begin, span.length);
  }
  /// What the quotes around the whole of `span` hold; `span` itself if there are none.
  [[nodiscard]] Span unquoted(Span span) const;
  /// LF, CR LF and a lone CR end a line. A span that points nowhere has line 0.
  [[nodiscard]] Location locate(Span span) const;
  /// Every text added so far, whole.
  [[nodiscard]] std::vector<Span> texts() const;
  /// The name under which the source of `span` was added.
  [[nodiscard]] std::string_view file(Span span) const;
  /// The include cards that led to `span`, innermost first; empty in the main file.
  [[nodiscard]] std::vector<Span> include_stack(Span span) const;

 private:
  struct Source {
    std::string name;
    std::string text;
    std::uint32_t begin;  ///< global offset of its first byte
    Span included_at;
    mutable std::vector<std::uint32_t> line_starts;  ///< within text; found when first asked for
  };
  [[nodiscard]] const Source& source_of(Span span) const {  // nearly all that is asked for lies in the first
    return begins_.size() == 1 || span.offset < begins_[1] ? *sources_.front() : *included_source_of(span);
  }
  [[nodiscard]] const Source* included_source_of(Span span) const;
  std::vector<std::uint32_t> begins_;                   ///< of sources_
  std::vector<std::unique_ptr<const Source>> sources_;  ///< each stays where it is
};

}  // namespace ohmscope

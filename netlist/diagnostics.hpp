#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "netlist/code.hpp"
#include "netlist/source.hpp"

namespace ohmscope {

enum class Severity { error, warning, note };

/// Something to tell the user about a place in a deck. Wording: lower case, no full stop, what was found and then what
/// was expected, the user's text in single quotes.
struct Diagnostic {
  struct Note {
    Span span;
    std::string text;
  };
  Severity severity = Severity::error;
  std::string message;
  Span span;                   ///< the narrowest token at fault
  std::vector<Note> notes;     ///< other places that belong to it: "first defined here"
  std::string hint;            ///< what to do about it; may be empty
  bool unknown_name = false;   ///< a name that is not found: no mistake of its own where definitions are lost
  bool loses_names = false;    ///< definitions may be lost: a file, a card or an end that could not be read
  const Code* code = nullptr;  ///< of its kind

  Diagnostic& note(Span where, std::string text) {
    notes.push_back({where, std::move(text)});
    return *this;
  }
  Diagnostic& with_hint(std::string text) {
    hint = std::move(text);
    return *this;
  }
  Diagnostic& of_unknown_name() {
    unknown_name = true;
    return *this;
  }
  Diagnostic& losing_names() {
    loses_names = true;
    return *this;
  }
};

/// The candidate nearest to `word` (edit distance, case ignored), empty if none is near enough.
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

/// "did you mean 'x'?" for the nearest candidate, or an empty string.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

/// Collects diagnostics in the order they were found; whoever prints sorts by position.
class Diagnostics {
 public:
  template <class... Args>
  Diagnostic& error(const Code& code, Span span, fmt::format_string<Args...> format, Args&&... args) {
    return add(code, Severity::error, span, fmt::format(format, std::forward<Args>(args)...));
  }
  template <class... Args>
  Diagnostic& warning(const Code& code, Span span, fmt::format_string<Args...> format, Args&&... args) {
    return add(code, Severity::warning, span, fmt::format(format, std::forward<Args>(args)...));
  }
  Diagnostic& add(const Code& code, Severity severity, Span span, std::string message);
  Diagnostic& add(Diagnostic diagnostic);

  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  [[nodiscard]] std::size_t error_count() const { return errors_; }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }
  /// Whether definitions may be lost: what is not found, or lacks, may stand there.
  [[nodiscard]] bool names_are_lost() const;
  /// Forgets the diagnostics, not how many suggestions were made.
  void clear();

  /// did_you_mean() among the names of a deck, which `candidates()` lists. For the first mistakes only: a deck with
  /// thousands of names and of mistakes would take their product of comparisons.
  template <class Candidates>
  [[nodiscard]] std::string suggest(std::string_view word, const Candidates& candidates) {
    constexpr std::size_t most_suggestions = 100;
    return ++suggestions_ > most_suggestions ? std::string() : did_you_mean(word, candidates());
  }

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
  std::size_t suggestions_ = 0;
};

}  // namespace ohmscope

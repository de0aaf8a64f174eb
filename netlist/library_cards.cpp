#include <algorithm>
#include <system_error>

#include "netlist/codes.hpp"
#include "netlist/deck_parser.hpp"
#include "netlist/text.hpp"

// Cards that go on in other files.
namespace ohmscope {

namespace {

constexpr std::size_t max_includes = 10000;
constexpr std::size_t max_sections_listed = 10;

}  // namespace

void DeckParser::include(const CardView& card) {
  const Span path = sources_.unquoted(behind_keyword(card));
  if (text(path).empty()) {
    diagnostics_.error(codes::malformed_card, card.words.front(), "'{}' names no file", text(card.words.front()))
        .losing_names();
    return;
  }
  open_file(card, path, std::nullopt);
}

/// `.lib FILE SECTION` reads a section, `.lib FILE` all of a file; `.lib NAME` … `.endl` is a section, which is read
/// only where a card asks for it.
void DeckParser::read_library(const CardView& card) {
  const Span whole = behind_keyword(card);
  const std::vector<Span> words = path_words(sources_, whole, deck_.dialect);
  const auto is_file_name = file_names_in(card.span);
  if (words.empty() || words[0].length == 0) {
    diagnostics_.error(codes::malformed_card, card.words.front(), "'{}' names no file", text(card.words.front()))
        .losing_names();
  } else if (words.size() == 1) {
    if (is_file_name(text(words[0])) || !skip_section(words[0])) open_file(card, words[0], std::nullopt);
  } else if (words.size() == 2 && !is_file_name(text(whole))) {
    open_file(card, words[0], words[1]);
  } else {
    open_file(card, whole, std::nullopt);  // a path with blanks and without quotes
  }
}

void DeckParser::end_library(const CardView& card) {
  diagnostics_.error(codes::block_mismatch, card.words.front(), "'.endl' without '.lib'");
}

/// Whether a name written in `source` is that of a file.
std::function<bool(std::string_view)> DeckParser::file_names_in(Span source) const {
  return [this, source](std::string_view written) { return is_file(path_of(written, source)); };
}

std::string DeckParser::path_of(std::string_view written, Span place) const {
  return find_file(written, sources_.file(place), sources_.file(files_.front().source));
}

/// Drops the section called `name` that begins here; false if none does.
bool DeckParser::skip_section(Span name) {
  File& file = files_.back();
  if (!file.sections)
    file.sections = library_sections(sources_, file.source, deck_.dialect, file_names_in(file.source));
  const auto section = std::lower_bound(file.sections->begin(), file.sections->end(), name.offset,
                                        [](const LibrarySection& s, std::uint32_t at) { return s.name.offset < at; });
  if (section == file.sections->end() || section->name != name || !section->closed) return false;
  return file.scanner.skip_past(".endl");
}

void DeckParser::open_file(const CardView& card, Span written, std::optional<Span> section) {
  const std::string path = path_of(text(written), card.span);
  if (const std::string_view why = outside_of_folder(path); !why.empty()) {
    diagnostics_.error(codes::unreadable_file, written, "cannot read '{}': {}", text(written), why).losing_names();
    return;
  }
  const std::string real_path = canonical_path(path);
  const std::string real_section = section ? lower_case(text(*section)) : std::string();
  const auto same = [&](const File& file) { return file.path == real_path && file.section == real_section; };
  if (std::any_of(files_.begin(), files_.end(), same)) {
    diagnostics_.error(codes::include_loop, section.value_or(written), "'{}' includes itself",
                       text(section.value_or(written)));
    return;
  }
  if (files_.size() > limits_.include_depth) {
    diagnostics_
        .error(codes::include_loop, written, "'{}' is not included: files include one another deeper than {}",
               text(written), limits_.include_depth)
        .losing_names()
        .with_hint("--max-include-depth raises the limit");
    return;
  }
  if (++included_ > max_includes) {
    diagnostics_
        .error(codes::include_loop, written, "'{}' is not included: the deck has more than {} files", text(written),
               max_includes)
        .losing_names();
    return;
  }
  if (const std::string_view why = unfit_to_open(path); !why.empty()) {
    diagnostics_.error(codes::unreadable_file, written, "cannot read '{}': {}", path, why).losing_names();
    return;
  }
  try {
    Span file = sources_.read(path, card.span);
    if (!expect_text(file)) return;
    if (section && !find_section(*section, written, file)) return;
    files_.push_back({CardScanner(sources_, file, deck_.dialect, lexical_), file, real_path, real_section});
  } catch (const std::system_error& error) {
    diagnostics_.error(codes::unreadable_file, written, "cannot read '{}': {}", path, error.code().message())
        .losing_names();
  }
}

/// Narrows `file` to its section of that name; reports if there is none.
bool DeckParser::find_section(Span name, Span path, Span& file) {
  const std::vector<LibrarySection> sections = library_sections(sources_, file, deck_.dialect, file_names_in(file));
  std::vector<std::string_view> names;
  for (const LibrarySection& section : sections) {
    names.push_back(text(section.name));
    if (!equal_ignoring_case(names.back(), text(name))) continue;
    if (!section.closed) {
      diagnostics_
          .error(codes::block_not_closed, section.name, "section '{}' is not closed, expected '.endl'", names.back())
          .losing_names();
    }
    file = section.body;
    return true;
  }
  std::string hint = did_you_mean(text(name), names);
  if (hint.empty() && !names.empty() && names.size() <= max_sections_listed)
    hint = fmt::format("its sections are {}", fmt::join(names, ", "));
  diagnostics_.error(codes::unknown_section, name, "'{}' has no section '{}'", text(path), text(name))
      .losing_names()
      .with_hint(std::move(hint));
  return false;
}

}  // namespace ohmscope

#include "netlist/library.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "netlist/continuation.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

namespace fs = std::filesystem;

bool begins_with_word(std::string_view line, std::string_view word) {
  return equal_ignoring_case(line.substr(0, word.size()), word) &&
         (line.size() == word.size() || is_blank(line[word.size()]));
}

}  // namespace

std::vector<Span> path_words(const SourceMap& sources, Span span, Dialect dialect) {
  const std::string_view text = sources.text(span);
  std::vector<Span> words;
  std::size_t at = 0;
  while (at < text.size() && !begins_comment(text, at, dialect)) {
    if (is_blank(text[at]) || is_line_end(text[at])) {
      ++at;
      continue;
    }
    const bool quoted = is_quote(text[at]) && text.find(text[at], at + 1) != std::string_view::npos;
    const std::size_t begin = quoted ? at + 1 : at;
    const std::size_t end =
        quoted ? text.find(text[at], begin) : std::min(text.find_first_of(" \t\r\n", at), text.size());
    words.push_back({span.offset + static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)});
    at = quoted ? end + 1 : end;
  }
  return words;
}

std::vector<LibrarySection> library_sections(const SourceMap& sources, Span file, Dialect dialect,
                                             const std::function<bool(std::string_view)>& names_file) {
  const std::string_view text = sources.text(file);
  const auto offset_of = [&](std::size_t at) { return file.offset + static_cast<std::uint32_t>(at); };
  std::vector<LibrarySection> sections;
  const auto is_open = [&] { return !sections.empty() && !sections.back().closed; };
  const auto end_at = [&](std::size_t at) {
    sections.back().body.length = offset_of(at) - sections.back().body.offset;
  };
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = line_end(text, begin);
    const std::string_view line = trim(text.substr(begin, end - begin));
    if (is_open() && begins_with_word(line, ".endl")) {
      end_at(begin);
      sections.back().closed = true;
    } else if (begins_with_word(line, ".lib")) {
      const auto words = path_words(sources, {offset_of(begin), static_cast<std::uint32_t>(end - begin)}, dialect);
      if (words.size() != 2 || names_file(sources.text(words[1]))) continue;
      if (is_open()) end_at(begin);
      sections.push_back({words[1], {offset_of(end), 0}});
    }
  }
  if (is_open()) end_at(text.size());
  return sections;
}

std::string find_file(std::string_view written, std::string_view from, std::string_view main) {
  std::string portable(written);
  std::replace(portable.begin(), portable.end(), '\\', '/');
  const std::string first = (fs::path(from).parent_path() / written).string();
  for (const std::string_view beside : {from, main}) {
    for (const std::string_view name : {written, std::string_view(portable)}) {
      const std::string path = (fs::path(beside).parent_path() / name).string();
      if (is_file(path)) return path;
    }
  }
  return first;
}

bool is_file(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error) && !fs::is_directory(path, error);
}

std::string canonical_path(const std::string& path) {
  std::error_code error;
  const auto result = fs::weakly_canonical(path, error);
  return error ? path : result.string();
}

namespace {

// Of the process, as what it may read at all is: no deck and no thread has its own.
std::string& reading_folder() {
  static std::string folder;
  return folder;
}

}  // namespace

void confine_reading(const std::string& folder) { reading_folder() = canonical_path(folder); }

std::string_view outside_of_folder(const std::string& path) {
  const std::string& folder = reading_folder();
  if (folder.empty()) return "";
  const fs::path inside = fs::path(canonical_path(path)).lexically_relative(folder);
  return inside.empty() || *inside.begin() == ".." ? "it lies outside of the deck's folder" : "";
}

}  // namespace ohmscope

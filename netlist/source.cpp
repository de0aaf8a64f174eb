#include "netlist/source.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view standard_input_name = "<stdin>";
constexpr std::size_t most_bytes = std::numeric_limits<std::uint32_t>::max();
constexpr const char* too_long = "the deck and its included files exceed 4 GiB";

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string read_all(std::FILE* file, const std::string& path) {
  std::string text;
  std::error_code unknown;
  const std::uintmax_t size = std::filesystem::file_size(path, unknown);
  if (!unknown && size <= most_bytes) text.reserve(size);
  std::array<char, 1 << 16> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file)) {
    text.append(buffer.data(), count);
    if (text.size() > most_bytes) throw std::length_error(too_long);
  }
  if (std::ferror(file) != 0) throw std::system_error(errno, std::generic_category(), "cannot read '" + path + "'");
  return text;
}

std::vector<std::uint32_t> find_line_starts(std::string_view text) {
  std::vector<std::uint32_t> starts{0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n' && text[i] != '\r') continue;
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    starts.push_back(static_cast<std::uint32_t>(i + 1));
  }
  return starts;
}

std::size_t count_characters(std::string_view utf8) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), begins_character));
}

}  // namespace

std::string_view unfit_to_open(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  const bool plain = !exists(status) || is_regular_file(status) || is_directory(status);
  return plain ? "" : "it is a device or a pipe, expected a file";
}

bool is_device(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  return is_character_file(status) || is_block_file(status);
}

Span SourceMap::add(std::string name, std::string text, Span included_at) {
  // One byte between sources, and one before the first, keeps empty spans apart: nowhere, ends and beginnings.
  const std::uint64_t begin =
      sources_.empty() ? 1 : std::uint64_t{sources_.back()->begin} + sources_.back()->text.size() + 1;
  if (begin + text.size() >= most_bytes) throw std::length_error(too_long);
  const Span whole{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text.size())};
  begins_.push_back(whole.offset);
  sources_.push_back(
      std::make_unique<const Source>(Source{std::move(name), std::move(text), whole.offset, included_at, {}}));
  return whole;
}

Span SourceMap::read(const std::string& path, Span included_at) {
  if (path == "-") return add(std::string(standard_input_name), read_all(stdin, path), included_at);
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rb"));
  if (!file) throw std::system_error(errno, std::generic_category(), "cannot read '" + path + "'");
  return add(path, read_all(file.get(), path), included_at);
}

const SourceMap::Source* SourceMap::included_source_of(Span span) const {
  assert(!sources_.empty());
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), span.offset);
  return sources_[static_cast<std::size_t>(after - begins_.begin()) - 1].get();
}

Span SourceMap::unquoted(Span span) const {
  return is_quoted(text(span)) ? Span{span.offset + 1, span.length - 2} : span;
}

Location SourceMap::locate(Span span) const {
  if (span.nowhere()) return {};
  const Source& source = source_of(span);
  if (source.line_starts.empty()) source.line_starts = find_line_starts(source.text);
  const std::uint32_t at = span.offset - source.begin;
  const auto next = std::upper_bound(source.line_starts.begin(), source.line_starts.end(), at);
  const std::uint32_t start = *std::prev(next);
  const std::string_view text = source.text;
  const auto line_text = text.substr(start, std::min(text.find_first_of("\r\n", start), text.size()) - start);
  return {source.name, static_cast<std::size_t>(next - source.line_starts.begin()),
          count_characters(text.substr(start, at - start)) + 1, line_text};
}

std::vector<Span> SourceMap::texts() const {
  std::vector<Span> spans;
  for (const auto& source : sources_) spans.push_back({source->begin, static_cast<std::uint32_t>(source->text.size())});
  return spans;
}

std::string_view SourceMap::file(Span span) const {
  return span.nowhere() ? std::string_view{} : std::string_view(source_of(span).name);
}

std::vector<Span> SourceMap::include_stack(Span span) const {
  std::vector<Span> stack;
  while (!span.nowhere()) {
    span = source_of(span).included_at;
    if (!span.nowhere()) stack.push_back(span);
  }
  return stack;
}

}  // namespace ohmscope

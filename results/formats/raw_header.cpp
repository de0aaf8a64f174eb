#include "results/formats/raw_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <optional>

#include "results/fault.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

/// Each begins a line of a header.
constexpr std::array<std::string_view, 7> first_words{
    "title:", "date:", "plotname:", "flags:", "no. variables:", "no. points:", "command:"};

bool begins_header(std::string_view text) {
  return std::any_of(first_words.begin(), first_words.end(),
                     [&](std::string_view word) { return equal_ignoring_case(text.substr(0, word.size()), word); });
}

/// The letters of UTF-16 text that may begin a header, which are plain ones.
std::string narrow(std::string_view wide) {
  std::string text;
  for (std::size_t k = 0; k + 1 < wide.size() && wide[k + 1] == '\0'; k += 2) text += wide[k];
  return text;
}

constexpr std::string_view wide_mark = "\xFF\xFE";
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

/// The lines of a header, in UTF-8.
class HeaderLines {
 public:
  HeaderLines(std::string_view file, std::size_t at) : file_(file), at_(at) {
    if (file.substr(at).starts_with(wide_mark)) at_ += wide_mark.size();
    if (file.substr(at).starts_with(utf8_mark)) at_ += utf8_mark.size();
    is_wide_ = at_ + 1 < file.size() && file[at_] != '\0' && file[at_ + 1] == '\0';
  }

  /// Nothing at the end of the file.
  std::optional<std::string> next() {
    line_ = at_;
    if (at_ >= file_.size()) return std::nullopt;
    const std::string_view end_of_line = is_wide_ ? std::string_view("\n\0", 2) : std::string_view("\n", 1);
    std::size_t end = file_.find(end_of_line, at_);
    while (is_wide_ && end != std::string_view::npos && (end - at_) % 2 != 0) end = file_.find(end_of_line, end + 1);
    if (end == std::string_view::npos) end = file_.size();
    const std::string_view bytes = file_.substr(at_, end - at_);
    at_ = std::min(end + end_of_line.size(), file_.size());
    std::string text = is_wide_ ? utf8_of_utf16(bytes) : std::string(bytes);
    if (text.ends_with('\r')) text.pop_back();
    return text;
  }

  [[nodiscard]] std::size_t line() const { return line_; }  ///< byte where the last line begins
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] bool is_wide() const { return is_wide_; }

 private:
  std::string_view file_;
  std::size_t at_;
  std::size_t line_ = 0;
  bool is_wide_ = false;
};

[[noreturn]] void fail(const HeaderLines& lines, const std::string& what) {
  throw Fault(fmt::format("byte {}: {}", lines.line(), what));
}

std::size_t count_of(const HeaderLines& lines, std::string_view text) {
  std::size_t count = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (status != std::errc{} || end != text.data() + text.size())
    fail(lines, fmt::format("found '{}', expected a count", shown(text)));
  return count;
}

/// "3,4" and "[3][4]" are 12.
std::size_t product_of(std::string_view dimensions) {
  std::size_t product = 1;
  for (const std::string_view number : words_of(dimensions, ",[] ")) {
    std::size_t factor = 0;
    std::from_chars(number.data(), number.data() + number.size(), factor);
    product *= factor;
  }
  return product;
}

/// INDEX NAME TYPE [options], parted by tabs, or by blanks where there are no tabs.
RawVariable variable_of(const HeaderLines& lines, std::string_view line, std::size_t index, std::size_t points) {
  std::vector<std::string_view> fields = words_of(line, "\t");
  if (fields.size() < 3) fields = words_of(line, " \t");
  if (fields.size() < 3)
    fail(lines, fmt::format("found '{}', expected a variable: number, name and type", shown(line)));
  if (count_of(lines, trimmed(fields[0])) != index)
    fail(lines, fmt::format("found variable {}, expected number {}: 'No. Variables' is wrong", fields[0], index));
  std::vector<std::string_view> options = words_of(fields[2], " ");
  options.insert(options.end(), fields.begin() + 3, fields.end());
  RawVariable variable{std::string(trimmed(fields[1])), std::string(options.empty() ? "" : options.front()), points};
  for (const std::string_view option : options) {
    if (option.starts_with("dims=")) variable.length = std::min(points, product_of(option.substr(5)));
  }
  return variable;
}

void read_variables(HeaderLines& lines, std::string_view same_line, std::size_t count, RawHeader& header) {
  std::optional<std::string> line;
  if (!trimmed(same_line).empty()) line = std::string(same_line);
  for (std::size_t k = 0; k < count; ++k) {
    if (!line) line = lines.next();
    if (!line) fail(lines, fmt::format("the file ends in its header, within {} variables", count));
    header.variables.push_back(variable_of(lines, *line, k, header.points));
    line.reset();
  }
}

RawDialect dialect_of(std::string_view command) {
  const std::string lower = lower_case(command);
  if (lower.find("qspice") != std::string::npos) return RawDialect::qspice;
  const bool is_ltspice = lower.find("ltspice") != std::string::npos || lower.find("linear tech") != std::string::npos;
  return is_ltspice ? RawDialect::ltspice : RawDialect::spice;
}

/// What a line of a header says; `variables` is their count. False at the last one.
bool read_line(HeaderLines& lines, std::string_view line, std::size_t& variables, RawHeader& header) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string key = lower_case(trimmed(line.substr(0, colon)));
  const std::string_view value = trimmed(line.substr(std::min(colon + 1, line.size())));
  if (key == "title") header.title = value;
  if (key == "date") header.date = value;
  if (key == "plotname") header.plot_name = value;
  if (key == "flags") {
    for (const std::string_view flag : words_of(value, " \t")) header.flags.push_back(lower_case(flag));
  }
  if (key == "no. variables") variables = count_of(lines, value);
  if (key == "no. points") header.points = count_of(lines, value);
  if (key == "command" && header.dialect == RawDialect::spice) header.dialect = dialect_of(value);
  if (key == "variables") read_variables(lines, value, variables, header);
  header.is_text = key == "values";
  return key != "values" && key != "binary";
}

}  // namespace

bool RawHeader::has_flag(std::string_view flag) const {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

bool is_raw_header(std::string_view file, std::size_t at) {
  std::string_view text = file.substr(at, 64);
  for (const std::string_view mark : {wide_mark, utf8_mark}) {
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
  }
  return begins_header(text) || begins_header(narrow(text));
}

RawHeader read_raw_header(std::string_view file, std::size_t at) {
  RawHeader header;
  HeaderLines lines(file, at);
  if (lines.is_wide()) header.dialect = RawDialect::ltspice;
  std::size_t variables = 0;
  bool more = true;
  while (more) {
    const std::optional<std::string> line = lines.next();
    if (!line) fail(lines, "the file ends in its header, before 'Binary:' or 'Values:'");
    more = read_line(lines, *line, variables, header);
  }
  if (header.variables.empty()) fail(lines, "the header names no variables");
  header.is_wide = lines.is_wide();
  header.begin = lines.at();
  return header;
}

}  // namespace ohmscope::results

#include "results/formats/csv_table.hpp"

#include <fmt/format.h>

#include "results/fault.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

char separator_of(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  for (const char candidate : {'\t', ';'}) {
    if (first.find(candidate) != std::string_view::npos) return candidate;
  }
  return ',';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), separator_(separator_of(text)) {}

  [[nodiscard]] bool is_at_end() const { return at_ >= text_.size(); }

  CsvRow row() {
    CsvRow row{line_, {}};
    do {
      row.cells.push_back(cell());
    } while (passes(separator_));
    passes('\r');
    passes('\n');
    ++line_;
    return row;
  }

 private:
  bool passes(char c) {
    if (is_at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string cell() {
    if (passes('"')) return quoted();
    const std::size_t begin = at_;
    while (!is_at_end() && text_[at_] != separator_ && text_[at_] != '\n') ++at_;
    return std::string(trimmed(text_.substr(begin, at_ - begin)));
  }

  std::string quoted() {
    const std::size_t first_line = line_;
    std::string text;
    while (!is_at_end()) {
      const char c = text_[at_++];
      if (c == '"' && !passes('"')) return text;
      if (c == '\n') ++line_;
      text += c;
    }
    throw Fault(fmt::format("line {}: a quoted cell does not end", first_line));
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

std::vector<CsvRow> csv_rows(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  Reader reader(text);
  std::vector<CsvRow> rows;
  while (!reader.is_at_end()) {
    CsvRow row = reader.row();
    if (row.cells.size() == 1 && row.cells.front().empty()) continue;
    if (!rows.empty() && row.cells.size() != rows.front().cells.size())
      throw Fault(fmt::format("line {}: found {} cells, expected {} as in the line of headings", row.line,
                              row.cells.size(), rows.front().cells.size()));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace ohmscope::results

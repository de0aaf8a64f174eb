#include "results/formats/raw_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "results/fault.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

constexpr std::complex<double> none{std::numeric_limits<double>::quiet_NaN(), 0};

/// How the numbers of the first variable and those of the others lie.
struct Record {
  Values::Kind first;
  Values::Kind others;
};

std::size_t size_of(Values::Kind kind) {
  switch (kind) {
    case Values::Kind::real32:
      return 4;
    case Values::Kind::real64:
    case Values::Kind::complex64:
      return 8;
    case Values::Kind::complex128:
      return 16;
  }
  return 0;
}

/// What the dialect says comes first, then what others write: time as a double and the rest as floats, a real frequency
/// before complex numbers.
std::vector<Record> possible_records(const RawHeader& header) {
  using Kind = Values::Kind;
  if (header.has_flag("complex")) {
    const Record all{Kind::complex128, Kind::complex128};
    const Record real_axis{Kind::real64, Kind::complex128};
    const Record halves{Kind::complex64, Kind::complex64};
    if (header.dialect == RawDialect::qspice) return {real_axis, all, halves};
    return {all, real_axis, halves, {Kind::real64, Kind::complex64}};
  }
  const Record all{Kind::real64, Kind::real64};
  const Record mixed{Kind::real64, Kind::real32};
  if (header.dialect == RawDialect::ltspice && !header.has_flag("double")) return {mixed, all};
  return {all, mixed};
}

/// Values that the variables have in all: short ones are cut off only where the file says so.
std::size_t values_in(const RawHeader& header, std::size_t first_variable) {
  std::size_t count = 0;
  for (std::size_t k = first_variable; k < header.variables.size(); ++k)
    count += header.has_flag("unpadded") ? header.variables[k].length : header.points;
  return count;
}

std::size_t bytes_of(const RawHeader& header, Record record) {
  const std::size_t others = values_in(header, 1);
  return (values_in(header, 0) - others) * size_of(record.first) + others * size_of(record.others);
}

/// Whether a plot may end at byte `end`: what follows is nothing, another plot, or text, as Xyce may append it.
bool may_end_at(std::string_view file, std::size_t end) {
  if (end > file.size()) return false;
  std::size_t next = end;
  while (next < file.size() && (file[next] == '\n' || file[next] == '\r')) ++next;
  const std::string_view rest = file.substr(next);
  if (rest.empty() || is_raw_header(file, next)) return true;
  return std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(rest.size(), 200)),
                     [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t'; });
}

Record record_of(std::string_view file, const RawHeader& header) {
  // Each value takes some bytes: this also keeps the products below small.
  const std::size_t there = file.size() - header.begin;
  const bool too_many = header.points > there || header.points * header.variables.size() > there;
  const std::vector<Record> records = possible_records(header);
  if (!too_many) {
    for (const Record& record : records) {
      if (may_end_at(file, header.begin + bytes_of(header, record))) return record;
    }
    if (bytes_of(header, records.front()) < there)
      throw Fault(fmt::format("byte {}: behind the {} points of {} variables follow {} bytes that are no further plot",
                              header.begin + bytes_of(header, records.front()), header.points, header.variables.size(),
                              there - bytes_of(header, records.front())),
                  "'No. Points' or 'No. Variables' is wrong");
  }
  throw Fault(fmt::format("byte {}: the file ends within its numbers: {} points of {} variables take {}, {} are there",
                          file.size(), header.points, header.variables.size(),
                          too_many ? "more bytes" : fmt::format("{} bytes", bytes_of(header, records.front())), there),
              "the file is incomplete: was the simulation interrupted, or the copy?");
}

/// Numbers as simulators give them: in another byte order most are absurd.
bool is_plausible(double number) {
  const double size = std::abs(number);
  return !std::isfinite(number) || size == 0 || (size > 1e-60 && size < 1e60);
}

/// Whether the numbers are those of a machine of the other byte order, judged by some of them.
bool are_swapped(std::vector<Values::Layout> layouts) {
  constexpr std::size_t enough = 1000;
  std::size_t as_they_are = 0;
  std::size_t swapped = 0;
  std::size_t seen = 0;
  for (Values::Layout& layout : layouts) {
    const std::size_t some = std::min<std::size_t>(layout.size, 100);
    for (std::size_t k = 0; k < some && seen < enough; ++k, ++seen) {
      layout.is_swapped = false;
      as_they_are += is_plausible(Values(layout).real(k)) ? 1U : 0U;
      layout.is_swapped = true;
      swapped += is_plausible(Values(layout).real(k)) ? 1U : 0U;
    }
  }
  return swapped > as_they_are;
}

/// All values lie at equal distances: they can stay where they are.
std::vector<Values> in_place(const MappedFile& file, const RawHeader& header, Record record) {
  const bool by_variable = header.has_flag("fastaccess");
  const auto size_at = [&](std::size_t k) { return size_of(k == 0 ? record.first : record.others); };
  const std::size_t line = size_at(0) + (header.variables.size() - 1) * size_at(1);
  const auto* next = reinterpret_cast<const std::byte*>(file.bytes().data()) + header.begin;
  std::vector<Values::Layout> layouts;
  for (std::size_t k = 0; k < header.variables.size(); ++k) {
    layouts.push_back({k == 0 ? record.first : record.others, next, header.points, by_variable ? size_at(k) : line});
    next += by_variable ? size_at(k) * header.points : size_at(k);
  }
  const bool swapped = are_swapped(layouts);
  std::vector<Values> columns;
  for (Values::Layout& layout : layouts) {
    layout.is_swapped = swapped;
    columns.emplace_back(layout, file.owner());
  }
  return columns;
}

/// Copies of values that come point by point, where short variables may be left out: `next(k)` gives the next value, of
/// variable k.
template <class Next>
std::vector<Values> gathered(const RawHeader& header, const Next& next) {
  std::vector<std::vector<std::complex<double>>> numbers(header.variables.size());
  for (std::size_t point = 0; point < header.points; ++point) {
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      const bool is_there = point < header.variables[k].length;
      const bool is_written = is_there || !header.has_flag("unpadded");
      const std::complex<double> value = is_written ? next(point, k) : none;
      numbers[k].push_back(is_there ? value : none);
    }
  }
  std::vector<Values> columns;
  for (auto& column : numbers) columns.emplace_back(std::move(column));
  return columns;
}

RawData read_binary(const MappedFile& file, const RawHeader& header) {
  const Record record = record_of(file.bytes(), header);
  const std::size_t end = header.begin + bytes_of(header, record);
  const bool some_are_short = std::any_of(header.variables.begin(), header.variables.end(),
                                          [&](const RawVariable& v) { return v.length < header.points; });
  if (!some_are_short) return {in_place(file, header, record), end};
  const auto* place = reinterpret_cast<const std::byte*>(file.bytes().data()) + header.begin;
  const auto next = [&](std::size_t /*point*/, std::size_t k) {
    const Values::Kind kind = k == 0 ? record.first : record.others;
    const Values value({kind, place, 1, size_of(kind)});
    place += size_of(kind);
    return value[0];
  };
  return {gathered(header, next), end};
}

/// The words of the readable form; complex numbers are two with a comma between.
class Words {
 public:
  Words(std::string_view file, std::size_t at, bool is_wide) : file_(file), at_(at), step_(is_wide ? 2 : 1) {}

  [[nodiscard]] std::size_t at() const { return at_; }

  /// The next character is a comma, which is passed over.
  bool comma() {
    skip_blanks();
    if (at_ >= file_.size() || file_[at_] != ',') return false;
    at_ += step_;
    return true;
  }

  double number(std::size_t point) {
    skip_blanks();
    const std::size_t begin = at_;
    std::string word;
    for (; at_ < file_.size() && !is_blank(file_[at_]) && file_[at_] != ','; at_ += step_) word += file_[at_];
    if (word.empty()) throw Fault(fmt::format("byte {}: the file ends within its numbers, at point {}", begin, point));
    const std::optional<double> value = number_of(word);
    if (!value)
      throw Fault(fmt::format("byte {}: found '{}', expected a number of point {}", begin, shown(word), point));
    return *value;
  }

  void skip_blanks() {
    while (at_ < file_.size() && is_blank(file_[at_])) at_ += step_;
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  std::string_view file_;
  std::size_t at_;
  std::size_t step_;
};

RawData read_text(const MappedFile& file, const RawHeader& header) {
  Words words(file.bytes(), header.begin, header.is_wide);
  const auto next = [&](std::size_t point, std::size_t k) -> std::complex<double> {
    if (k == 0) {
      words.skip_blanks();
      const std::size_t begin = words.at();
      const double index = words.number(point);
      if (index != static_cast<double>(point))
        throw Fault(fmt::format("byte {}: found point {}, expected point {}", begin, index, point),
                    "'No. Variables' is wrong, or a number is missing");
    }
    const double real = words.number(point);
    if (words.comma()) return {real, words.number(point)};
    if (k > 0 && header.has_flag("complex"))
      throw Fault(fmt::format("byte {}: the imaginary part of a number of point {} is missing", words.at(), point));
    return real;
  };
  std::vector<Values> columns = gathered(header, next);
  words.skip_blanks();
  if (!may_end_at(file.bytes(), words.at()) ||
      (words.at() < file.bytes().size() && number_of(file.bytes().substr(words.at(), 1))))
    throw Fault(fmt::format("byte {}: more numbers follow behind the {} points", words.at(), header.points),
                "'No. Points' is wrong");
  return {std::move(columns), words.at()};
}

}  // namespace

RawData read_raw_data(const MappedFile& file, const RawHeader& header) {
  return header.is_text ? read_text(file, header) : read_binary(file, header);
}

}  // namespace ohmscope::results

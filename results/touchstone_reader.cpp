#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "results/touchstone.hpp"
#include "results/touchstone_head.hpp"
#include "results/touchstone_numbers.hpp"

namespace ohmscope::results {

namespace {

using touchstone::Fault;
using touchstone::Head;
using touchstone::MatrixFormat;
using touchstone::ports_text;
using touchstone::shown;
using touchstone::words_of;

constexpr std::size_t numbers_of_noise = 5;  // a line

/// The geometric mean, exactly where both are the same.
double mean(double a, double b) { return a == b ? a : std::sqrt(a * b); }

/// What an entry of version 1 is multiplied by: all but S are relative to the references.
double unit_of(NetworkParameter parameter, const std::vector<double>& R, std::size_t to, std::size_t from) {
  switch (parameter) {
    case NetworkParameter::s:
      return 1;
    case NetworkParameter::z:
      return mean(R[to], R[from]);
    case NetworkParameter::y:
      return 1 / mean(R[to], R[from]);
    case NetworkParameter::h:
      return to == from ? (to == 0 ? R[0] : 1 / R[1]) : std::sqrt(R[0] / R[1]);
    case NetworkParameter::g:
      return to == from ? (to == 0 ? 1 / R[0] : R[1]) : std::sqrt(R[1] / R[0]);
  }
  return 1;
}

class Reader {
 public:
  Reader(std::string_view text, std::size_t ports) : text_(text) { head_.ports = ports; }

  TouchstoneFile run() {
    Fault fault = check_text();
    while (!fault && !is_over_ && next_line()) {
      if (!words_.empty()) fault = read_line();
    }
    if (!fault) fault = finish();
    if (fault) return {std::nullopt, {place_, *fault}};
    if (names_.size() == head_.ports) data_.port_names = std::move(names_);
    return {std::move(data_), {}};
  }

 private:
  [[nodiscard]] Fault check_text() {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
    if (text_.find('\0') != std::string_view::npos) return "it is not a text file";
    return {};
  }

  /// The next line without its comment, which may hold a port's name; false at the end.
  bool next_line() {
    if (text_.empty()) return false;
    const std::size_t end = std::min(text_.find('\n'), text_.size());
    const std::string_view whole = text_.substr(0, end);
    text_.remove_prefix(std::min(end + 1, text_.size()));
    const std::size_t comment = std::min(whole.find('!'), whole.size());
    if (comment < whole.size()) note_port_name(whole.substr(comment + 1));
    current_ = whole.substr(0, comment);
    words_ = words_of(current_);
    place_ = ++line_;
    return true;
  }

  /// `! Port[2] = out`: in order, or not at all.
  void note_port_name(std::string_view comment) {
    const std::vector<std::string_view> words = words_of(comment);
    if (words.size() >= 3 && words[0] == fmt::format("Port[{}]", names_.size() + 1) && words[1] == "=")
      names_.emplace_back(words[2].data(), words.back().data() + words.back().size());
  }

  Fault read_line() {
    const char first = words_.front().front();
    if (first == '[') return read_keyword();
    if (is_noise_) return check_noise();
    if (first == '#') {
      if (has_begun_ || head_.has_options) return {};  // only the first counts
      return head_.read_options(current_.substr(current_.find('#') + 1));
    }
    if (head_.is_information) return {};
    if (head_.wants_references()) return head_.read_references(current_);
    if (head_.is_version_2 && !has_begun_)
      return fmt::format("found '{}' before '[Network Data]'", shown(words_.front()));
    if (!has_begun_) {
      if (Fault fault = begin()) return fault;
    }
    return read_numbers();
  }

  Fault read_keyword() {
    const std::size_t begins = current_.find('[');
    const std::size_t ends = current_.find(']');
    if (ends == std::string_view::npos) return fmt::format("'[' is not closed in '{}'", shown(current_));
    const std::string keyword = touchstone::lower(current_.substr(begins + 1, ends - begins - 1));
    is_over_ = keyword == "end";
    if (is_over_) return {};
    if (keyword == "network data" && head_.is_version_2 && !has_begun_) return begin();
    if (keyword == "noise data" && has_begun_) {
      is_noise_ = true;
      return {};
    }
    if (has_begun_) return fmt::format("'[{}]' behind the first numbers", shown(keyword));
    const std::vector<std::string_view> rest = words_of(current_.substr(ends + 1));
    return head_.read_keyword(keyword, fmt::format("{}", fmt::join(rest, " ")));
  }

  Fault begin() {
    has_begun_ = true;
    if (Fault fault = head_.complete()) return fault;
    data_.parameter = head_.parameter;
    data_.references = head_.references;
    return {};
  }

  /// A frequency and its matrix may go over several lines. The first has an odd count of numbers, the others an even
  /// one: that tells a line that lacks some from one that goes on.
  Fault read_numbers() {
    const std::size_t size = 1 + 2 * head_.entries();
    const bool is_odd = words_.size() % 2 == 1;
    if (!record_.empty() && is_odd) {
      place_ = record_line_;
      return fmt::format("found {} numbers, expected {}: a frequency and {} pairs", record_.size(), size,
                         head_.entries());
    }
    const bool is_first = record_.empty();
    if (is_first) record_line_ = line_;
    for (const std::string_view word : words_) {
      const auto number = decimal_number(word, record_.empty() ? head_.frequency_exponent : 0);
      if (!number) return fmt::format("'{}' is no number", shown(word));
      record_.push_back(*number);
    }
    if (is_first && is_odd && begins_noise()) return {};
    if ((is_first && !is_odd) || record_.size() > size)
      return fmt::format("found {} numbers, expected {}: a frequency and {} pairs", record_.size(), size,
                         head_.entries());
    if (is_first) {
      if (Fault fault = check_frequency(record_.front())) return fault;
    }
    if (record_.size() == size) add_record();
    return {};
  }

  [[nodiscard]] Fault check_frequency(double frequency) const {
    if (frequency < 0) return fmt::format("the frequency {} Hz is negative", frequency);
    if (data_.frequencies.empty() || frequency > data_.frequencies.back()) return {};
    return fmt::format("the frequency {} Hz is not above the one before, {} Hz", frequency, data_.frequencies.back());
  }

  /// In version 1 a two-port's noise follows where the frequency falls back.
  bool begins_noise() {
    is_noise_ = !head_.is_version_2 && head_.ports == 2 && record_.size() == numbers_of_noise &&
                !data_.frequencies.empty() && record_.front() <= data_.frequencies.back();
    if (is_noise_) record_.clear();
    return is_noise_;
  }

  [[nodiscard]] Fault check_noise() const {
    for (const std::string_view word : words_) {
      if (!decimal_number(word)) return fmt::format("'{}' is no number", shown(word));
    }
    if (words_.size() == numbers_of_noise) return {};
    return fmt::format("found {} numbers, expected {} of noise", words_.size(), numbers_of_noise);
  }

  void add_record() {
    const std::size_t n = head_.ports;
    data_.frequencies.push_back(record_.front());
    data_.values.resize(data_.frequencies.size() * n * n);
    const std::size_t k = data_.frequencies.size() - 1;
    std::size_t next = 1;
    const auto set = [&](std::size_t to, std::size_t from) {
      const std::complex<double> value = complex_of_pair(record_[next], record_[next + 1], head_.pair);
      data_.at(k, to, from) = head_.is_version_2 ? value : value * unit_of(head_.parameter, head_.references, to, from);
      if (head_.format != MatrixFormat::full) data_.at(k, from, to) = data_.at(k, to, from);
      next += 2;
    };
    for (std::size_t a = 0; a < n; ++a) {
      const std::size_t first = head_.format == MatrixFormat::upper ? a : 0;
      const std::size_t behind = head_.format == MatrixFormat::lower ? a + 1 : n;
      for (std::size_t b = first; b < behind; ++b) head_.by_columns ? set(b, a) : set(a, b);
    }
    record_.clear();
  }

  Fault finish() {
    if (!record_.empty()) {
      place_ = record_line_;
      return fmt::format("found {} numbers, expected {}: a frequency and {} pairs", record_.size(),
                         1 + 2 * head_.entries(), head_.entries());
    }
    place_ = 0;
    if (data_.frequencies.empty()) return "it holds no points";
    if (!head_.is_version_2 || *head_.frequencies == data_.frequencies.size()) return {};
    return fmt::format("it holds {} frequencies, and '[Number of Frequencies]' says {}", data_.frequencies.size(),
                       *head_.frequencies);
  }

  std::string_view text_;
  Head head_;
  NetworkData data_;
  std::vector<std::string> names_;
  std::string_view current_;
  std::vector<std::string_view> words_;
  std::vector<double> record_;   // a frequency's numbers so far
  std::size_t record_line_ = 0;  // where they begin
  std::size_t line_ = 0;
  std::size_t place_ = 0;  // of what is wrong
  bool has_begun_ = false;
  bool is_noise_ = false;
  bool is_over_ = false;
};

}  // namespace

TouchstoneFile read_touchstone(std::string_view text, std::size_t ports) { return Reader(text, ports).run(); }

std::size_t ports_of_suffix(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return 0;
  const std::string suffix = touchstone::lower(path.substr(dot + 1));
  constexpr std::size_t longest = 6;
  if (suffix.size() < 3 || suffix.size() > longest || suffix.front() != 's' || suffix.back() != 'p') return 0;
  std::size_t ports = 0;
  for (const char c : suffix.substr(1, suffix.size() - 2)) {
    if (c < '0' || c > '9') return 0;
    ports = 10 * ports + static_cast<std::size_t>(c - '0');
  }
  return ports;
}

bool is_touchstone_name(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return ports_of_suffix(path) > 0 || (dot != std::string_view::npos && touchstone::lower(path.substr(dot)) == ".ts");
}

}  // namespace ohmscope::results

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "results/touchstone.hpp"

namespace ohmscope::results {

namespace {

constexpr std::size_t most_pairs_in_a_line = 4;  // of version 1

std::string_view letter_of(NetworkParameter parameter) {
  constexpr std::string_view letters[] = {"S", "Z", "Y", "H", "G"};
  return letters[static_cast<std::size_t>(parameter)];
}

std::string_view word_of(TouchstonePair pair) {
  constexpr std::string_view words[] = {"RI", "MA", "DB"};
  return words[static_cast<std::size_t>(pair)];
}

std::string joined(const std::vector<double>& numbers) { return fmt::format("{}", fmt::join(numbers, " ")); }

bool are_equal(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [&](double n) { return n == numbers.front(); });
}

class Writer {
 public:
  Writer(const NetworkData& data, const TouchstoneStyle& style, const std::function<void(std::string_view)>& write)
      : data_(data), style_(style), write_(write) {}

  void run() {
    if (!style_.comment.empty()) write_(fmt::format("! {}\n", style_.comment));
    write_head();
    for (std::size_t p = 0; p < data_.port_names.size(); ++p)
      write_(fmt::format("! Port[{}] = {}\n", p + 1, data_.port_names[p]));
    if (style_.version == 2) write_("[Network Data]\n");
    for (std::size_t k = 0; k < data_.frequencies.size(); ++k) write_point(k);
    if (style_.version == 2) write_("[End]\n");
  }

 private:
  void write_head() const {
    const bool is_relative = data_.parameter == NetworkParameter::s;
    std::string references = "1";
    if (is_relative) {
      const bool is_one = style_.version == 2 || are_equal(data_.references);
      references = is_one ? fmt::format("{}", data_.references.front()) : joined(data_.references);
    }
    if (style_.version == 2) write_("[Version] 2.0\n");
    write_(fmt::format("# HZ {} {} R {}\n", letter_of(data_.parameter), word_of(style_.pair), references));
    if (style_.version != 2) return;
    write_(fmt::format("[Number of Ports] {}\n", data_.ports()));
    if (data_.ports() == 2) write_("[Two-Port Data Order] 12_21\n");
    write_(fmt::format("[Number of Frequencies] {}\n", data_.frequencies.size()));
    if (is_relative) write_(fmt::format("[Reference]\n{}\n", joined(data_.references)));
  }

  /// Rows of matrices begin lines, but those of two-ports, of which version 1 has the columns one after another.
  void write_point(std::size_t k) {
    const std::size_t n = data_.ports();
    line_ = number(data_.frequencies[k]);
    if (n == 2) {
      const bool by_columns = style_.version == 1;
      for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) add(by_columns ? data_.at(k, b, a) : data_.at(k, a, b));
      }
      return end_line();
    }
    for (std::size_t to = 0; to < n; ++to) {
      for (std::size_t from = 0; from < n; ++from) {
        if (from > 0 && from % most_pairs_in_a_line == 0 && style_.version == 1) end_line();
        add(data_.at(k, to, from));
      }
      end_line();
    }
  }

  void add(std::complex<double> value) {
    double first = value.real();
    double second = value.imag();
    if (style_.pair != TouchstonePair::rectangular) {
      second = value == 0.0 ? 0 : std::arg(value) * 180 / std::numbers::pi;
      first = std::abs(value);
      if (style_.pair == TouchstonePair::decibel_angle) first = decibels(first);
    }
    for (const double part : {first, second}) line_.append(" ").append(number(part));
  }

  /// Of 0, which has none, so many that no double is as small.
  static double decibels(double magnitude) { return magnitude == 0 ? -10000 : 20 * std::log10(magnitude); }

  [[nodiscard]] std::string number(double value) const {
    value += 0.0;  // no -0
    const std::string text =
        style_.digits > 0 ? fmt::format("{:.{}e}", value, style_.digits - 1) : fmt::format("{}", value);
    return fmt::format("{:>{}}", text, std::max(style_.width, 0));
  }

  void end_line() {
    line_ += '\n';
    write_(line_);
    line_.clear();
  }

  const NetworkData& data_;
  const TouchstoneStyle& style_;
  const std::function<void(std::string_view)>& write_;
  std::string line_;
};

}  // namespace

void write_touchstone(const NetworkData& data, const TouchstoneStyle& style,
                      const std::function<void(std::string_view)>& write) {
  Writer(data, style, write).run();
}

}  // namespace ohmscope::results

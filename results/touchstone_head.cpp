#include "results/touchstone_head.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "results/touchstone_numbers.hpp"

namespace ohmscope::results::touchstone {

namespace {

template <class Value>
struct Word {
  std::string_view text;
  Value value;
};
constexpr std::array<Word<int>, 4> units{{{"hz", 0}, {"khz", 3}, {"mhz", 6}, {"ghz", 9}}};
constexpr std::array<Word<NetworkParameter>, 5> parameters{{{"s", NetworkParameter::s},
                                                            {"y", NetworkParameter::y},
                                                            {"z", NetworkParameter::z},
                                                            {"h", NetworkParameter::h},
                                                            {"g", NetworkParameter::g}}};
constexpr std::array<Word<TouchstonePair>, 3> pairs{{{"ri", TouchstonePair::rectangular},
                                                     {"ma", TouchstonePair::magnitude_angle},
                                                     {"db", TouchstonePair::decibel_angle}}};
constexpr std::array<Word<MatrixFormat>, 3> formats{
    {{"full", MatrixFormat::full}, {"lower", MatrixFormat::lower}, {"upper", MatrixFormat::upper}}};

/// Whether `text` is one of `words`, whose value then goes to `value`.
template <class Words, class Value>
bool take(const Words& words, std::string_view text, Value& value) {
  for (const auto& word : words) {
    if (word.text != text) continue;
    value = word.value;
    return true;
  }
  return false;
}

std::optional<std::size_t> count_of(std::string_view text) {
  constexpr double most = 1e9;
  const auto number = decimal_number(text);
  if (!number || *number < 0 || *number != std::floor(*number) || *number > most) return std::nullopt;
  return static_cast<std::size_t>(*number);
}

Fault bad_count(std::string_view keyword, std::string_view rest, std::size_t least) {
  return fmt::format("'[{}]' is followed by '{}', expected a whole number from {} on", keyword, shown(rest), least);
}

bool begins_number(std::string_view word) { return word.find_first_of("0123456789.") <= 1; }

}  // namespace

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view blanks = " \t\r\f\v";
  std::vector<std::string_view> words;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    if (line.empty()) return words;
    const std::size_t end = std::min(line.find_first_of(blanks), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  return text.size() <= longest ? std::string(text) : std::string(text.substr(0, longest)) + "…";
}

std::string ports_text(std::size_t ports) { return fmt::format("{} port{}", ports, ports == 1 ? "" : "s"); }

Fault Head::read_options(std::string_view text) {
  has_options = true;
  const std::vector<std::string_view> words = words_of(text);
  for (std::size_t k = 0; k < words.size(); ++k) {
    if (lower(words[k]) != "r") {
      if (Fault fault = read_option(words[k])) return fault;
      continue;
    }
    std::vector<double> resistances;
    for (; k + 1 < words.size() && begins_number(words[k + 1]); ++k) {
      const auto ohms = decimal_number(words[k + 1]);
      if (!ohms || *ohms <= 0)
        return fmt::format("the reference is '{}', expected a positive number", shown(words[k + 1]));
      resistances.push_back(*ohms);
    }
    if (resistances.empty()) return "'R' is not followed by the reference resistance";
    if (!has_references) references = std::move(resistances);
  }
  return {};
}

Fault Head::read_option(std::string_view word) {
  const std::string text = lower(word);
  if (take(units, text, frequency_exponent) || take(parameters, text, parameter) || take(pairs, text, pair)) return {};
  return fmt::format("unknown option '{}', expected a unit (Hz, kHz, MHz, GHz), S, Y, Z, H or G, RI, MA or DB, or R",
                     shown(word));
}

Fault Head::read_version(std::string_view rest) {
  is_version_2 = true;
  by_columns = false;
  if (rest == "2.0" || rest == "2.1") return {};
  return fmt::format("version '{}', expected 2.0 or 2.1", shown(rest));
}

Fault Head::read_keyword(std::string_view keyword, std::string_view rest) {
  if (keyword == "version") return read_version(rest);
  if (!is_version_2) return fmt::format("'[{}]' before '[Version]'", shown(keyword));
  if (keyword == "begin information" || keyword == "end information") {
    is_information = keyword.starts_with("begin");
    return {};
  }
  if (is_information || keyword == "number of noise frequencies") return {};
  if (keyword == "number of ports") {
    const auto count = count_of(rest);
    if (!count || *count < 1) return bad_count("Number of Ports", rest, 1);
    if (ports != 0 && ports != *count)
      return fmt::format("it has {}, and its name says {}", ports_text(*count), ports_text(ports));
    ports = *count;
    return {};
  }
  if (keyword == "number of frequencies") {
    frequencies = count_of(rest);
    return frequencies && *frequencies > 0 ? Fault{} : bad_count("Number of Frequencies", rest, 1);
  }
  if (keyword == "two-port data order" || keyword == "two-port order") {
    has_order = true;
    by_columns = rest == "21_12";
    if (by_columns || rest == "12_21") return {};
    return fmt::format("the two-port's order is '{}', expected 12_21 or 21_12", shown(rest));
  }
  if (keyword == "matrix format") {
    if (take(formats, lower(rest), format)) return {};
    return fmt::format("the matrix format is '{}', expected Full, Lower or Upper", shown(rest));
  }
  if (keyword == "reference") {
    has_references = true;
    references.clear();
    return read_references(rest);
  }
  if (keyword == "mixed-mode order") return "'[Mixed-Mode Order]': mixed modes are not read, only ports for themselves";
  return fmt::format("unknown keyword '[{}]'", shown(keyword));
}

Fault Head::read_references(std::string_view text) {
  for (const std::string_view word : words_of(text)) {
    const auto ohms = decimal_number(word);
    if (!ohms || *ohms <= 0) return fmt::format("the reference is '{}', expected a positive number", shown(word));
    references.push_back(*ohms);
  }
  return {};
}

Fault Head::complete() {
  const bool is_hybrid = parameter == NetworkParameter::h || parameter == NetworkParameter::g;
  if (ports == 0) {
    return is_version_2 ? "'[Number of Ports]' is missing"
                        : "nothing says how many ports it has: its name does not end in '.sNp'";
  }
  if (is_hybrid && ports != 2) return fmt::format("H and G are of two-ports, and it has {}", ports_text(ports));
  if (is_hybrid && format != MatrixFormat::full) return "H and G have no other matrix format than Full";
  if (is_version_2 && ports == 2 && !has_order) return "'[Two-Port Data Order]' is missing";
  if (is_version_2 && !frequencies) return "'[Number of Frequencies]' is missing";
  if (ports != 2) by_columns = false;
  if (references.size() == 1) references.resize(ports, references.front());
  if (references.size() == ports) return {};
  return fmt::format("{} references for {}", references.size(), ports_text(ports));
}

}  // namespace ohmscope::results::touchstone

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/touchstone.hpp"

namespace ohmscope::results::touchstone {

/// What is wrong; nothing if all is well.
using Fault = std::optional<std::string>;

/// Which entries of a matrix are there, in rows: of symmetric ones half is enough.
enum class MatrixFormat { full, lower, upper };

/// What a file says before its numbers: the option line, and the keywords of version 2.
struct Head {
  bool is_version_2 = false;
  bool has_options = false;
  std::size_t ports = 0;  ///< 0: not known yet
  NetworkParameter parameter = NetworkParameter::s;
  TouchstonePair pair = TouchstonePair::magnitude_angle;
  int frequency_exponent = 9;             ///< the unit is 10 to its power, Hz
  std::vector<double> references = {50};  ///< ohm; one for all, or one a port
  bool has_references = false;            ///< by their keyword
  bool by_columns = true;                 ///< a two-port's entries come as 11 21 12 22
  bool has_order = false;                 ///< by its keyword
  MatrixFormat format = MatrixFormat::full;
  std::optional<std::size_t> frequencies;  ///< how many there are
  bool is_information = false;             ///< within a block that is not for us

  /// The text behind `#`.
  [[nodiscard]] Fault read_options(std::string_view text);
  /// `[keyword] rest`; the keyword in lower case.
  [[nodiscard]] Fault read_keyword(std::string_view keyword, std::string_view rest);
  /// Whether the references' list goes on in the next line.
  [[nodiscard]] bool wants_references() const { return has_references && references.size() < ports; }
  [[nodiscard]] Fault read_references(std::string_view text);
  /// What is missing or does not fit together once all is read; from then on there is one reference a port.
  [[nodiscard]] Fault complete();

  /// Complex numbers that each frequency has.
  [[nodiscard]] std::size_t entries() const {
    return format == MatrixFormat::full ? ports * ports : ports * (ports + 1) / 2;
  }

 private:
  [[nodiscard]] Fault read_version(std::string_view rest);
  [[nodiscard]] Fault read_option(std::string_view word);
};

/// The words of a line.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view line);
[[nodiscard]] std::string lower(std::string_view text);
/// The user's text for a message, cut if it is long.
[[nodiscard]] std::string shown(std::string_view text);
/// "1 port", "3 ports"
[[nodiscard]] std::string ports_text(std::size_t ports);

}  // namespace ohmscope::results::touchstone

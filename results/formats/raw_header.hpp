#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ohmscope::results {

/// A line below "Variables:".
struct RawVariable {
  std::string name;
  std::string type;        ///< "voltage"
  std::size_t length = 0;  ///< of its values; may be below the number of points
};

/// Who wrote a raw file, where it matters for how numbers lie.
enum class RawDialect { spice, ltspice, qspice };

/// What stands before the numbers of one plot.
struct RawHeader {
  std::string title;
  std::string date;
  std::string plot_name;
  std::vector<std::string> flags;  ///< in lower case
  std::vector<RawVariable> variables;
  std::size_t points = 0;
  RawDialect dialect = RawDialect::spice;
  bool is_text = false;   ///< whether "Values:" follow, not "Binary:"
  bool is_wide = false;   ///< two bytes a character: UTF-16, little-endian
  std::size_t begin = 0;  ///< byte of the file where the numbers begin

  [[nodiscard]] bool has_flag(std::string_view flag) const;
};

/// Whether a header begins at byte `at` of a raw file.
[[nodiscard]] bool is_raw_header(std::string_view file, std::size_t at);

/// Reads the header that begins at byte `at` of a raw file. Throws Fault, with the byte, if it is not as it should be.
[[nodiscard]] RawHeader read_raw_header(std::string_view file, std::size_t at);

}  // namespace ohmscope::results

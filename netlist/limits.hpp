#pragma once

#include <cstddef>

namespace ohmscope {

/// How much a deck may ask for before that is taken for a mistake: a few lines can ask for more than any machine has.
/// Each is an option of the command line, `--max-elements` and so on, which its error names.
struct Limits {
  std::size_t include_depth = 100;      ///< files that include one another
  std::size_t elements = 10'000'000;    ///< of the flat circuit, instances counted too
  std::size_t stages = 2'000'000;       ///< of a chain, arrays written out
  std::size_t points = 1'000'000;       ///< of a sweep, nested ones multiplied
  std::size_t expression_depth = 1000;  ///< brackets and operators that wait for their operands
};

/// Hints of errors.
inline constexpr const char* hint_of_point_limit = "--max-points raises the limit";

}  // namespace ohmscope

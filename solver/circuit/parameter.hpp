#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace ohmscope {

/// The values a parameter accepts.
enum class Range { any, not_negative, positive, at_least_zero_or_infinite, positive_or_infinite, coupling };

/// One parameter of a device, a stage or a model: everything a parser, a range check or a help page needs.
struct Parameter {
  std::string_view name;
  std::string_view unit = {};                ///< SI, empty for a pure number
  std::string_view doc = {};                 ///< one line, lower case, no full stop
  std::optional<double> default_value = {};  ///< none: the parameter must be given
  Range range = Range::any;
  bool positional = false;  ///< may stand on the card without its name, in table order
};

/// Whether `value` lies in `range`. NaN never does; infinities only where the range's name says so.
[[nodiscard]] bool contains(Range range, double value);

/// The range in words for an error message: "positive", "between -1 and 1".
[[nodiscard]] std::string_view describe(Range range);

}  // namespace ohmscope

#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace ohmscope {

/// The values a parameter accepts.
enum class Range { any, not_negative, positive, at_least_zero_or_infinite, positive_or_infinite, coupling };

/// What a device's value becomes where `m=` says that m of it stand in parallel: it stays, or is m times or an mth of
/// it, or, of noise, sqrt(m) times or a sqrt(m)th of it.
enum class InParallel { same, multiplied, divided, root_multiplied, root_divided };

/// The default of a parameter whose absence means something of its own.
inline constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

/// One parameter of a device, a stage or a model: everything a parser, a range check or a help page needs.
struct Parameter {
  std::string_view name;
  std::string_view alias = {};               ///< further names, with | between them
  std::string_view unit = {};                ///< SI, empty for a pure number
  std::string_view doc = {};                 ///< one line, lower case, no full stop
  std::optional<double> default_value = {};  ///< none: the parameter must be given
  Range range = Range::any;
  bool positional = false;  ///< may stand on the card without its name, in table order
  InParallel in_parallel = InParallel::same;
  bool per_reference_current = false;  ///< what the current through the element it refers to is multiplied by
};

/// Whether `value` lies in `range`. NaN never does; infinities only where the range's name says so.
[[nodiscard]] bool contains(Range range, double value);

/// The range in words for an error message: "positive", "between -1 and 1".
[[nodiscard]] std::string_view describe(Range range);

}  // namespace ohmscope

#include "netlist/time_function.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::array<std::string_view, 11> names{"sin",     "pulse",    "pwl",      "exp",     "sffm",   "am",
                                                 "trnoise", "trrandom", "external", "distof1", "distof2"};

}  // namespace

bool is_time_function(std::string_view word) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return equal_ignoring_case(name, word); });
}

double value_at_time_zero(std::string_view function, std::span<const double> arguments) {
  const auto argument = [&](std::size_t k) { return k < arguments.size() ? arguments[k] : 0.0; };
  if (equal_ignoring_case(function, "sin"))
    return argument(0) + argument(1) * std::sin(argument(5) * std::numbers::pi / 180);
  if (equal_ignoring_case(function, "pwl")) return argument(1);
  const bool starts_at_first = equal_ignoring_case(function, "pulse") || equal_ignoring_case(function, "exp") ||
                               equal_ignoring_case(function, "sffm");
  return starts_at_first ? argument(0) : 0.0;
}

}  // namespace ohmscope

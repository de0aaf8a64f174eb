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

/// Of pairs of a time and a value; the first and the last value hold beyond them.
double piecewise_linear_at_zero(std::span<const double> pairs) {
  double value = pairs.size() > 1 ? pairs[1] : 0;
  for (std::size_t k = 0; k + 3 < pairs.size() && pairs[k] < 0; k += 2) {
    const double fraction = pairs[k + 2] <= 0 ? 1 : -pairs[k] / (pairs[k + 2] - pairs[k]);
    value = pairs[k + 1] + fraction * (pairs[k + 3] - pairs[k + 1]);
  }
  return value;
}

}  // namespace

bool is_time_function(std::string_view word) { return is_among(names, word); }

double value_at_time_zero(std::string_view function, std::span<const double> arguments) {
  const auto argument = [&](std::size_t k) { return k < arguments.size() ? arguments[k] : 0.0; };
  if (equal_ignoring_case(function, "sin"))
    return argument(0) + argument(1) * std::sin(argument(5) * std::numbers::pi / 180);
  if (equal_ignoring_case(function, "pwl")) return piecewise_linear_at_zero(arguments);
  const bool starts_at_first = equal_ignoring_case(function, "pulse") || equal_ignoring_case(function, "exp") ||
                               equal_ignoring_case(function, "sffm");
  return starts_at_first ? argument(0) : 0.0;
}

}  // namespace ohmscope

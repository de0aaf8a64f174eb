#include "solver/circuit/parameter.hpp"

#include <cmath>

namespace ohmscope {

bool contains(Range range, double value) {
  if (std::isnan(value)) return false;
  switch (range) {
    case Range::any:
      return std::isfinite(value);
    case Range::not_negative:
      return value >= 0 && std::isfinite(value);
    case Range::positive:
      return value > 0 && std::isfinite(value);
    case Range::at_least_zero_or_infinite:
      return value >= 0;
    case Range::positive_or_infinite:
      return value > 0;
    case Range::coupling:
      return value >= -1 && value <= 1;
  }
  return false;
}

std::string_view describe(Range range) {
  switch (range) {
    case Range::any:
      return "a finite number";
    case Range::not_negative:
      return "zero or positive";
    case Range::positive:
      return "positive";
    case Range::at_least_zero_or_infinite:
      return "zero, positive or inf";
    case Range::positive_or_infinite:
      return "positive or inf";
    case Range::coupling:
      return "between -1 and 1";
  }
  return "";
}

}  // namespace ohmscope

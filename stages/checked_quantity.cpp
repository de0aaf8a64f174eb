#include "stages/checked_quantity.hpp"

#include <algorithm>
#include <cmath>

namespace ohmscope {

namespace {

/// Where values cancel (k = 1, 1k against -1k), what is left is rounding: both roads carry some 28 digits, so 1e-28 of
/// the scale counts as 0 and 1e28 of it as infinite.
double relative_error(const Impedance& a, const Impedance& b, const Scale& scale) {
  const auto magnitude = [](const Impedance& z) {
    return z.is_infinite() ? std::numeric_limits<double>::infinity() : std::abs(z.value());
  };
  const double larger = std::max(magnitude(a), magnitude(b));
  const double smaller = std::min(magnitude(a), magnitude(b));
  if (larger <= 1e-28 * scale.largest || smaller >= 1e28 * scale.smallest) return 0;
  if (larger == 0 || std::isinf(smaller)) return 0;
  if (smaller == 0 || std::isinf(larger)) return std::numeric_limits<double>::infinity();
  return std::abs(a.value() - b.value()) / std::abs(b.value());
}

}  // namespace

void Scale::add(const Impedance& z) {
  if (!z.is_finite() || std::abs(z.value()) == 0) return;
  largest = std::max(largest, std::abs(z.value()));
  smallest = std::min(smallest, std::abs(z.value()));
}

void CheckedQuantity::add(double frequency, const Impedance& rule, const Impedance& mna, const Scale& scale) {
  if (rule.is_undefined() || mna.is_undefined()) {
    ++skipped;
    return;
  }
  const double error = relative_error(rule, mna, scale);
  if (compared++ > 0 && error <= max_error) return;
  max_error = error;
  worst_frequency = frequency;
  by_rule = rule;
  by_mna = mna;
}

}  // namespace ohmscope

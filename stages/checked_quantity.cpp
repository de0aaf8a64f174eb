#include "stages/checked_quantity.hpp"

#include <algorithm>
#include <cmath>

namespace ohmscope {

namespace {

/// Where values cancel (k = 1, 1k against -1k), what is left is rounding: both roads carry 27 digits or more of what it
/// is left of. The same holds for admittances.
bool differ_by_rounding(const Impedance& a, const Impedance& b, const Scale& scale) {
  constexpr double rounding = 1e-27;
  const auto admittance = [](const Impedance& z) { return z.is_infinite() ? 0.0 : 1.0 / z.value(); };
  if (a.is_finite() && b.is_finite() && std::abs(a.value() - b.value()) <= rounding * scale.largest) return true;
  if (a.value() == 0.0 || b.value() == 0.0) return false;
  return std::abs(admittance(a) - admittance(b)) <= rounding / scale.smallest;
}

double relative_error(const Impedance& a, const Impedance& b, const Scale& scale) {
  if (differ_by_rounding(a, b, scale)) return 0;
  const bool is_one_extreme = a.is_infinite() || b.is_infinite() || a.value() == 0.0 || b.value() == 0.0;
  if (is_one_extreme) return std::numeric_limits<double>::infinity();
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

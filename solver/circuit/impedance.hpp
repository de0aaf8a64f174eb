#pragma once

#include <cmath>
#include <complex>
#include <limits>

namespace ohmscope {

/// A driving-point impedance in ohms: a complex number, exactly infinite, or undefined.
///
/// Infinite means that the port carries no current whatever its voltage. Undefined means that the circuit does not fix
/// V/I: it leaves both free, or allows only V = I = 0.
class Impedance {
 public:
  /// Undefined.
  constexpr Impedance() = default;
  /// A finite value in ohms.
  constexpr Impedance(std::complex<double> ohms) : z_(ohms) {}  // NOLINT(google-explicit-constructor)
  static constexpr Impedance zero() { return {std::complex<double>{0.0, 0.0}}; }
  static constexpr Impedance infinite() { return {std::complex<double>{std::numeric_limits<double>::infinity(), 0.0}}; }
  static constexpr Impedance undefined() { return {}; }

  [[nodiscard]] bool is_undefined() const { return std::isnan(z_.real()) || std::isnan(z_.imag()); }
  [[nodiscard]] bool is_infinite() const { return !is_undefined() && (std::isinf(z_.real()) || std::isinf(z_.imag())); }
  [[nodiscard]] bool is_finite() const { return std::isfinite(z_.real()) && std::isfinite(z_.imag()); }
  /// Ohms; meaningful only when finite.
  [[nodiscard]] std::complex<double> value() const { return z_; }

 private:
  std::complex<double> z_{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
};

}  // namespace ohmscope

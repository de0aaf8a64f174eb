#include "solver/circuit/minimum_phase.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <functional>
#include <numbers>

namespace ohmscope {
namespace {

using Complex = std::complex<double>;
const Complex j(0, 1);
constexpr double degree = std::numbers::pi / 180;

std::vector<double> logarithmic(double first, double last, double per_decade) {
  std::vector<double> f;
  for (int k = 0;; ++k) {
    f.push_back(first * std::pow(10, k / per_decade));
    if (f.back() >= last) return f;
  }
}

/// The greatest error in degrees from `first` to `last`.
double error_of(const std::function<Complex(Complex)>& z, const std::vector<double>& f, double first, double last) {
  std::vector<double> magnitudes;
  for (const double x : f) magnitudes.push_back(std::abs(z(2 * std::numbers::pi * x * j)));
  const std::vector<double> phases = minimum_phase(f, magnitudes);
  double largest = 0;
  for (std::size_t k = 0; k < f.size(); ++k) {
    if (f[k] < first || f[k] > last) continue;
    largest = std::max(largest, std::fabs(phases[k] - std::arg(z(2 * std::numbers::pi * f[k] * j))) / degree);
  }
  return largest;
}

TEST(MinimumPhase, OfAPowerOfTheFrequencyIsExact) {
  const std::vector<double> f{1, 2, 5, 7, 100, 1e4};
  for (const double exponent : {-1.0, 0.0, 0.3, 0.5, 1.0}) {
    std::vector<double> magnitudes;
    for (const double x : f) magnitudes.push_back(3 * std::pow(x, exponent));
    for (const double phase : minimum_phase(f, magnitudes))
      EXPECT_NEAR(phase, exponent * std::numbers::pi / 2, 1e-12) << exponent;
  }
}

/// A loudspeaker: voice coil, and the resonance of its cone at 50 Hz.
Complex driver(Complex s) { return 6.0 + 0.5e-3 * s + 1.0 / (1.0 / 30 + s * 500e-6 + 1.0 / (s * 20e-3)); }

TEST(MinimumPhase, OfALoudspeakerIsThatOfItsCircuit) {
  const std::vector<double> f = logarithmic(5, 20e3, 160);
  EXPECT_LT(error_of(driver, f, 20, 5e3), 0.2);
  EXPECT_LT(error_of(driver, f, 5, 20e3), 1);
  EXPECT_LT(error_of(driver, logarithmic(10, 20e3, 160), 10, 20e3), 3);
}

/// Of a resonance of Q = 30.
TEST(MinimumPhase, GrowsExactWithItsPoints) {
  const auto rlc = [](Complex s) { return 10.0 + 1.0 / (1.0 / (s * 1e-3) + s * 1e-6 + 1e-3); };
  EXPECT_LT(error_of(rlc, logarithmic(5, 5e6, 200), 500, 50e3), 2);
  EXPECT_LT(error_of(rlc, logarithmic(5, 5e6, 400), 500, 50e3), 0.5);
  EXPECT_LT(error_of(rlc, logarithmic(50, 500e3, 800), 500, 50e3), 0.2);
}

TEST(MinimumPhase, TakesUnevenSteps) {
  std::vector<double> f;
  for (double x = 10; x < 20e3; x += 10) f.push_back(x);
  EXPECT_LT(error_of(driver, f, 100, 5e3), 1.0);
  const std::vector<double> two{10, 1000};
  EXPECT_NEAR(minimum_phase(two, std::vector<double>{1, 10})[0], 45 * degree, 1e-12);
}

}  // namespace
}  // namespace ohmscope

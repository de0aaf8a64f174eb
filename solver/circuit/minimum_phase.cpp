#include "solver/circuit/minimum_phase.hpp"

#include <cassert>
#include <cmath>
#include <numbers>

namespace ohmscope {

namespace {

constexpr double whole = std::numbers::pi * std::numbers::pi / 4;  // of the integral below, from 0 to infinity

/// Legendre's chi of order 2, the sum of x^n / n^2 over odd n, for 0 <= x <= 1 (Lewin, Polylogarithms (1981), 1.8).
double chi(double x) {
  const double mirrored = (1 - x) / (1 + x);
  if (x > mirrored) {
    const double logarithms = x == 1 ? 0 : std::log(x) * std::log((1 + x) / (1 - x)) / 2;
    return whole / 2 + logarithms - chi(mirrored);
  }
  double sum = 0;
  double power = x;
  for (int n = 1; power > 1e-18 * sum; n += 2, power *= x * x) sum += power / (n * n);
  return sum;
}

/// The integral of ln coth(|v| / 2) from 0 to `v`.
double weight(double v) { return std::copysign(whole - 2 * chi(std::exp(-std::fabs(v))), v); }

/// The slope between the ends of the part of a line that is `step` = 1 or -1 from `k` on and spans a tenth of a decade.
double end_slope(std::span<const double> u, std::span<const double> a, std::size_t k, int step) {
  const double least = std::numbers::ln10 / 10;
  std::size_t other = k;
  do {
    other = step > 0 ? other + 1 : other - 1;
  } while (other > 0 && other + 1 < u.size() && std::fabs(u[other] - u[k]) < least);
  return (a[other] - a[k]) / (u[other] - u[k]);
}

}  // namespace

std::vector<double> minimum_phase(std::span<const double> frequencies, std::span<const double> magnitudes) {
  const std::size_t n = frequencies.size();
  assert(n >= 2 && magnitudes.size() == n);
  std::vector<double> u;
  std::vector<double> a;
  for (std::size_t k = 0; k < n; ++k) {
    u.push_back(std::log(frequencies[k]));
    a.push_back(std::log(magnitudes[k]));
  }
  std::vector<double> phases;
  for (const double at : u) {
    double sum = end_slope(u, a, 0, 1) * (weight(u.front() - at) + whole) +
                 end_slope(u, a, n - 1, -1) * (whole - weight(u.back() - at));
    double below = weight(u.front() - at);
    for (std::size_t k = 1; k < n; ++k) {
      const double above = weight(u[k] - at);
      sum += (a[k] - a[k - 1]) / (u[k] - u[k - 1]) * (above - below);
      below = above;
    }
    phases.push_back(sum / std::numbers::pi);
  }
  return phases;
}

}  // namespace ohmscope

#include "solver/analyses/root_guesses.hpp"

#include <algorithm>
#include <cmath>

namespace ohmscope {

namespace {

using Complex = std::complex<double>;

/// About how many roots are in |s| < r: the argument principle, by the mean of Re(s D'/D) on a few points of the
/// circle.
double inside(const MatrixPencil& pencil, double r) {
  constexpr int points = 4;  // of the upper half, which the lower one mirrors
  double sum = 0;
  for (int k = 0; k < points; ++k) {
    const ComplexDD s(std::polar(r, (k + 0.5) * pi_dd.hi / points));
    if (const auto slope = pencil.log_derivative(s)) sum += (*slope * s).re.hi;
  }
  return sum / points;
}

/// Of the circle that has about so many roots inside.
double radius_around(const MatrixPencil& pencil, double roots) {
  double low = -20;  // powers of 10
  double high = 25;
  constexpr double precise_enough = 0.5;
  while (high - low > precise_enough) {
    const double middle = (low + high) / 2;
    (inside(pencil, std::pow(10.0, middle)) < roots ? low : high) = middle;
  }
  return std::pow(10.0, high);
}

}  // namespace

std::vector<Complex> root_guesses(const MatrixPencil& pencil, std::size_t count, std::size_t zeros) {
  const double half = static_cast<double>(zeros) + static_cast<double>(count) / 2;
  const double s0 = radius_around(pencil, half);
  std::vector<Complex> eigenvalues = pencil.shifted_eigenvalues(s0);
  // Those of infinite roots are 0 but for rounding, and are the smallest.
  std::stable_sort(eigenvalues.begin(), eigenvalues.end(),
                   [](Complex a, Complex b) { return std::abs(a) > std::abs(b); });
  eigenvalues.resize(std::min(eigenvalues.size(), count + zeros));
  std::vector<Complex> roots;
  for (const Complex& eigenvalue : eigenvalues) {
    const Complex root = s0 - 1.0 / eigenvalue;
    if (std::isfinite(std::abs(root)) && root != 0.0) roots.push_back(root);
  }
  std::stable_sort(roots.begin(), roots.end(), [](Complex a, Complex b) { return std::abs(a) > std::abs(b); });
  roots.resize(std::min(roots.size(), count));
  while (roots.size() < count) roots.push_back(std::polar(s0, 1.0 + static_cast<double>(roots.size())));
  return roots;
}

std::vector<Complex> guesses_near_zero(const MatrixPencil& pencil, std::size_t count) {
  const bool is_singular = pencil.is_singular(true);
  const double s0 = is_singular ? radius_around(pencil, 2) / 16 : 0;
  std::vector<Complex> roots;
  for (const Complex& eigenvalue : pencil.largest_shifted_eigenvalues(s0, count)) {
    const Complex root = s0 - 1.0 / eigenvalue;
    const bool is_zero = is_singular && std::abs(root) < 1e-6 * s0;
    if (std::isfinite(std::abs(root)) && !is_zero) roots.push_back(root);
  }
  std::stable_sort(roots.begin(), roots.end(), [](Complex a, Complex b) { return std::abs(a) < std::abs(b); });
  if (roots.size() > count) {
    const bool parts_a_pair = roots[count - 1].imag() != 0 && roots[count] == std::conj(roots[count - 1]);
    roots.resize(count + (parts_a_pair ? 1U : 0U));
  }
  return roots;
}

}  // namespace ohmscope

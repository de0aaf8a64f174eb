#include "solver/linear/residue_polynomial.hpp"

#include <algorithm>
#include <utility>

namespace ohmscope {

namespace {

void trim(ResiduePolynomial& a) {
  while (!a.empty() && a.back().is_zero()) a.pop_back();
}

struct Division {
  ResiduePolynomial quotient;
  ResiduePolynomial remainder;
};

/// b is not 0.
Division divided(ResiduePolynomial a, const ResiduePolynomial& b) {
  if (a.size() < b.size()) return {{}, std::move(a)};
  ResiduePolynomial quotient(a.size() - b.size() + 1);
  const Residue inverse = b.back().inverse();
  for (std::size_t k = quotient.size(); k-- > 0;) {
    const Residue factor = a[k + b.size() - 1] * inverse;
    quotient[k] = factor;
    if (factor.is_zero()) continue;
    for (std::size_t j = 0; j < b.size(); ++j) a[k + j] -= factor * b[j];
  }
  a.resize(b.size() - 1);
  trim(a);
  return {std::move(quotient), std::move(a)};
}

ResiduePolynomial derivative(const ResiduePolynomial& a) {
  ResiduePolynomial result;
  Residue power;
  for (std::size_t k = 1; k < a.size(); ++k) {
    power += Residue::one();
    result.push_back(a[k] * power);
  }
  trim(result);
  return result;
}

ResiduePolynomial difference(ResiduePolynomial a, const ResiduePolynomial& b) {
  a.resize(std::max(a.size(), b.size()));
  for (std::size_t k = 0; k < b.size(); ++k) a[k] -= b[k];
  trim(a);
  return a;
}

}  // namespace

/// Newton's divided differences; the differences of abscissas are small whole numbers.
ResiduePolynomial interpolated(std::span<const Residue> values) {
  ResiduePolynomial c(values.begin(), values.end());
  Residue span;
  for (std::size_t order = 1; order < c.size(); ++order) {
    span += Residue::one();
    const Residue inverse = span.inverse();
    for (std::size_t k = c.size() - 1; k >= order; --k) c[k] = (c[k] - c[k - 1]) * inverse;
  }
  // c_0 + (x - 1) (c_1 + (x - 2) (c_2 + …)), from the inside out.
  ResiduePolynomial result;
  Residue abscissa = span + Residue::one();
  for (std::size_t k = c.size(); k-- > 0;) {
    result.insert(result.begin(), Residue{});
    for (std::size_t j = 0; j + 1 < result.size(); ++j) result[j] -= abscissa * result[j + 1];
    result.front() += c[k];
    abscissa -= Residue::one();
  }
  trim(result);
  return result;
}

ResiduePolynomial product(const ResiduePolynomial& a, const ResiduePolynomial& b) {
  if (a.empty() || b.empty()) return {};
  ResiduePolynomial result(a.size() + b.size() - 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) result[i + j] += a[i] * b[j];
  }
  return result;
}

ResiduePolynomial greatest_common_divisor(ResiduePolynomial a, ResiduePolynomial b) {
  while (!b.empty()) a = std::exchange(b, divided(std::move(a), b).remainder);
  if (a.empty()) return a;
  const Residue inverse = a.back().inverse();
  for (Residue& coefficient : a) coefficient = coefficient * inverse;
  return a;
}

std::size_t roots_at_zero(const ResiduePolynomial& a) {
  return static_cast<std::size_t>(std::find_if(a.begin(), a.end(), [](const Residue& c) { return !c.is_zero(); }) -
                                  a.begin());
}

std::vector<std::size_t> multiplicities(const ResiduePolynomial& a) {
  ResiduePolynomial f(a.begin() + static_cast<std::ptrdiff_t>(roots_at_zero(a)), a.end());
  std::vector<std::size_t> counts;
  const ResiduePolynomial slope = derivative(f);
  ResiduePolynomial common = greatest_common_divisor(f, slope);
  ResiduePolynomial b = divided(std::move(f), common).quotient;
  ResiduePolynomial c = divided(slope, common).quotient;
  while (b.size() > 1) {
    const ResiduePolynomial d = difference(c, derivative(b));
    common = greatest_common_divisor(b, d);
    counts.push_back(common.size() - 1);
    b = divided(std::move(b), common).quotient;
    c = divided(d, common).quotient;
  }
  return counts;
}

}  // namespace ohmscope

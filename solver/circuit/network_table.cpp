#include "solver/circuit/network_table.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace ohmscope {

namespace {

using Complex = std::complex<double>;

/// From a to b by the part t of the way, along a straight line or an arc.
Complex between(Complex a, Complex b, double t, bool is_polar) {
  if (!is_polar || a == 0.0 || b == 0.0 || a == b) return a + t * (b - a);
  const double magnitude = std::abs(a) + t * (std::abs(b) - std::abs(a));
  return std::polar(magnitude / std::abs(a), t * std::arg(b / a)) * a;
}

}  // namespace

NetworkTable::NetworkTable(std::string name, Data data, Rules rules)
    : name_(std::move(name)), data_(std::move(data)), rules_(rules) {
  assert(data_.values.size() == data_.frequencies.size() * ports() * ports() && !data_.frequencies.empty());
}

std::vector<Complex> NetworkTable::point(std::size_t k) const {
  const std::size_t size = ports() * ports();
  const auto begin = data_.values.begin() + static_cast<std::ptrdiff_t>(k * size);
  return {begin, begin + static_cast<std::ptrdiff_t>(size)};
}

std::optional<std::vector<Complex>> NetworkTable::at(double frequency) const {
  if (!covers(frequency)) return std::nullopt;
  const std::vector<double>& f = data_.frequencies;
  const auto above = static_cast<std::size_t>(std::upper_bound(f.begin(), f.end(), frequency) - f.begin());
  if (above == 0) {
    std::vector<Complex> held = point(0);
    for (Complex& value : held) {
      if (frequency == 0) value = value.real();
    }
    return held;
  }
  const std::size_t below = above - 1;
  std::vector<Complex> values = point(below);
  if (above == f.size() || frequency == f[below] || rules_.is_stepped) return values;
  const double t = (frequency - f[below]) / (f[above] - f[below]);
  const std::vector<Complex> next = point(above);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = between(values[k], next[k], t, rules_.is_polar);
  return values;
}

}  // namespace ohmscope

#include "solver/circuit/impedance_table.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace ohmscope {

namespace {

/// Where `f` lies between f0 and f1, from 0 to 1.
double fraction(double f, double f0, double f1) { return f0 > 0 ? std::log(f / f0) / std::log(f1 / f0) : f / f1; }

/// `z` where the frequency is `ratio` times its own.
std::complex<double> prolonged(std::complex<double> z, double ratio) {
  constexpr double quarter_turn = 1.5707963267948966;
  return z == 0.0 ? z : z * std::pow(ratio, std::arg(z) / quarter_turn);
}

}  // namespace

ImpedanceTable::ImpedanceTable(std::string name, std::vector<double> frequencies,
                               std::vector<std::complex<double>> values, bool is_extrapolated)
    : name_(std::move(name)),
      frequencies_(std::move(frequencies)),
      values_(std::move(values)),
      is_extrapolated_(is_extrapolated) {
  assert(!frequencies_.empty() && frequencies_.size() == values_.size() && frequencies_.front() >= 0);
  assert(std::adjacent_find(frequencies_.begin(), frequencies_.end(), std::greater_equal<>{}) == frequencies_.end());
}

std::optional<std::complex<double>> ImpedanceTable::at(double frequency) const {
  if (!covers(frequency)) return std::nullopt;
  if (frequency < lowest()) return prolonged(values_.front(), frequency / lowest());
  if (frequency > highest()) return prolonged(values_.back(), highest() > 0 ? frequency / highest() : 1);
  const auto above = std::lower_bound(frequencies_.begin(), frequencies_.end(), frequency);
  const auto k = static_cast<std::size_t>(above - frequencies_.begin());
  if (frequencies_[k] == frequency) return values_[k];
  const double t = fraction(frequency, frequencies_[k - 1], frequencies_[k]);
  const std::complex<double> z0 = values_[k - 1];
  const std::complex<double> z1 = values_[k];
  if (z0 == 0.0 || z1 == 0.0) return z0 + t * (z1 - z0);
  // The phase of the quotient is the step of the unwrapped phase: the shorter way round.
  return z0 * std::polar(std::exp(t * std::log(std::abs(z1) / std::abs(z0))), t * std::arg(z1 / z0));
}

ImpedanceTable ImpedanceTable::times(double factor) const {
  ImpedanceTable result = *this;
  for (std::complex<double>& value : result.values_) value *= factor;
  return result;
}

}  // namespace ohmscope

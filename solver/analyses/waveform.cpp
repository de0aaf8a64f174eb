#include "solver/analyses/waveform.hpp"

#include <algorithm>
#include <cmath>

namespace ohmscope {

namespace {

using Complex = std::complex<double>;

bool is_between(double at, double a, double b) { return at >= std::min(a, b) && at <= std::max(a, b); }

template <class T>
T between(double at, double x0, double x1, T y0, T y1) {
  if (at == x0) return y0;
  if (at == x1) return y1;
  return y0 + (y1 - y0) * ((at - x0) / (x1 - x0));
}

// The index of the point at the beginning of the first stretch that `at` lies in.
std::optional<std::size_t> stretch_of(std::span<const double> x, double at) {
  for (std::size_t k = 0; k + 1 < x.size(); ++k) {
    if (is_between(at, x[k], x[k + 1])) return k;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Complex> value_at(std::span<const double> x, std::span<const Complex> y, double at) {
  if (x.size() == 1 && x[0] == at) return y[0];
  const auto k = stretch_of(x, at);
  if (!k) return std::nullopt;
  return between(at, x[*k], x[*k + 1], y[*k], y[*k + 1]);
}

std::optional<Complex> slope_at(std::span<const double> x, std::span<const Complex> y, double at) {
  const auto k = stretch_of(x, at);
  if (!k) return std::nullopt;
  if (x.size() == 2) return (y[1] - y[0]) / (x[1] - x[0]);
  // The third point is the nearer one of those beside the stretch.
  const bool has_before = *k > 0;
  const bool has_behind = *k + 2 < x.size();
  const bool before = has_before && (!has_behind || std::fabs(at - x[*k - 1]) <= std::fabs(at - x[*k + 2]));
  const std::size_t i = before ? *k - 1 : *k;
  const Complex first = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
  const Complex second = (y[i + 2] - y[i + 1]) / (x[i + 2] - x[i + 1]);
  return first + (second - first) / (x[i + 2] - x[i]) * (2 * at - x[i] - x[i + 1]);
}

FoundCrossing find_crossing(std::span<const double> x, std::span<const double> y, const Crossing& which,
                            std::optional<WaveRange> range) {
  FoundCrossing result;
  const auto note = [&](double at, bool rises) {
    const bool fits = which.edge == Crossing::Edge::any || (which.edge == Crossing::Edge::rise) == rises;
    if (!fits || (range && !is_between(at, range->from, range->to))) return;
    ++result.found;
    if (which.count == 0 || result.found == which.count) result.x = at;
  };
  int side = 0;  // of 0 that y was last on; where it only touches 0 it is taken to have gone over
  std::optional<double> begins_at_zero;
  for (std::size_t k = 0; k < y.size(); ++k) {
    const int now = y[k] > 0 ? 1 : y[k] < 0 ? -1 : 0;
    if (std::isnan(y[k])) {
      side = 0;
      begins_at_zero.reset();
    } else if (side == 0) {
      if (now == 0) begins_at_zero = begins_at_zero.value_or(x[k]);
      if (now != 0 && begins_at_zero) note(*begins_at_zero, now > 0);
      side = now;
    } else if (now != side && (now != 0 || (k > 0 && y[k - 1] != 0))) {
      note(now == 0 ? x[k] : between(0.0, y[k - 1], y[k], x[k - 1], x[k]), side < 0);
      side = -side;
    }
  }
  if (side == 0 && begins_at_zero) note(*begins_at_zero, which.edge == Crossing::Edge::rise);  // 0 throughout
  return result;
}

Wave part_of(std::span<const double> x, std::span<const double> y, std::optional<WaveRange> range) {
  Wave wave;
  const auto add = [&](double at, double value) {
    if (!wave.x.empty() && wave.x.back() == at) return;
    wave.x.push_back(at);
    wave.y.push_back(value);
  };
  const double low = range ? std::min(range->from, range->to) : *std::min_element(x.begin(), x.end());
  const double high = range ? std::max(range->from, range->to) : *std::max_element(x.begin(), x.end());
  if (x.size() == 1 && is_between(x[0], low, high)) add(x[0], y[0]);
  const bool descends = x.size() > 1 && x.back() < x.front();
  for (std::size_t n = 0; n + 1 < x.size(); ++n) {
    const std::size_t a = descends ? x.size() - 1 - n : n;
    const std::size_t b = descends ? a - 1 : a + 1;
    const double begin = std::max(low, x[a]);
    const double end = std::min(high, x[b]);
    if (begin > end) continue;
    add(begin, between(begin, x[a], x[b], y[a], y[b]));
    add(end, between(end, x[a], x[b], y[a], y[b]));
  }
  return wave;
}

double integral(const Wave& wave) {
  double sum = 0;
  for (std::size_t k = 0; k + 1 < wave.x.size(); ++k)
    sum += (wave.x[k + 1] - wave.x[k]) * (wave.y[k] / 2 + wave.y[k + 1] / 2);
  return sum;
}

double average(const Wave& wave) {
  const double width = wave.x.back() - wave.x.front();
  return width == 0 ? wave.y.front() : integral(wave) / width;
}

double root_mean_square(const Wave& wave) {
  const double width = wave.x.back() - wave.x.front();
  if (width == 0) return std::fabs(wave.y.front());
  double sum = 0;
  for (std::size_t k = 0; k + 1 < wave.x.size(); ++k) {
    const double a = wave.y[k];
    const double b = wave.y[k + 1];
    sum += (wave.x[k + 1] - wave.x[k]) * (a * a + a * b + b * b) / 3;
  }
  return std::sqrt(sum / width);
}

double root_mean_square_by_points(const Wave& wave) {
  Wave squared = wave;
  for (double& y : squared.y) y *= y;
  return std::sqrt(average(squared));
}

std::pair<double, double> highest(const Wave& wave) {
  const auto k = static_cast<std::size_t>(std::max_element(wave.y.begin(), wave.y.end()) - wave.y.begin());
  return {wave.x[k], wave.y[k]};
}

std::pair<double, double> lowest(const Wave& wave) {
  const auto k = static_cast<std::size_t>(std::min_element(wave.y.begin(), wave.y.end()) - wave.y.begin());
  return {wave.x[k], wave.y[k]};
}

}  // namespace ohmscope

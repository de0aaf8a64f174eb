#include "app/plot/axis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/render/quantity.hpp"

namespace ohmscope::plot {

namespace {

constexpr double slack = 1e-9;  ///< of a step or a decade: what rounding may add

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  [[nodiscard]] bool empty() const { return low > high; }
};

template <class Counts>
Range range_of(std::span<const double> values, Counts counts) {
  Range range;
  for (const double value : values) {
    if (!counts(value)) continue;
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  return range;
}

/// The greatest 1, 2 or 5 times a power of ten that is not above `value`, or the least that is not below.
double round_number(double value, bool up) {
  const double decade = std::pow(10.0, std::floor(std::log10(value) + slack));
  double best = up ? 10 * decade : decade;
  for (const double digit : {1.0, 2.0, 5.0}) {
    if (up && digit * decade >= value * (1 - slack)) return digit * decade;
    if (!up && digit * decade <= value * (1 + slack)) best = digit * decade;
  }
  return best;
}

/// Multiples of `step`; every `labelled`-th has a text.
std::vector<Tick> multiples(double low, double high, double step, const std::string& unit = {}) {
  std::vector<Tick> ticks;
  const double first = std::ceil(low / step - slack);
  for (double k = first; k <= high / step + slack; ++k) {
    const double value = k == 0 ? 0 : k * step;
    ticks.push_back({value, tick_text(value) + unit});
  }
  return ticks;
}

double nice_step(double span, int most) {
  const double rough = span / most;
  return round_number(rough, true);
}

/// Decades with lines at 2 to 9 between them where there is room.
std::vector<Tick> decades(double low, double high) {
  const int first = static_cast<int>(std::floor(std::log10(low) + slack));
  const int last = static_cast<int>(std::ceil(std::log10(high) - slack));
  const int every = std::max(1, (last - first + 8) / 9);
  std::vector<Tick> ticks;
  for (int decade = first; decade <= last; ++decade) {
    const double value = std::pow(10.0, decade);
    for (int digit = 1; digit < 10; ++digit) {
      const double at = digit * value;
      if (at < low * (1 - slack) || at > high * (1 + slack) || (digit > 1 && last - first > 9)) continue;
      const bool is_labelled = digit == 1 && decade % every == 0;
      ticks.push_back({at, is_labelled ? tick_text(at) : "", digit > 1});
    }
  }
  return ticks;
}

/// Over less than two decades 2 and 5 are labelled too; where even these are rare, round numbers are.
std::vector<Tick> logarithmic_ticks(double low, double high) {
  std::vector<Tick> ticks = decades(low, high);
  if (high / low >= 99) return ticks;
  int labels = 0;
  for (Tick& tick : ticks) {
    const double digit = std::round(tick.value / std::pow(10.0, std::floor(std::log10(tick.value) + slack)));
    if (digit != 1 && digit != 2 && digit != 5) continue;
    tick = {tick.value, tick_text(tick.value), false};
    ++labels;
  }
  return labels >= 3 ? ticks : multiples(low, high, nice_step(high - low, 5));
}

constexpr int usual_steps = 9;     // at most, on a linear axis
constexpr int decibel_steps = 12;  // so that 20 dB are one, mostly

Axis finished(std::string label, Scale scale, Range range) {
  Axis axis{std::move(label), scale, range.low, range.high, {}};
  axis.ticks = scale == Scale::logarithmic
                   ? logarithmic_ticks(range.low, range.high)
                   : multiples(range.low, range.high, nice_step(range.high - range.low, usual_steps));
  return axis;
}

/// With multiples of a round step at its ends.
Axis rounded(std::string label, Range range, double least_span, int steps) {
  if (range.empty()) range = {0, 1};
  const double lack = least_span - (range.high - range.low);
  if (lack > 0) range = {range.low - lack / 2, range.high + lack / 2};
  const double step = nice_step(range.high - range.low, steps);
  range = {step * std::floor(range.low / step + slack), step * std::ceil(range.high / step - slack)};
  Axis axis{std::move(label), Scale::linear, range.low, range.high, {}};
  axis.ticks = multiples(range.low, range.high, step);
  return axis;
}

}  // namespace

double Axis::position(double value) const {
  if (scale == Scale::linear) return (value - low) / (high - low);
  if (!(value > 0)) return std::numeric_limits<double>::quiet_NaN();
  return std::log(value / low) / std::log(high / low);
}

std::string tick_text(double value) { return engineering_in_digits(value, "", 4); }

Axis logarithmic_axis(std::string label, std::span<const double> values, Ends ends) {
  constexpr double most = 1e15;  // between its ends
  Range range = range_of(values, [](double v) { return v > 0 && std::isfinite(v); });
  if (range.empty()) range = {1, 10};
  range.low = std::max(range.low, range.high / most);
  if (ends == Ends::whole_decades) {
    range = {std::pow(10.0, std::floor(std::log10(range.low) + slack)),
             std::pow(10.0, std::ceil(std::log10(range.high) - slack))};
    if (range.low == range.high) range = {range.low / 10, range.high * 10};
  } else {
    const double margin = range.high / range.low > 1.5 ? 1.05 : 1.8;
    range = {round_number(range.low / margin, false), round_number(range.high * margin, true)};
  }
  return finished(std::move(label), Scale::logarithmic, range);
}

Axis linear_axis(std::string label, std::span<const double> values) {
  const Range range = range_of(values, [](double v) { return std::isfinite(v); });
  const double size = range.empty() ? 1 : std::max(std::abs(range.low), std::abs(range.high));
  return rounded(std::move(label), range, size > 0 ? size * 1e-6 : 1, usual_steps);
}

Axis decibel_axis(std::string label, std::span<const double> values) {
  constexpr double most = 300;  // below the greatest: what is less is nothing but rounding
  constexpr double least = 1;
  Range range = range_of(values, [](double v) { return std::isfinite(v); });
  if (!range.empty()) range.low = std::max(range.low, range.high - most);
  return rounded(std::move(label), range, least, decibel_steps);
}

Axis phase_axis(std::span<const double> degrees) {
  constexpr double tolerance = 0.5;
  Range range = range_of(degrees, [](double v) { return std::isfinite(v); });
  if (range.empty()) range = {-90, 90};
  Axis axis{"phase", Scale::linear, -90, 90, {}};
  double step = 45;
  if (range.low < -90 - tolerance || range.high > 90 + tolerance) {
    axis.low = std::min(-180.0, 180 * std::floor(range.low / 180 + 1e-3));
    axis.high =
        std::max(range.low < 0 && range.high < tolerance ? 0.0 : 180.0, 180 * std::ceil(range.high / 180 - 1e-3));
    if (range.low > -tolerance) axis.low = 0;
    step = 90;
    while ((axis.high - axis.low) / step > 8) step *= 2;
    axis.low = step * std::floor(axis.low / step);
  }
  axis.ticks = multiples(axis.low, axis.high, step, "°");
  return axis;
}

bool is_wide(std::span<const double> frequencies) {
  const Range range = range_of(frequencies, [](double f) { return f > 0; });
  return !range.empty() && range.high >= 5 * range.low;
}

Axis frequency_axis(std::span<const double> frequencies, Scale wanted) {
  const bool is_log = wanted == Scale::logarithmic;
  Range range = range_of(frequencies, [&](double f) { return !is_log || f > 0; });
  if (range.empty()) range = {1, 10};
  if (range.low == range.high && is_log) range = {range.low / std::sqrt(10.0), range.high * std::sqrt(10.0)};
  if (range.low == range.high) {
    const double half = range.low > 0 ? range.low / 2 : 0.5;
    range = {std::max(0.0, range.low - half), range.high + half};
  }
  return finished("frequency (Hz)", wanted, range);
}

Axis reciprocal(const Axis& axis, std::string label) {
  Axis result{std::move(label), axis.scale, 1 / axis.high, 1 / axis.low, {}};
  for (auto tick = axis.ticks.rbegin(); tick != axis.ticks.rend(); ++tick) {
    if (!tick->is_minor)
      result.ticks.push_back({1 / tick->value, tick->text.empty() ? "" : tick_text(1 / tick->value)});
  }
  return result;
}

}  // namespace ohmscope::plot

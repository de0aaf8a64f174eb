#pragma once

#include <span>
#include <string>
#include <vector>

namespace ohmscope::plot {

enum class Scale { linear, logarithmic };

/// A place on an axis: with a text, or a line alone.
struct Tick {
  double value = 0;
  std::string text;  ///< "10k"; empty: none
  bool is_minor = false;
};

/// A range of values along one side of a panel.
struct Axis {
  std::string label;
  Scale scale = Scale::linear;
  double low = 0;
  double high = 1;
  std::vector<Tick> ticks = {};

  /// 0 at `low`, 1 at `high`, beyond them outside; NaN where a value has no place: 0 and less on a logarithmic axis.
  [[nodiscard]] double position(double value) const;
};

/// "4.7k", "100m", "0": as on the deck, without a unit.
[[nodiscard]] std::string tick_text(double value);

/// What stands at the ends of a logarithmic axis.
enum class Ends { round_numbers, whole_decades };

/// A logarithmic axis for values above 0 (others do not count), from 1, 2 or 5 times a power of ten to another such, or
/// over whole decades; no more than 15 of them below the greatest value. A single value stands in the middle.
[[nodiscard]] Axis logarithmic_axis(std::string label, std::span<const double> values, Ends ends = Ends::round_numbers);

/// A linear axis for finite values, with round numbers at its ends.
[[nodiscard]] Axis linear_axis(std::string label, std::span<const double> values);

/// For dB; like a linear one, and never so narrow that rounding would show.
[[nodiscard]] Axis decibel_axis(std::string label, std::span<const double> values);

/// For degrees: -90 to 90 or -180 to 180 where values fit, else multiples of 90.
[[nodiscard]] Axis phase_axis(std::span<const double> degrees);

/// From the least to the greatest frequency exactly: logarithmic if they are positive and not close together. `wanted`
/// says otherwise.
[[nodiscard]] Axis frequency_axis(std::span<const double> frequencies, Scale wanted);
/// Whether frequencies above 0 span so much that a logarithmic axis is what one expects.
[[nodiscard]] bool is_wide(std::span<const double> frequencies);

/// The axis of 1 / values, for curves that mirror those of `axis`; over whole decades it has its lines.
[[nodiscard]] Axis reciprocal(const Axis& axis, std::string label);

}  // namespace ohmscope::plot

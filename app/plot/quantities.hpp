#pragma once

#include <span>

#include "app/plot/figure.hpp"
#include "app/plot/traces.hpp"

namespace ohmscope::plot {

/// One of the faces of an impedance.
struct Quantity {
  std::string name;   ///< of `--show`
  std::string label;  ///< of its axis
  std::string unit;
  Ink ink = Ink::frame;
  std::size_t number = 0;          ///< of its dashes
  std::string negative_name = {};  ///< of what is below 0, on a logarithmic axis
};

/// Magnitude, resistance, reactance, the current that 1 V would drive, and phase.
[[nodiscard]] std::span<const Quantity> quantities_of_impedance();

/// A quantity of a trace, named as it is alone. On a logarithmic axis what is below 0 is a curve of its own, dotted.
[[nodiscard]] std::vector<Curve> curves_of(const Trace& trace, const Quantity& quantity, Scale scale);
/// 20 log10 of the magnitude.
[[nodiscard]] Curve decibels(const Trace& trace);
/// Degrees, without steps of 360 between neighbours.
[[nodiscard]] std::vector<double> unwrapped(const std::vector<std::complex<double>>& values);

/// The values of curves that a logarithmic axis should reach: all of magnitudes, of others what is not far below them,
/// since a reactance goes through 0 wherever it changes its sign.
[[nodiscard]] std::vector<double> without_dips(const std::vector<Curve>& curves);

/// "overall InZ" for "overall.zin".
[[nodiscard]] std::string what_text(std::string_view what);

}  // namespace ohmscope::plot

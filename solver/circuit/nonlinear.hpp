#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "solver/circuit/parameter.hpp"

namespace ohmscope {

struct Temperatures;

/// Two of a device's terminals, by their place among its pins.
struct TerminalPair {
  std::uint8_t positive;
  std::uint8_t negative;
};

/// A node inside a device, behind a resistance that joins it to one of the device's pins. Without that resistance it is
/// the pin itself.
struct InnerNode {
  std::string_view name;  ///< "(base)", as in "Q1(base)"
  std::uint8_t pin;
  bool (*has_resistance)(std::span<const double> values);
};

/// A source of noise in a device, a current with the squared density white + flicker / f in A^2/Hz.
struct BiasNoise {
  TerminalPair between;
  double white;    ///< A^2/Hz
  double flicker;  ///< A^2
};

/// What a nonlinear device is at one set of control voltages: through flow k runs
///     i_k(u) + d q_k(u) / dt,
/// and its linear picture there has the slopes of both.
struct Bias {
  std::vector<double> u;            ///< control voltages, V; in the order of Nonlinear::controls
  std::vector<double> current;      ///< i_k, A; by flow
  std::vector<double> conductance;  ///< d i_k / d u_j, S; at [k * controls + j]
  std::vector<double> capacitance;  ///< d q_k / d u_j, F; likewise
  std::vector<double> series;       ///< conductances between pins and inner nodes, S; by inner node
  double kelvin = 0;                ///< the device's temperature
  std::vector<BiasNoise> noise;     ///< beside the thermal noise of `series`
};

/// The equations of a nonlinear device. Each lives in its device's file.
struct Nonlinear {
  std::span<const std::string_view> models;  ///< types of its model cards, to which `type` counts: "npn", "pnp"
  std::span<const int> levels = {};          ///< values of the model's `level` that it knows; empty: it has none
  std::size_t optional_pins = 0;             ///< the last ones of a card, ground where left out
  std::span<const InnerNode> inner;          ///< the last of its pins
  std::span<const TerminalPair> controls;    ///< u_j = v(positive) - v(negative)
  std::span<const TerminalPair> flows;       ///< from positive through the device to negative
  /// From its values and the temperature all that the equations need and that no voltage changes.
  std::vector<double> (*prepare)(std::span<const double> values, const Temperatures&) = nullptr;
  /// Fills in all of `bias` but u, whose values it takes. `prepared` is prepare()'s result.
  void (*evaluate)(std::span<const double> prepared, Bias& bias) = nullptr;
  /// Control voltages to begin with, where nothing is known yet.
  void (*start)(std::span<const double> prepared, std::span<double> u) = nullptr;
  /// Takes the step of the control voltages from `before` to `u` back where the exponentials would overshoot. Returns
  /// whether it did.
  bool (*limit)(std::span<const double> prepared, std::span<const double> before, std::span<double> u) = nullptr;
};

}  // namespace ohmscope

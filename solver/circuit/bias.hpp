#pragma once

#include "solver/circuit/device.hpp"
#include "solver/circuit/source_function.hpp"
#include "solver/circuit/stamper.hpp"

namespace ohmscope {

/// How many control voltages a nonlinear element has.
[[nodiscard]] std::size_t control_count(const ElementView& e);
/// In place of a control's first terminal: it is the branch current of the element's reference of the second number.
inline constexpr std::uint8_t reference_current = 255;
/// What the `j`-th of them is the difference of. `branch_of(id)` is another element's branch current.
template <class BranchOf>
[[nodiscard]] UnknownPair control_of(const ElementView& e, std::size_t j, const BranchOf& branch_of) {
  if (e.nonlinear->evaluate == nullptr) return Stamper::across(e.pins[2 + 2 * j], e.pins[3 + 2 * j]);
  const TerminalPair& pair = e.nonlinear->controls[j];
  if (pair.positive == reference_current) return branch_of(e.references[pair.negative]);
  return Stamper::across(e.pins[pair.positive], e.pins[pair.negative]);
}

/// The function that a source is, or null. Such a type of device has none of the functions of Nonlinear.
[[nodiscard]] std::shared_ptr<const SourceFunction> function_of(const ElementView& e);

/// Takes the bias that the same element has in another circuit, where the search for its own begins; null: takes it
/// away. A source stays the function it is.
void begin_at(Circuit& circuit, ElementId id, const std::shared_ptr<const Bias>& known);

/// A bias of a nonlinear type with room for everything, all 0.
[[nodiscard]] Bias empty_bias(const Nonlinear& nonlinear, std::size_t controls);
[[nodiscard]] inline Bias empty_bias(const Nonlinear& nonlinear) {
  return empty_bias(nonlinear, nonlinear.controls.size());
}

/// Writes a nonlinear device as what it is in the small around its bias: a conductance and a capacitance from each
/// control voltage u_j to each flow, and beside them the constant part of the flow,
///     i_k + sum_j g_kj (u_j' - u_j),
/// so that the DC solution of these linear equations is the next step of Newton's method, and at the operating point
/// the operating point itself. Sources' AC values are not touched. Without a bias: nothing.
void stamp_bias(const ElementView& e, Stamper& s);

/// Writes a nonlinear device's noise at its bias: that of its resistances, shot, channel and flicker noise.
void noise_of_bias(const ElementView& e, double frequency, double kelvin, Stamper& s);

}  // namespace ohmscope

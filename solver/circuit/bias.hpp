#pragma once

#include "solver/circuit/device.hpp"
#include "solver/circuit/stamper.hpp"

namespace ohmscope {

/// A bias of a nonlinear type with room for everything, all 0.
[[nodiscard]] Bias empty_bias(const Nonlinear& nonlinear);

/// Writes a nonlinear device as what it is in the small around its bias: a conductance and a capacitance from each
/// control voltage u_j to each flow, and beside them the constant part of the flow,
///     i_k + sum_j g_kj (u_j' - u_j),
/// so that the DC solution of these linear equations is the next step of Newton's method, and at the operating point
/// the operating point itself. Sources' AC values are not touched. Without a bias: nothing.
void stamp_bias(const ElementView& e, Stamper& s);

/// Writes a nonlinear device's noise at its bias: that of its resistances, shot, channel and flicker noise.
void noise_of_bias(const ElementView& e, double frequency, double kelvin, Stamper& s);

}  // namespace ohmscope

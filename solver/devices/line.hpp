#pragma once

#include "solver/circuit/device.hpp"
#include "solver/circuit/extended.hpp"
#include "solver/circuit/stamper.hpp"

namespace ohmscope::devices {

/// Writes the equations of a uniform line (the telegrapher's; Heaviside, The Electrician (1885-87)) with total series
/// impedance z (ohm) and total shunt admittance y (S) between the ports p1 n1 and p2 n2, currents flowing into both:
///
///     v1 - cosh(t) v2 + z sinh(t)/t i2 = 0,   i1 - y sinh(t)/t v2 + cosh(t) i2 = 0,   t = sqrt(z y).
///
/// Nothing in them divides by z or y, so both may be 0. Where cosh would overflow (many nepers), the waves instead:
/// v1 - Z0 i1 = e (v2 + Z0 i2) and the same with 1 and 2 exchanged, e = exp(-t).
void stamp_line(const ElementView& e, ComplexDD z, ComplexDD y, Stamper& s);

/// The branch currents of both ports in their nodes' balances.
void stamp_line_ports(const ElementView& e, Stamper& s);

}  // namespace ohmscope::devices

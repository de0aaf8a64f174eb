#pragma once

#include <span>
#include <string>
#include <string_view>

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

/// What a line with losses has per metre (ohm, H, S, F), and its length in metres.
struct LineValues {
  double R;
  double L;
  double G;
  double C;
  double length;
};

/// Writes the equations of such a line: z = (R + s L) length, y = (G + s C) length.
void stamp_lossy_line(const ElementView& e, const LineValues& line, double frequency, Stamper& s);

/// The same in elements of plain SPICE, called `name`, between p1 n1 p2 n2; false if it cannot say it. SPICE's lossy
/// line takes C with R, L or both. With `approximately` sections of R, L, G and C stand for those that it does not
/// take.
bool add_plain_line(const std::string& name, const LineValues& line, std::span<const NodeId> pins, bool approximately,
                    Circuit& out);
inline constexpr std::string_view line_approximation = "sections of R, L, G and C, a hundred of them";

}  // namespace ohmscope::devices

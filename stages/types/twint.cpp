#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

/// The halved and doubled values are exact in binary.
void draw(const StageValues& values, Drawing& drawing) {
  const double R = values.number("R");
  const double C = values.number("C");
  const NodeId x = drawing.node("x");
  const NodeId y = drawing.node("y");
  drawing.z("R1", OnePort::resistance(R), drawing.in(), x);
  drawing.z("R2", OnePort::resistance(R), x, drawing.out());
  drawing.z("C3", OnePort::capacitance(2 * C), x, ground);
  drawing.z("C1", OnePort::capacitance(C), drawing.in(), y);
  drawing.z("C2", OnePort::capacitance(C), y, drawing.out());
  drawing.z("R3", OnePort::resistance(R / 2), y, ground);
}

}  // namespace

/// Twin-T notch at 1/(2 pi R C). It is symmetric: zin = Zoc (ZL + Zsc)/(ZL + Zoc), written as Zoc parallel the rest so
/// that 0 Hz, where Zoc is infinite, is no special case.
const StageType twint{
    .name = "twint",
    .doc = "twin-T notch",
    .circuit =
        "R from in to x, R from x to out, 2C from x to ground; C from in to y, C from y to out, R/2 from y to "
        "ground",
    .parameters = {number("R", "ohm", "each series resistor"), number("C", "F", "each series capacitor")},
    .rule = {.where = {{"q", "s*R*C"},
                       {"d", "1 + 4*q + q**2"},
                       {"Zoc", "d/(4*s*C*(1 + q))", "other end open"},
                       {"Zsc", "2*R*(1 + q)/d", "other end shorted"},
                       {"h", "d/(1 + q**2)", "open-circuit voltage ratio, in to out"}},
             .zin = "par(Zoc, (ZL + Zsc)*h**2)",
             .zout = "par(Zoc, (ZS + Zsc)*h**2)"},
    .draw = draw};

}  // namespace ohmscope::types

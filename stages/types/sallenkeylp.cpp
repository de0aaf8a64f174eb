#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const NodeId x = drawing.node("x");
  const NodeId plus = drawing.node("plus");
  drawing.z("R1", OnePort::resistance(values.number("R1")), drawing.in(), x);
  drawing.z("R2", OnePort::resistance(values.number("R2")), x, plus);
  drawing.z("C1", OnePort::capacitance(values.number("C1")), x, drawing.out());
  drawing.z("C2", OnePort::capacitance(values.number("C2")), plus, ground);
  drawing.opamp("opamp", values.opamp, plus, drawing.out(), drawing.out());
}

}  // namespace

/// Sallen and Key, IRE Trans. Circuit Theory 2 (1955).
/// zin: the node equations of x, + and out with the op-amp's v(+) - v(out) = g e, solved for x and cleared of
/// denominators that vanish at 0 Hz. zout: the star around x turned into a triangle between out, + and ground; then the
/// op-amp's answer -b V/g behind Rout.
const StageType sallenkeylp{
    .name = "sallenkeylp",
    .doc = "second-order Sallen-Key low-pass, gain 1",
    .circuit = "R1 from in to x, R2 from x to +, C1 from x to out, C2 from + to ground; op-amp: - = output = out",
    .parameters = {opamp_model, number("R1", "ohm", "from in to x"), number("R2", "ohm", "from x to +"),
                   number("C1", "F", "from x to out"), number("C2", "F", "from + to ground")},
    .rule = {.where = {inverse_gain,
                       differential_input,
                       output_loss,
                       loaded_output,
                       {"Q", "a + g*(1 + Zo/Zd)"},
                       {"P", "s*C2*Q + g/Zd"},
                       {"Z1", "R1 + ZS", "from x to ground"},
                       {"Zog", "Z1 + (1 + Z1/R2)/(s*C1)", "from out to ground, by x"},
                       {"Zop", "par(R2 + (1 + R2/Z1)/(s*C1), Zd)", "from out to +, by x and by Zd"},
                       {"Zpg", "par(R2 + Z1*(1 + s*C1*R2), 1/(s*C2))", "from + to ground, by x and by C2"},
                       {"b", "1/(1 + Zpg/Zop)", "feedback: what the op-amp sees of its output"}},
             .zin = "R1 + (Q + R2*P + g*Zo*s*C1*(1 + R2*(s*C2 + 1/Zd)))"
                    "/((1 + s*C1*R2)*P + g*s*C1*(1 + s*C2*Zo))",
             .zout = "par(Zog, Zop + Zpg, Rout*g/(g + b))"},
    .draw = draw};

}  // namespace ohmscope::types

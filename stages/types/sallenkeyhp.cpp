#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const NodeId x = drawing.node("x");
  const NodeId plus = drawing.node("plus");
  drawing.z("C1", OnePort::capacitance(values.number("C1")), drawing.in(), x);
  drawing.z("C2", OnePort::capacitance(values.number("C2")), x, plus);
  drawing.z("R1", OnePort::resistance(values.number("R1")), x, drawing.out());
  drawing.z("R2", OnePort::resistance(values.number("R2")), plus, ground);
  drawing.opamp("opamp", values.opamp, plus, drawing.out(), drawing.out());
}

}  // namespace

/// Derived as for `sallenkeylp`, with the capacitors in the signal's way.
const StageType sallenkeyhp{
    .name = "sallenkeyhp",
    .doc = "second-order Sallen-Key high-pass, gain 1",
    .circuit = "C1 from in to x, C2 from x to +, R1 from x to out, R2 from + to ground; op-amp: - = output = out",
    .parameters = {opamp_model, number("R1", "ohm", "from x to out"), number("R2", "ohm", "from + to ground"),
                   number("C1", "F", "from in to x"), number("C2", "F", "from x to +")},
    .rule = {.where = {inverse_gain,
                       differential_input,
                       output_loss,
                       loaded_output,
                       {"Q", "a + g*(1 + Zo/Zd)"},
                       {"P", "Q + g*R2/Zd"},
                       {"Z1", "1/(s*C1) + ZS", "from x to ground"},
                       {"Z2", "1/(s*C2)", "from x to +"},
                       {"Zog", "R1 + Z1*(1 + R1/Z2)", "from out to ground, by x"},
                       {"Zop", "par(R1 + Z2*(1 + R1/Z1), Zd)", "from out to +, by x and by Zd"},
                       {"Zpg", "par(Z2 + Z1*(1 + Z2/R1), R2)", "from + to ground, by x and by R2"},
                       {"b", "1/(1 + Zpg/Zop)", "feedback: what the op-amp sees of its output"}},
             .zin = "1/(s*C1) + (R1*P + g*Zo*(1 + R2*(s*C2 + 1/Zd)) + s*C2*R1*R2*Q)"
                    "/((1 + s*C2*R1)*P + g*s*C2*(R2 + Zo))",
             .zout = "par(Zog, Zop + Zpg, Rout*g/(g + b))"},
    .draw = draw};

}  // namespace ohmscope::types

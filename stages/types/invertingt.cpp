#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const NodeId minus = drawing.node("minus");
  const NodeId x = drawing.node("x");
  drawing.z("R1", values.z("R1"), drawing.in(), minus);
  drawing.z("R2", values.z("R2"), minus, x);
  drawing.z("R3", values.z("R3"), x, ground);
  drawing.z("R4", values.z("R4"), x, drawing.out());
  drawing.opamp("opamp", values.opamp, ground, minus, drawing.out());
}

}  // namespace

/// As `inverting`, with the T network as the op-amp sees it from - (Thevenin: Zt and the fraction t) and from out.
const StageType invertingt{
    .name = "invertingt",
    .doc = "inverting op-amp amplifier with T feedback: high gain with a high input impedance",
    .circuit =
        "op-amp: + grounded, output = out; R1 from in to -; R2 from - to x, R3 from x to ground, R4 from x to "
        "out",
    .parameters = {opamp_model, impedance("R1", "from in to -"), impedance("R2", "from - to x"),
                   impedance("R3", "from x to ground"), impedance("R4", "from x to out")},
    .rule = {.where = {inverse_gain,
                       differential_input,
                       output_loss,
                       loaded_output,
                       {"t", "a/(1 + (R4 + Zo)/R3)", "what of the op-amp's output reaches x"},
                       {"Zt", "R2 + par(R3, R4 + Zo)", "feedback network at -, op-amp dead"},
                       {"Zm", "par(Zd, R1 + ZS)", "at -, towards ground"},
                       {"Zx", "par(R3, R2 + Zm)", "at x, towards ground"},
                       {"b", "1/(1 + R4/Zx)/(1 + R2/Zm)", "feedback: what the op-amp sees of its output"}},
             .zin = "R1 + par(Zd, Zt*g/(g + t))",
             .zout = "par(R4 + Zx, Rout*g/(g + b))"},
    .draw = draw};

}  // namespace ohmscope::types

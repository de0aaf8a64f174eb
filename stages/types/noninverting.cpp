#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const NodeId minus = drawing.node("minus");
  drawing.opamp("opamp", values.opamp, drawing.in(), minus, drawing.out());
  drawing.z("Rf", values.z("Rf"), drawing.out(), minus);
  drawing.z("Rg", values.z("Rg"), minus, ground);
}

}  // namespace

/// A current I into Zd makes the op-amp's internal source Zd I/g, of which the fraction t returns to -:
/// zin = Zd + (dead feedback network at -) + t Zd/g. At the output the internal source answers a voltage V with
/// -b V/g behind Rout.
const StageType noninverting{
    .name = "noninverting",
    .doc = "non-inverting op-amp amplifier, gain 1 + Rf/Rg",
    .circuit = "op-amp: + = in, output = out; Rf from out to -, Rg from - to ground",
    .parameters = {opamp_model, impedance("Rf", "feedback, from out to -"), impedance("Rg", "from - to ground")},
    .rule = {.where = {inverse_gain,
                       differential_input,
                       output_loss,
                       loaded_output,
                       {"t", "a/(1 + (Rf + Zo)/Rg)", "what of the op-amp's output returns to -"},
                       {"Zm", "par(Rg, Zd + ZS)", "at -, towards ground"},
                       {"b", "1/(1 + Rf/Zm)/(1 + ZS/Zd)", "feedback: what the op-amp sees of its output"}},
             .zin = "Zd*(1 + t/g) + par(Rg, Rf + Zo)",
             .zout = "par(Rf + Zm, Rout*g/(g + b))"},
    .draw = draw};

}  // namespace ohmscope::types

#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const NodeId minus = drawing.node("minus");
  drawing.z("Rg", values.z("Rg"), drawing.in(), minus);
  drawing.z("Rf", values.z("Rf"), minus, drawing.out());
  drawing.opamp("opamp", values.opamp, ground, minus, drawing.out());
}

}  // namespace

/// Miller's theorem: the feedback's far end moves by -a/g times its near end, so it looks 1 + a/g times smaller.
const StageType inverting{
    .name = "inverting",
    .doc = "inverting op-amp amplifier, gain -Rf/Rg",
    .circuit = "op-amp: + grounded, output = out; Rg from in to -, Rf from - to out",
    .parameters = {opamp_model, impedance("Rf", "feedback, from - to out"), impedance("Rg", "from in to -")},
    .rule = {.where = {inverse_gain,
                       differential_input,
                       output_loss,
                       loaded_output,
                       {"Zm", "par(Zd, Rg + ZS)", "at -, towards ground"},
                       {"b", "1/(1 + Rf/Zm)", "feedback: what the op-amp sees of its output"}},
             .zin = "Rg + par(Zd, (Rf + Zo)*g/(g + a))",
             .zout = "par(Rf + Zm, Rout*g/(g + b))"},
    .draw = draw};

}  // namespace ohmscope::types

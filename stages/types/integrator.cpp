#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const NodeId minus = drawing.node("minus");
  drawing.z("R", OnePort::resistance(values.number("R")), drawing.in(), minus);
  drawing.z("C", OnePort::capacitance(values.number("C")), minus, drawing.out());
  drawing.opamp("opamp", values.opamp, ground, minus, drawing.out());
}

}  // namespace

/// `inverting` with Rg = R and Rf = 1/(s C).
const StageType integrator{
    .name = "integrator",
    .doc = "inverting op-amp integrator, gain -1/(s R C)",
    .circuit = "op-amp: + grounded, output = out; R from in to -, C from - to out",
    .parameters = {opamp_model, number("R", "ohm", "from in to -"), number("C", "F", "feedback, from - to out")},
    .rule = {.where = {inverse_gain,
                       differential_input,
                       output_loss,
                       loaded_output,
                       {"Zf", "1/(s*C)", "feedback"},
                       {"Zm", "par(Zd, R + ZS)", "at -, towards ground"},
                       {"b", "1/(1 + Zf/Zm)", "feedback: what the op-amp sees of its output"}},
             .zin = "R + par(Zd, (Zf + Zo)*g/(g + a))",
             .zout = "par(Zf + Zm, Rout*g/(g + b))"},
    .draw = draw};

}  // namespace ohmscope::types

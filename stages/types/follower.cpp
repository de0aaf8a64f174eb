#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  drawing.opamp("opamp", values.opamp, drawing.in(), drawing.out(), drawing.out());
}

}  // namespace

/// The drop over Zd, 1/(gain) of the output, bootstraps Zd: zin = Zd (1 + a/g) + Zo.
const StageType follower{.name = "follower",
                         .doc = "op-amp buffer, gain 1",
                         .circuit = "op-amp: + = in, - = out",
                         .parameters = {opamp_model},
                         .rule = {.where = {inverse_gain,
                                            differential_input,
                                            output_loss,
                                            loaded_output,
                                            {"b", "1/(1 + ZS/Zd)", "feedback: what the op-amp sees of its output"}},
                                  .zin = "Zd*(1 + a/g) + Zo",
                                  .zout = "par(Zd + ZS, Rout*g/(g + b))"},
                         .draw = draw};

}  // namespace ohmscope::types

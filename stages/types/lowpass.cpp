#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  drawing.z("R", OnePort::resistance(values.number("R")), drawing.in(), drawing.out());
  drawing.z("C", OnePort::capacitance(values.number("C")), drawing.out(), ground);
}

}  // namespace

const StageType lowpass{.name = "lowpass",
                        .doc = "first-order RC low-pass",
                        .circuit = "R from in to out, C from out to ground",
                        .parameters = {number("R", "ohm", "from in to out"), number("C", "F", "from out to ground")},
                        .rule = {.zin = "R + par(1/(s*C), ZL)", .zout = "par(1/(s*C), R + ZS)"},
                        .draw = draw};

}  // namespace ohmscope::types

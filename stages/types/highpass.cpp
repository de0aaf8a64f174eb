#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  drawing.z("C", OnePort::capacitance(values.number("C")), drawing.in(), drawing.out());
  drawing.z("R", OnePort::resistance(values.number("R")), drawing.out(), ground);
}

}  // namespace

const StageType highpass{.name = "highpass",
                         .doc = "first-order RC high-pass",
                         .circuit = "C from in to out, R from out to ground",
                         .parameters = {number("C", "F", "from in to out"), number("R", "ohm", "from out to ground")},
                         .rule = {.zin = "1/(s*C) + par(R, ZL)", .zout = "par(R, 1/(s*C) + ZS)"},
                         .draw = draw};

}  // namespace ohmscope::types

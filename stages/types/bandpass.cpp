#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  drawing.z("R", OnePort::resistance(values.number("R")), drawing.in(), drawing.out());
  drawing.z("L", OnePort::inductance(values.number("L")), drawing.out(), ground);
  drawing.z("C", OnePort::capacitance(values.number("C")), drawing.out(), ground);
}

}  // namespace

const StageType bandpass{.name = "bandpass",
                         .doc = "band-pass with a parallel resonance",
                         .circuit = "R from in to out, L parallel C from out to ground",
                         .parameters = {number("R", "ohm", "from in to out"), number("L", "H", "from out to ground"),
                                        number("C", "F", "from out to ground")},
                         .rule = {.where = {{"Zr", "par(s*L, 1/(s*C))", "the resonance"}},
                                  .zin = "R + par(Zr, ZL)",
                                  .zout = "par(Zr, R + ZS)"},
                         .draw = draw};

}  // namespace ohmscope::types

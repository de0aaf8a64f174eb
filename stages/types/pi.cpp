#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  drawing.z("Za", values.z("Za"), drawing.in(), ground);
  drawing.z("Zb", values.z("Zb"), drawing.in(), drawing.out());
  drawing.z("Zc", values.z("Zc"), drawing.out(), ground);
}

}  // namespace

const StageType pi{.name = "pi",
                   .doc = "pi section",
                   .circuit = "Za from in to ground, Zb from in to out, Zc from out to ground",
                   .parameters = {impedance("Za", "from in to ground"), impedance("Zb", "from in to out"),
                                  impedance("Zc", "from out to ground")},
                   .rule = {.zin = "par(Za, Zb + par(Zc, ZL))", .zout = "par(Zc, Zb + par(Za, ZS))"},
                   .draw = draw};

}  // namespace ohmscope::types

#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  drawing.z("Za", values.z("Za"), drawing.in(), drawing.out());
  drawing.z("Zb", values.z("Zb"), drawing.out(), ground);
}

}  // namespace

const StageType divider{.name = "divider",
                        .doc = "voltage divider",
                        .circuit = "Za from in to out, Zb from out to ground",
                        .parameters = {impedance("Za", "from in to out"), impedance("Zb", "from out to ground")},
                        .rule = {.zin = "Za + par(Zb, ZL)", .zout = "par(Zb, Za + ZS)"},
                        .draw = draw};

}  // namespace ohmscope::types

#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const NodeId x = drawing.node("x");
  drawing.z("Za", values.z("Za"), drawing.in(), x);
  drawing.z("Zb", values.z("Zb"), x, ground);
  drawing.z("Zc", values.z("Zc"), x, drawing.out());
}

}  // namespace

const StageType tee{.name = "tee",
                    .doc = "T section",
                    .circuit = "Za from in to x, Zb from x to ground, Zc from x to out",
                    .parameters = {impedance("Za", "from in to x"), impedance("Zb", "from x to ground"),
                                   impedance("Zc", "from x to out")},
                    .rule = {.zin = "Za + par(Zb, Zc + ZL)", .zout = "Zc + par(Zb, Za + ZS)"},
                    .draw = draw};

}  // namespace ohmscope::types

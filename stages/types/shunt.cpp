#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) { drawing.z("Z", values.z("Z"), drawing.out(), ground); }

}  // namespace

const StageType shunt{.name = "shunt",
                      .doc = "impedance across the signal",
                      .circuit = "in = out, Z from there to ground",
                      .parameters = {impedance("Z", "from in and out to ground")},
                      .rule = {.zin = "par(Z, ZL)", .zout = "par(Z, ZS)"},
                      .joins_in_and_out = true,
                      .draw = draw};

}  // namespace ohmscope::types

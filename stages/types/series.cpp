#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) { drawing.z("Z", values.z("Z"), drawing.in(), drawing.out()); }

}  // namespace

const StageType series{.name = "series",
                       .doc = "impedance in the signal's way",
                       .circuit = "Z from in to out",
                       .parameters = {impedance("Z", "from in to out")},
                       .rule = {.zin = "Z + ZL", .zout = "Z + ZS"},
                       .draw = draw};

}  // namespace ohmscope::types

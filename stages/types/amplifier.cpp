#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const NodeId source = drawing.node("source");
  drawing.z("Zin", values.z("Zin"), drawing.in(), ground);
  drawing.element(devices::vcvs, "source", {source, ground, drawing.in(), ground}, {values.number("gain")});
  drawing.z("Zout", values.z("Zout"), source, drawing.out());
}

}  // namespace

const StageType amplifier{
    .name = "amplifier",
    .doc = "unilateral amplifier block",
    .circuit = "Zin from in to ground; ideal source gain*V(in), then Zout to out",
    .parameters = {number("gain", "V/V", "open-circuit voltage gain", Range::any, "1"),
                   impedance("Zin", "from in to ground", "inf"), impedance("Zout", "in series with the output", "0")},
    .rule = {.zin = "Zin", .zout = "Zout"},
    .draw = draw};

}  // namespace ohmscope::types

#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const double gm = values.number("gm");
  const NodeId base = drawing.in();
  const NodeId collector = drawing.out();
  const NodeId emitter = drawing.node("emitter");
  drawing.z("rpi", OnePort::resistance(values.number("beta") / gm), base, emitter);
  drawing.element(devices::vccs, "gm", {collector, emitter, base, emitter}, {gm});
  drawing.z("ro", values.z("ro"), collector, emitter);
  drawing.z("Re", values.z("Re"), emitter, ground);
  drawing.z("Rc", values.z("Rc"), collector, ground);
}

}  // namespace

/// The hybrid-pi model as for `emitterfollower`.
/// zin: of the current gm v_be, 1 + Zc/ro is lost to ro, the rest passes Re beside the base current. zout: ro, raised
/// by the degeneration of Re beside the base circuit.
const StageType commonemitter{
    .name = "commonemitter",
    .doc = "transistor in common emitter, hybrid-pi",
    .circuit =
        "rpi = beta/gm from in (base) to emitter, gm*V(in,emitter) from out (collector) to emitter, ro from "
        "out to emitter, Re from emitter to ground, Rc from out to AC ground",
    .parameters = {number("gm", "S", "transconductance", Range::positive),
                   number("beta", "A/A", "current gain", Range::positive_or_infinite),
                   impedance("ro", "from out to emitter", "inf"), impedance("Rc", "load, from out to AC ground"),
                   impedance("Re", "from emitter to ground", "0")},
    .rule = {.where = {{"rpi", "beta/gm", "base to emitter"},
                       {"Zc", "par(Rc, ZL)", "at the collector"},
                       {"X", "par(Re, ro + Zc)", "at the emitter, gm dead, base open"},
                       {"Y", "par(Re, rpi + ZS)", "at the emitter, gm and ro dead"}},
             .zin = "rpi*(1 + gm*X/(1 + Zc/ro)) + X",
             .zout = "par(Rc, Y + ro*(1 + gm/(1/rpi + (1 + ZS/rpi)/Re)))"},
    .draw = draw};

}  // namespace ohmscope::types

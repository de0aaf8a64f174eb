#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

void draw(const StageValues& values, Drawing& drawing) {
  const double gm = values.number("gm");
  const NodeId base = drawing.in();
  const NodeId emitter = drawing.out();
  drawing.z("rpi", OnePort::resistance(values.number("beta") / gm), base, emitter);
  drawing.element(devices::vccs, "gm", {ground, emitter, base, emitter}, {gm});
  drawing.z("ro", values.z("ro"), emitter, ground);
  drawing.z("Re", values.z("Re"), emitter, ground);
}

}  // namespace

/// The hybrid-pi model is Giacoletto's, RCA Review 15 (1954), without its capacitances and base resistance.
/// The base current returns 1 + beta times through the emitter; written with gm rpi = beta so that an infinite beta
/// is no special case.
const StageType emitterfollower{
    .name = "emitterfollower",
    .doc = "transistor as an emitter follower, hybrid-pi",
    .circuit = "rpi = beta/gm from in to out, gm*V(in,out) from AC ground into out, ro and Re from out to ground",
    .parameters = {number("gm", "S", "transconductance", Range::positive),
                   number("beta", "A/A", "current gain", Range::positive_or_infinite),
                   impedance("ro", "from out to ground", "inf"), impedance("Re", "from out to ground", "inf")},
    .rule = {.where = {{"rpi", "beta/gm", "base to emitter"}, {"Ze", "par(ro, Re, ZL)", "at the emitter"}},
             .zin = "rpi*(1 + gm*Ze) + Ze",
             .zout = "par(ro, Re, (1 + ZS/rpi)/(gm + 1/rpi))"},
    .draw = draw};

}  // namespace ohmscope::types

#include "solver/devices/mosfet.hpp"

namespace ohmscope::devices {

namespace {

double intrinsic(double /*nominal*/) { return 1.45e16; }

std::vector<double> prepare(const MosfetValues& v, const MosfetChannel& /*channel*/) { return {v[Mosfet::LAMBDA]}; }

template <class Real>
Real threshold_at(const MosfetChannel& c, const Real& vbs) {
  using std::sqrt;
  if (vbs <= 0) return c.built_in + c.gamma * sqrt(c.phi - vbs);
  const double root = std::sqrt(c.phi);
  const Real falling = root - vbs / (2 * root);
  return falling > 0 ? c.built_in + c.gamma * falling : Real(c.built_in);
}

double threshold(const MosfetChannel& c, std::span<const double> /*own*/, double /*vds*/, double vbs) {
  return threshold_at(c, vbs);
}

ChannelState conduct(const MosfetChannel& c, std::span<const double> own, const MosfetVoltage& vgs,
                     const MosfetVoltage& vds, const MosfetVoltage& vbs) {
  const MosfetVoltage beginning = threshold_at(c, vbs);
  const MosfetVoltage drive = vgs - beginning;
  if (drive <= 0) return {0, beginning.value, 0};
  const MosfetVoltage beta = c.beta * (1 + own[0] * vds);
  const MosfetVoltage current = drive <= vds ? 0.5 * beta * drive * drive : beta * vds * (drive - 0.5 * vds);
  return {current, beginning.value, drive.value};
}

}  // namespace

/// Level 1 (Shichman and Hodges, IEEE J. Solid-State Circuits 3 (1968)): beyond vds = vgs - vth the current
/// KP W/L (vgs - vth)^2 / 2 (1 + LAMBDA vds), before it KP W/L vds (vgs - vth - vds/2) (1 + LAMBDA vds), with
/// vth = VTO + GAMMA (sqrt(PHI - vbs) - sqrt(PHI)).
const MosfetLevel mosfet_level1{.level = 1,
                                .tox = not_given,
                                .mjsw = 0.5,
                                .is_adjusted = false,
                                .leakage_grows = false,
                                .intrinsic = intrinsic,
                                .prepare = prepare,
                                .conduct = conduct,
                                .threshold = threshold};

}  // namespace ohmscope::devices

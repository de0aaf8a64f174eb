#include <algorithm>
#include <numbers>

#include "solver/devices/mosfet.hpp"
#include "solver/devices/prepared.hpp"

namespace ohmscope::devices {

namespace {

/// Lengths in m, voltages in V.
struct Own {
  double feedback;     ///< what a volt at the drain takes from the threshold
  double narrow;       ///< the narrow channel's part of the bulk charge
  double depth, side;  ///< XJ, LD
  double depletion;    ///< depletion width of 1 V, m; 0: no doping is given
  double states;       ///< fast surface states over the oxide's capacitance; 0: none
  double theta, vmax, kappa;
};

/// Carriers of pure silicon per m^3.
double intrinsic(double nominal) {
  constexpr double room = 300;
  const double gap = band_gap(nominal);
  const double ratio = nominal / room;
  return 1.45e16 * ratio * std::sqrt(ratio) * std::exp(0.5 * gap * (1 / room - 1 / nominal) / thermal_voltage(1));
}

std::vector<double> prepare(const MosfetValues& v, const MosfetChannel& c) {
  const double cube = c.length * c.length * c.length;
  const double narrow = 0.5 * std::numbers::pi * silicon_permittivity / c.oxide;
  return to_values(
      Own{.feedback = v[Mosfet::ETA] * 8.15e-22 / (c.oxide * cube),
          .narrow = v[Mosfet::DELTA] * narrow / c.width,
          .depth = v[Mosfet::XJ],
          .side = v[Mosfet::LD],
          .depletion = c.doping == 0 ? 0 : std::sqrt(2 * silicon_permittivity / (elementary_charge * c.doping)),
          .states = elementary_charge * v[Mosfet::NFS] * 1e4 / c.oxide,
          .theta = v[Mosfet::THETA],
          .vmax = v[Mosfet::VMAX],
          .kappa = v[Mosfet::KAPPA]});
}

/// How much of the bulk's charge the gate of a short channel has to hold (Dang, IEEE J. Solid-State Circuits 14
/// (1979)).
template <class Real>
Real short_channel(const MosfetChannel& c, const Own& own, const Real& root) {
  using std::sqrt;
  if (own.depth == 0 || own.depletion == 0) return 1;
  const Real width = own.depletion / own.depth * root;
  const Real around = 0.0631353 + 0.8013292 * width - 0.01110777 * width * width + own.side / own.depth;
  const Real part = width / (1 + width);
  return 1 - own.depth / c.length * (around * sqrt(1 - part * part) - own.side / own.depth);
}

template <class Real>
struct Threshold {
  Real strong;  ///< where strong inversion begins
  Real on;      ///< below this voltage the current is an exponential
  Real n;       ///< its emission coefficient; 0: there is none
  Real body;    ///< Taylor coefficient of the bulk charge
};
template <class Real>
Threshold<Real> threshold_at(const MosfetChannel& c, const Own& own, const Real& vds, const Real& vbs) {
  const Real root = depletion_root(vbs, c.phi).root;
  const Real gamma = c.gamma * short_channel(c, own, root);
  const Real bulk = gamma * root + own.narrow * root * root;
  const Real strong = c.built_in - own.feedback * vds + bulk;
  const Real body = 0.25 * gamma / root + own.narrow;
  if (own.states == 0) return {strong, strong, 0, body};
  const Real n = 1 + own.states + bulk / (2 * root * root);
  return {strong, strong + c.vt * n, n, body};
}

double threshold(const MosfetChannel& c, std::span<const double> own, double vds, double vbs) {
  return threshold_at(c, from_values<Own>(own), vds, vbs).on;
}

/// What goes off the channel's length. `past` is the lost part of the current by velocity saturation, over its voltage.
MosfetVoltage shortening(const MosfetChannel& c, const Own& own, const MosfetVoltage& vds, const MosfetVoltage& vdsat,
                         const MosfetVoltage& current, const MosfetVoltage& past) {
  const double reach = own.kappa * own.depletion * own.depletion;
  if (reach == 0 || vdsat <= 0) return 0;
  MosfetVoltage length = 0;
  if (own.vmax > 0) {
    if (vds <= vdsat) return 0;
    MosfetVoltage conductance = current * past;
    if (conductance < 1e-12) conductance = 1e-12;
    const MosfetVoltage field = 0.5 * reach / c.length * current / conductance;
    length = sqrt(field * field + reach * (vds - vdsat)) - field;
  } else if (vds <= vdsat) {
    const MosfetVoltage part = vds / vdsat;
    length = sqrt(reach / 8 * vdsat) * part * part * part * part;
  } else {
    length = sqrt(reach * (vds - vdsat * 0.875));
  }
  return length > 0.5 * c.length ? c.length - c.length * c.length / (4 * length) : length;
}

ChannelState conduct(const MosfetChannel& c, std::span<const double> values, const MosfetVoltage& vgs,
                     const MosfetVoltage& vds, const MosfetVoltage& vbs) {
  const auto own = from_values<Own>(values);
  const Threshold<MosfetVoltage> at = threshold_at(c, own, vds, vbs);
  const bool is_weak = vgs < at.on;
  if (own.states == 0 && vgs <= at.on) return {0, at.on.value, 0};
  const MosfetVoltage drive = (is_weak ? at.on : vgs) - at.strong;
  const MosfetVoltage slower = 1 + own.theta * drive;
  MosfetVoltage vdsat = drive / (1 + at.body);
  MosfetVoltage per_volt = 0;  // mobility over the highest velocity and the length
  if (own.vmax > 0) {
    per_volt = c.mobility / (c.length * own.vmax) / slower;
    const MosfetVoltage critical = 1 / per_volt;
    vdsat = vdsat + critical - sqrt(vdsat * vdsat + critical * critical);
  }
  const MosfetVoltage v = vds < vdsat ? vds : vdsat;
  const MosfetVoltage lost = 1 / (1 + v * per_volt);
  MosfetVoltage current = c.beta / slower * (drive - 0.5 * (1 + at.body) * v) * v * lost;
  current = current / (1 - shortening(c, own, vds, vdsat, current, (1 - lost) * per_volt) / c.length);
  if (is_weak) current = current * limited_exp((vgs - at.on) / (c.vt * at.n));
  return {current, at.on.value, vdsat.value};
}

}  // namespace

/// Level 3, semi-empirical (Liu and Nagel, Memorandum ERL-M80/7 (1980); Antognetti and Massobrio, section 4.4): short
/// and narrow channels, drain feedback (ETA), mobility that falls with the gate's voltage (THETA), velocity saturation
/// (VMAX), channel shortening (KAPPA) and weak inversion (NFS).
const MosfetLevel mosfet_level3{.level = 3,
                                .tox = 1e-7,
                                .mjsw = 0.33,
                                .is_adjusted = true,
                                .leakage_grows = true,
                                .intrinsic = intrinsic,
                                .prepare = prepare,
                                .conduct = conduct,
                                .threshold = threshold};

}  // namespace ohmscope::devices

#include <algorithm>
#include <numbers>
#include <optional>

#include "solver/devices/mosfet.hpp"
#include "solver/devices/prepared.hpp"

namespace ohmscope::devices {

namespace {

/// Lengths in m, voltages in V.
struct Own {
  double lambda;
  double narrow;      ///< what the narrow channel adds to the bulk's charge, per volt
  double depth;       ///< XJ
  double depletion;   ///< depletion width of 1 V, m; 0: no doping is given
  double states;      ///< fast surface states over the oxide's capacitance; 0: none
  double free, uexp;  ///< drive up to which the mobility is whole, and the exponent of its loss
  double mobility;    ///< m^2/Vs, as ngspice has it: that at the nominal temperature
  double vmax, neff;
};

double intrinsic(double /*nominal*/) { return 1.45e16; }

std::vector<double> prepare(const MosfetValues& v, const MosfetChannel& c) {
  return to_values(
      Own{.lambda = v[Mosfet::LAMBDA],
          .narrow = 0.25 * v[Mosfet::DELTA] * std::numbers::pi * silicon_permittivity / (c.oxide * c.width),
          .depth = v[Mosfet::XJ],
          .depletion = c.doping == 0 ? 0 : std::sqrt(2 * silicon_permittivity / (elementary_charge * c.doping)),
          .states = elementary_charge * v[Mosfet::NFS] * 1e4 / c.oxide,
          .free = v[Mosfet::UCRIT] * 100 * silicon_permittivity / c.oxide,
          .uexp = v[Mosfet::UEXP],
          .mobility = v[Mosfet::UO] * 1e-4,
          .vmax = v[Mosfet::VMAX],
          .neff = v[Mosfet::NEFF]});
}

template <class Real>
struct Threshold {
  Real bulk_bias;  ///< phi - vbs
  Real root;       ///< its square root, of the bulk's charge at the source
  Real flat;       ///< threshold without the bulk's charge
  Real gamma;      ///< what is left of GAMMA in a short channel
  Real on;         ///< below this voltage the current is an exponential, or nothing
  Real n;          ///< emission coefficient of that exponential; 0: there is none
};
template <class Real>
Threshold<Real> threshold_at(const MosfetChannel& c, const Own& own, const Real& vds, const Real& vbs) {
  using std::sqrt;
  const DepletionRoot<Real> at_source = depletion_root(vbs, c.phi);
  const Real bulk_bias = c.phi - vbs;
  const Real flat = c.built_in + own.narrow * bulk_bias;
  Real gamma = c.gamma;
  Real gamma_slope = 0;  // by vbs
  if (own.depth > 0 && own.depletion > 0) {
    const DepletionRoot<Real> at_drain = depletion_root(Real(vbs - vds), c.phi);
    const double reach = 2 * own.depletion / own.depth;
    const Real source_side = sqrt(1 + reach * at_source.root);
    const Real drain_side = sqrt(1 + reach * at_drain.root);
    const double part = 0.5 * own.depth / c.length;
    gamma = c.gamma * (1 - part * (source_side - 1) - part * (drain_side - 1));
    gamma_slope = -0.5 * c.gamma * part * reach * (at_source.slope / source_side + at_drain.slope / drain_side);
  }
  const Real strong = flat + gamma * at_source.root;
  if (own.states == 0) return {bulk_bias, at_source.root, flat, gamma, strong, 0};
  const Real n = 1 + own.states + own.narrow - (gamma * at_source.slope + gamma_slope * at_source.root);
  return {bulk_bias, at_source.root, flat, gamma, strong + c.vt * n, n};
}

double threshold(const MosfetChannel& c, std::span<const double> own, double vds, double vbs) {
  return threshold_at(c, from_values<Own>(own), vds, vbs).on;
}

/// x^4 + a x^3 + b x^2 + c x + d.
template <class Real>
struct Quartic {
  Real a, b, c, d;
  [[nodiscard]] double at(double x) const { return (((x + a) * x + b) * x + c) * x + d; }
};

/// A root of y^3 + a y^2 + b y + c; where it is the only one, as SPICE2 has it: without the signs of its parts.
double cubic_root(double a, double b, double c) {
  const double r = b - a * a / 3;
  const double s = 2 * a * a * a / 27 - a * b / 3 + c;
  const double p = s * s / 4 + r * r * r / 27;
  const double root = std::sqrt(std::fabs(p));
  if (p < 0) return 2 * std::cbrt(std::sqrt(s * s / 4 - p)) * std::cos(std::atan(-2 * root / s) / 3) - a / 3;
  return std::cbrt(std::fabs(-s / 2 + root)) + std::cbrt(std::fabs(-s / 2 - root)) - a / 3;
}

/// The least positive root (Ferrari), as far as it is one; nothing if there is none.
std::optional<double> least_positive_root(const Quartic<double>& q) {
  const double y = cubic_root(-q.b, q.a * q.c - 4 * q.d, -q.d * (q.a * q.a - 4 * q.b) - q.c * q.c);
  const double A = std::sqrt(q.a * q.a / 4 - q.b + y);
  const double B = std::sqrt(y * y / 4 - q.d);
  std::optional<double> least;
  for (const auto& [sign_a, sign_b] : {std::pair{1, 1}, {-1, 1}, {1, -1}, {-1, -1}}) {
    const double half = (q.a / 2 + sign_a * A) / 2;
    const double under_root = half * half - (y / 2 + sign_b * B);
    if (!(under_root >= 0)) continue;
    for (const double x : {-half + std::sqrt(under_root), -half - std::sqrt(under_root)}) {
      if (x > 0 && std::fabs(q.at(x)) <= 1e-6 && (!least || x < *least)) least = x;
    }
  }
  return least;
}

/// The same root with its slopes, which follow from those of the coefficients.
std::optional<MosfetVoltage> least_positive_root(const Quartic<MosfetVoltage>& q) {
  const auto x = least_positive_root(Quartic<double>{q.a.value, q.b.value, q.c.value, q.d.value});
  if (!x) return std::nullopt;
  const double X = *x;
  const double slope = ((4 * X + 3 * q.a.value) * X + 2 * q.b.value) * X + q.c.value;
  const MosfetVoltage change = ((q.a * X + q.b) * X + q.c) * X + q.d;
  MosfetVoltage root = change.mapped(X, -1 / slope);
  return root;
}

/// Where the current stops to grow: by the channel's pinch-off (Grove and Frohman), or by the carriers' highest
/// velocity (Baum and Beneking, IEEE Trans. Electron Devices 17 (1970)).
MosfetVoltage saturation_voltage(const MosfetChannel& c, const Own& own, const Threshold<MosfetVoltage>& at,
                                 const MosfetVoltage& vgs, const MosfetVoltage& mobility) {
  const double narrow = 1 + own.narrow;
  const MosfetVoltage gamma = at.gamma / narrow;
  const MosfetVoltage drive = (vgs - at.flat) / narrow;
  const MosfetVoltage over = drive + at.bulk_bias;
  MosfetVoltage vdsat = drive;
  if (gamma > 0) {
    const MosfetVoltage square = gamma * gamma;
    vdsat = over <= 0 ? MosfetVoltage(0) : drive + 0.5 * square * (1 - sqrt(1 + 4 * over / square));
  }
  if (vdsat < 0) vdsat = 0;
  if (own.vmax <= 0) return vdsat;
  const MosfetVoltage xv = own.vmax * c.length / mobility;
  const auto root = least_positive_root(Quartic<MosfetVoltage>{
      gamma / 0.75, -2 * (over + xv), -2 * gamma * xv,
      2 * over * (at.bulk_bias + xv) - at.bulk_bias * at.bulk_bias - 4.0 / 3 * gamma * at.root * at.root * at.root});
  return root ? *root * *root - at.bulk_bias : vdsat;
}

/// What is left of the channel's length, over all of it (Reddi and Sah; Frohman-Bentchkowsky and Grove 1969).
MosfetVoltage length_factor(const MosfetChannel& c, const Own& own, const MosfetVoltage& vds,
                            const MosfetVoltage& vdsat, const MosfetVoltage& mobility) {
  MosfetVoltage lost = own.lambda * c.length * vds;
  if (own.lambda <= 0 && own.depletion > 0) {
    if (own.vmax <= 0) {
      const MosfetVoltage part = (vds - vdsat) / 4;
      lost = own.depletion * sqrt(part + sqrt(1 + part * part));
    } else {
      const double reach = own.depletion / std::sqrt(own.neff);
      const MosfetVoltage begin = own.vmax * reach / 2 / mobility;
      const MosfetVoltage beyond = vds > vdsat ? vds - vdsat : MosfetVoltage(0);
      lost = reach * (sqrt(begin * begin + beyond) - begin);
    }
  }
  const double depleted = own.depletion * std::sqrt(c.pb);
  const double least = own.depletion == 0 ? 0.25e-6 : depleted;
  const MosfetVoltage left = c.length - lost;
  if (left < least) return least / (1 + (lost - (c.length - depleted)) / least) / c.length;
  return left / c.length;
}

ChannelState conduct(const MosfetChannel& c, std::span<const double> values, const MosfetVoltage& vgs,
                     const MosfetVoltage& vds, const MosfetVoltage& vbs) {
  const auto own = from_values<Own>(values);
  const Threshold<MosfetVoltage> at = threshold_at(c, own, vds, vbs);
  if (own.states == 0 && vgs <= at.flat) return {0, at.on.value, 0};
  const bool is_weak = own.states != 0 && vgs <= at.on;
  const MosfetVoltage gate = is_weak ? at.on : vgs;
  const MosfetVoltage drive = vgs - at.on;
  const MosfetVoltage loss = drive > own.free ? pow(own.free / drive, own.uexp) : MosfetVoltage(1);
  const MosfetVoltage mobility = own.mobility * loss;
  const MosfetVoltage vdsat = saturation_voltage(c, own, at, gate, mobility);
  const MosfetVoltage v = vds < vdsat ? vds : vdsat;
  const MosfetVoltage at_drain = depletion_root(vbs - v, c.phi).root;
  const MosfetVoltage bulk = at_drain * at_drain * at_drain - at.root * at.root * at.root;
  const MosfetVoltage charge = (gate - at.flat - 0.5 * (1 + own.narrow) * v) * v - at.gamma / 1.5 * bulk;
  MosfetVoltage current = c.beta * loss / length_factor(c, own, vds, vdsat, mobility) * charge;
  if (is_weak) current = current * limited_exp(drive / (c.vt * at.n));
  return {current, at.on.value, vdsat.value};
}

}  // namespace

/// Level 2 (Meyer, RCA Review 32 (1971); Vladimirescu and Liu, Memorandum ERL-M80/7 (1980)): the bulk's charge along
/// the channel,
///     I = KP W/L' ((vgs - vfb - v/2) v - 2/3 GAMMA ((phi + v - vbs)^(3/2) - (phi - vbs)^(3/2))),
/// v being vds up to its saturation, with short and narrow channels, mobility that falls with the field (UCRIT, UEXP),
/// velocity saturation (VMAX), channel shortening and weak inversion (NFS). Slopes are those of this current.
const MosfetLevel mosfet_level2{.level = 2,
                                .tox = 1e-7,
                                .mjsw = 0.33,
                                .is_adjusted = false,
                                .leakage_grows = false,
                                .intrinsic = intrinsic,
                                .prepare = prepare,
                                .conduct = conduct,
                                .threshold = threshold};

}  // namespace ohmscope::devices

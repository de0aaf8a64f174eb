#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "solver/circuit/bias.hpp"
#include "solver/devices/dual.hpp"
#include "solver/devices/junction.hpp"
#include "solver/devices/prepared.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::string_view pin_names[] = {"c", "b", "e", "s", "(collector)", "(base)", "(emitter)"};
constexpr std::string_view models[] = {"npn", "pnp"};
constexpr int levels[] = {1};
enum Value {
  area,
  off,
  temp,
  dtemp,
  type,
  level,
  IS,
  BF,
  NF,
  VAF,
  IKF,
  ISE,
  NE,
  BR,
  NR,
  VAR,
  IKR,
  ISC,
  NC,
  RB,
  IRB,
  RBM,
  RE,
  RC,
  CJE,
  VJE,
  MJE,
  TF,
  XTF,
  VTF,
  ITF,
  PTF,
  CJC,
  VJC,
  MJC,
  XCJC,
  TR,
  CJS,
  VJS,
  MJS,
  XTB,
  EG,
  XTI,
  FC,
  NKF,
  SUBS,
  TNOM,
  KF,
  AF,
  count
};
constexpr std::array<Parameter, count> parameter_table{{
    {.name = "area",
     .doc = "how many times the model's area",
     .default_value = 1,
     .range = Range::positive,
     .positional = true,
     .in_parallel = InParallel::multiplied},
    {.name = "off", .doc = "off where the search for the operating point begins", .default_value = 0},
    {.name = "temp", .unit = "degC", .doc = "its own temperature", .default_value = not_given},
    {.name = "dtemp", .unit = "K", .doc = "how much warmer it is than the circuit", .default_value = 0},
    {.name = "type", .doc = "which of the model types", .default_value = 0},
    {.name = "level", .doc = "which equations: 1 is Gummel and Poon's", .default_value = 1},
    {.name = "is", .unit = "A", .doc = "saturation current", .default_value = 1e-16, .range = Range::not_negative},
    {.name = "bf", .doc = "ideal forward beta", .default_value = 100, .range = Range::positive},
    {.name = "nf", .doc = "forward emission coefficient", .default_value = 1, .range = Range::positive},
    {.name = "vaf", .alias = "va", .unit = "V", .doc = "forward Early voltage", .default_value = infinity},
    {.name = "ikf", .alias = "ik|jbf", .unit = "A", .doc = "corner of forward beta", .default_value = infinity},
    {.name = "ise",
     .alias = "jle",
     .unit = "A",
     .doc = "base-emitter leakage saturation current",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "ne",
     .alias = "nle",
     .doc = "base-emitter leakage emission coefficient",
     .default_value = 1.5,
     .range = Range::positive},
    {.name = "br", .doc = "ideal reverse beta", .default_value = 1, .range = Range::positive},
    {.name = "nr", .doc = "reverse emission coefficient", .default_value = 1, .range = Range::positive},
    {.name = "var", .alias = "vb", .unit = "V", .doc = "reverse Early voltage", .default_value = infinity},
    {.name = "ikr", .alias = "jbr", .unit = "A", .doc = "corner of reverse beta", .default_value = infinity},
    {.name = "isc",
     .alias = "jlc",
     .unit = "A",
     .doc = "base-collector leakage saturation current",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "nc",
     .alias = "nlc",
     .doc = "base-collector leakage emission coefficient",
     .default_value = 2,
     .range = Range::positive},
    {.name = "rb",
     .unit = "ohm",
     .doc = "base resistance without current",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "irb",
     .alias = "jrb|iob",
     .unit = "A",
     .doc = "current at which half of rb - rbm is left",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "rbm", .unit = "ohm", .doc = "least base resistance", .default_value = not_given},
    {.name = "re", .unit = "ohm", .doc = "emitter resistance", .default_value = 0, .range = Range::not_negative},
    {.name = "rc", .unit = "ohm", .doc = "collector resistance", .default_value = 0, .range = Range::not_negative},
    {.name = "cje",
     .unit = "F",
     .doc = "base-emitter depletion capacitance at 0 V",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "vje",
     .alias = "pe",
     .unit = "V",
     .doc = "base-emitter potential",
     .default_value = 0.75,
     .range = Range::positive},
    {.name = "mje", .alias = "me", .doc = "base-emitter grading coefficient", .default_value = 0.33},
    {.name = "tf", .unit = "s", .doc = "forward transit time", .default_value = 0, .range = Range::not_negative},
    {.name = "xtf", .doc = "how tf grows with bias", .default_value = 0},
    {.name = "vtf", .unit = "V", .doc = "how tf grows with the base-collector voltage", .default_value = infinity},
    {.name = "itf", .alias = "jtf", .unit = "A", .doc = "how tf grows with the collector current", .default_value = 0},
    {.name = "ptf", .unit = "deg", .doc = "excess phase; not modelled", .default_value = 0},
    {.name = "cjc",
     .unit = "F",
     .doc = "base-collector depletion capacitance at 0 V",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "vjc",
     .alias = "pc",
     .unit = "V",
     .doc = "base-collector potential",
     .default_value = 0.75,
     .range = Range::positive},
    {.name = "mjc", .alias = "mc", .doc = "base-collector grading coefficient", .default_value = 0.33},
    {.name = "xcjc", .doc = "part of cjc at the inner base", .default_value = 1},
    {.name = "tr", .unit = "s", .doc = "reverse transit time", .default_value = 0, .range = Range::not_negative},
    {.name = "cjs",
     .alias = "ccs|csub",
     .unit = "F",
     .doc = "substrate capacitance at 0 V",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "vjs",
     .alias = "ps|psub",
     .unit = "V",
     .doc = "substrate potential",
     .default_value = 0.75,
     .range = Range::positive},
    {.name = "mjs", .alias = "ms|esub", .doc = "substrate grading coefficient", .default_value = 0},
    {.name = "xtb", .doc = "temperature exponent of the betas", .default_value = 0},
    {.name = "eg", .unit = "eV", .doc = "activation energy", .default_value = 1.11},
    {.name = "xti", .doc = "temperature exponent of the saturation current", .default_value = 3},
    {.name = "fc", .doc = "part of a potential up to which the depletion law holds", .default_value = 0.5},
    {.name = "nkf", .alias = "nk", .doc = "exponent of high injection", .default_value = 0.5},
    {.name = "subs",
     .doc = "where the substrate lies: 1 below the collector, -1 below the base",
     .default_value = not_given},
    {.name = "tnom",
     .alias = "tref",
     .unit = "degC",
     .doc = "temperature that the model holds for",
     .default_value = not_given},
    {.name = "kf", .doc = "flicker noise coefficient", .default_value = 0, .range = Range::not_negative},
    {.name = "af", .doc = "flicker noise exponent", .default_value = 1},
}};

enum Pin : std::uint8_t { collector_pin, base_pin, emitter_pin, substrate_pin, collector, base, emitter };
constexpr InnerNode inner[] = {
    {.name = "(collector)",
     .pin = collector_pin,
     .has_resistance = [](std::span<const double> v) { return v[RC] != 0; }},
    {.name = "(base)", .pin = base_pin, .has_resistance = [](std::span<const double> v) { return v[RB] != 0; }},
    {.name = "(emitter)", .pin = emitter_pin, .has_resistance = [](std::span<const double> v) { return v[RE] != 0; }}};
enum Control : std::size_t { be, bc, bx, sc, sb, controls };
constexpr TerminalPair control_table[] = {
    {base, emitter}, {base, collector}, {base_pin, collector}, {substrate_pin, collector}, {substrate_pin, base}};
enum Flow : std::size_t { through_be, through_bc, transport, through_bx, through_sc, through_sb, flows };
constexpr TerminalPair flow_table[] = {{base, emitter},       {base, collector},          {collector, emitter},
                                       {base_pin, collector}, {substrate_pin, collector}, {substrate_pin, base}};
using Voltage = Dual<controls>;

/// What the equations need, area and temperature counted in; voltages and currents as of an NPN.
struct Prepared {
  double sign, vt, critical;
  double saturation, beta_f, beta_r, be_leakage, bc_leakage, nf, nr, ne, nc;
  double inverse_vaf, inverse_var, inverse_ikf, inverse_ikr, nkf;
  double rc, re, rb, rbm, irb;
  double cje, vje, mje, cjc, vjc, mjc, xcjc, cjs, vjs, mjs, fc;
  double tf, xtf, inverse_vtf, itf, tr;
  double below_base;  ///< 1: the substrate lies below the base
  double is_off;
  double kelvin, kf, af;
};

/// 1 / x, where 0 and infinity both say that there is no such effect.
double inverse(double x) { return x == 0 || std::isinf(x) ? 0 : 1 / x; }

std::vector<double> prepare(std::span<const double> v, const Temperatures& temperatures) {
  const double nominal = zero_celsius + (std::isnan(v[TNOM]) ? temperatures.nominal : v[TNOM]);
  const double kelvin = zero_celsius + (std::isnan(v[temp]) ? temperatures.present + v[dtemp] : v[temp]);
  const double vt = thermal_voltage(kelvin);
  const double ratio = kelvin / nominal;
  const double exponent = (ratio - 1) * v[EG] / vt + v[XTI] * std::log(ratio);
  const double beta_factor = std::pow(ratio, v[XTB]);
  const double A = v[area];
  const double saturation = A * v[IS] * std::exp(exponent);
  const JunctionAtTemperature E = junction_at(v[VJE], v[MJE], nominal, kelvin);
  const JunctionAtTemperature C = junction_at(v[VJC], v[MJC], nominal, kelvin);
  const JunctionAtTemperature S = junction_at(v[VJS], v[MJS], nominal, kelvin);
  const bool is_pnp = v[type] == 1;
  return to_values(Prepared{.sign = is_pnp ? -1.0 : 1.0,
                            .vt = vt,
                            .critical = critical_voltage(vt, saturation),
                            .saturation = saturation,
                            .beta_f = v[BF] * beta_factor,
                            .beta_r = v[BR] * beta_factor,
                            .be_leakage = A * v[ISE] * std::exp(exponent / v[NE]) / beta_factor,
                            .bc_leakage = A * v[ISC] * std::exp(exponent / v[NC]) / beta_factor,
                            .nf = v[NF],
                            .nr = v[NR],
                            .ne = v[NE],
                            .nc = v[NC],
                            .inverse_vaf = inverse(v[VAF]),
                            .inverse_var = inverse(v[VAR]),
                            .inverse_ikf = inverse(v[IKF]) / A,
                            .inverse_ikr = inverse(v[IKR]) / A,
                            .nkf = v[NKF],
                            .rc = v[RC] / A,
                            .re = v[RE] / A,
                            .rb = v[RB] / A,
                            .rbm = (std::isnan(v[RBM]) ? v[RB] : v[RBM]) / A,
                            .irb = v[IRB] * A,
                            .cje = A * v[CJE] * E.capacitance_factor,
                            .vje = E.potential,
                            .mje = v[MJE],
                            .cjc = A * v[CJC] * C.capacitance_factor,
                            .vjc = C.potential,
                            .mjc = v[MJC],
                            .xcjc = v[XCJC],
                            .cjs = A * v[CJS] * S.capacitance_factor,
                            .vjs = S.potential,
                            .mjs = v[MJS],
                            .fc = v[FC],
                            .tf = v[TF],
                            .xtf = v[XTF],
                            .inverse_vtf = inverse(v[VTF]) / 1.44,
                            .itf = v[ITF] * A,
                            .tr = v[TR],
                            .below_base = (std::isnan(v[SUBS]) ? is_pnp : v[SUBS] < 0) ? 1.0 : 0.0,
                            .is_off = v[off],
                            .kelvin = kelvin,
                            .kf = v[KF],
                            .af = v[AF]});
}

/// Charge of the substrate's junction, whose law is a parabola's in forward direction.
Voltage substrate_charge(const Voltage& v, const Prepared& p) {
  if (v < 0) return depletion_charge(v, p.cjs, p.vjs, p.mjs, 1);
  return p.cjs * v * (1 + p.mjs / (2 * p.vjs) * v);
}

/// Base resistance at a base current: it falls as the current crowds to the emitter's edge (Hauser 1964; SPICE2).
double base_resistance(const Prepared& p, double qb, double ib) {
  if (p.irb == 0) return p.rbm + (p.rb - p.rbm) / qb;
  const double z = std::max(ib / p.irb, 1e-9);
  const double x = (-1 + std::sqrt(1 + 14.59025 * z)) / 2.4317 / std::sqrt(z);
  const double t = std::tan(x);
  return p.rbm + 3 * (p.rb - p.rbm) * (t - x) / (x * t * t);
}

/// The forward charge, with tf growing with bias (Gummel and Poon with SPICE2's tf).
Voltage forward_charge(const Prepared& p, const Voltage& forward, const Voltage& qb, const Voltage& vbe,
                       const Voltage& vbc) {
  if (vbe <= 0) return p.tf * forward;
  Voltage growth = p.xtf;
  if (p.inverse_vtf != 0) growth = growth * exp(vbc * p.inverse_vtf);
  if (p.itf != 0) {
    const Voltage part = forward / (forward + p.itf);
    growth = growth * part * part;
  }
  return p.tf * forward * (1 + growth) / qb;
}

/// Writes i_k and q_k, those of an NPN, with the slopes of both.
void set(Bias& bias, Flow k, double sign, const Voltage& current, const Voltage& charge) {
  bias.current[k] = sign * current.value;
  const auto row = static_cast<std::ptrdiff_t>(k * std::size_t{controls});
  std::copy(current.slope.begin(), current.slope.end(), bias.conductance.begin() + row);
  std::copy(charge.slope.begin(), charge.slope.end(), bias.capacitance.begin() + row);
}

void evaluate(std::span<const double> prepared, Bias& bias) {
  const auto p = from_values<Prepared>(prepared);
  const auto control = [&](Control j) { return Voltage::variable(p.sign * bias.u[j], j); };
  const Voltage vbe = control(be);
  const Voltage vbc = control(bc);
  const Voltage forward = junction_current(vbe, p.saturation, p.nf * p.vt);
  const Voltage reverse = junction_current(vbc, p.saturation, p.nr * p.vt);
  const Voltage q1 = 1 / (1 - p.inverse_vaf * vbc - p.inverse_var * vbe);
  const Voltage q2 = p.inverse_ikf * forward + p.inverse_ikr * reverse;
  const bool has_q2 = p.inverse_ikf != 0 || p.inverse_ikr != 0;
  const Voltage arg = 1 + 4 * q2;
  const Voltage bend = !has_q2 ? Voltage(1) : arg <= 0 ? Voltage(0) : pow(arg, p.nkf);
  const Voltage qb = q1 * (1 + bend) / 2;
  const Voltage base_emitter = forward / p.beta_f + leakage(vbe, p.be_leakage, p.ne * p.vt);
  const Voltage base_collector = reverse / p.beta_r + leakage(vbc, p.bc_leakage, p.nc * p.vt);
  set(bias, through_be, p.sign, base_emitter,
      forward_charge(p, forward, qb, vbe, vbc) + depletion_charge(vbe, p.cje, p.vje, p.mje, p.fc));
  set(bias, through_bc, p.sign, base_collector,
      p.tr * reverse + depletion_charge(vbc, p.cjc * p.xcjc, p.vjc, p.mjc, p.fc));
  set(bias, transport, p.sign, (forward - reverse) / qb, 0);
  set(bias, through_bx, p.sign, 0, depletion_charge(control(bx), p.cjc * (1 - p.xcjc), p.vjc, p.mjc, p.fc));
  set(bias, through_sc, p.sign, 0, p.below_base == 0 ? substrate_charge(control(sc), p) : Voltage(0));
  set(bias, through_sb, p.sign, 0, p.below_base != 0 ? -substrate_charge(-control(sb), p) : Voltage(0));
  const double ib = base_emitter.value + base_collector.value;
  const double ic = ((forward - reverse) / qb).value - base_collector.value;
  bias.kelvin = p.kelvin;
  bias.noise = {{flow_table[transport], shot_noise(ic), 0},
                {flow_table[through_be], shot_noise(ib), flicker_noise(ib, p.kf, p.af)}};
  bias.series = {1 / p.rc, 1 / base_resistance(p, qb.value, ib), 1 / p.re};
}

void start(std::span<const double> prepared, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  std::fill(u.begin(), u.end(), 0.0);
  if (p.is_off == 0) u[be] = p.sign * p.critical;
}

bool limit(std::span<const double> prepared, std::span<const double> before, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  bool is_limited = false;
  for (const Control j : {be, bc}) {
    double v = p.sign * u[j];
    is_limited = limit_junction(v, p.sign * before[j], p.vt, p.critical) || is_limited;
    u[j] = p.sign * v;
  }
  return is_limited;
}

constexpr Nonlinear equations{.models = models,
                              .levels = levels,
                              .optional_pins = 1,
                              .inner = inner,
                              .controls = control_table,
                              .flows = flow_table,
                              .prepare = prepare,
                              .evaluate = evaluate,
                              .start = start,
                              .limit = limit};

}  // namespace

/// Bipolar transistor, NPN or PNP.
///
///     Qname c b e [s] MODEL [area] [off] [temp=…]
///
/// Behind RB, RC and RE the currents of Gummel and Poon (Bell Syst. Tech. J. 49 (1970)): base to emitter
/// If / BF + leakage, base to collector Ir / BR + leakage, collector to emitter (If - Ir) / qb, where If and Ir are
/// exponentials of vbe and vbc and qb the normalised base charge with the Early effect and high injection; charges of
/// transit and depletion. Antognetti and Massobrio, chapter 2; parameters as in ngspice 39.
const DeviceType bjt{.letter = 'Q',
                     .name = "bipolar transistor",
                     .doc = "bipolar junction transistor",
                     .pins = pin_names,
                     .parameters = parameter_table,
                     .nonlinear = &equations,
                     .stamp = stamp_bias,
                     .noise = noise_of_bias};

}  // namespace ohmscope::devices

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "solver/circuit/bias.hpp"
#include "solver/devices/field_effect.hpp"
#include "solver/devices/prepared.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/semiconductor.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"d", "g", "s", "(drain)", "(source)"};
constexpr std::string_view models[] = {"njf", "pjf"};
constexpr int levels[] = {1};
enum Value {
  area,
  number,
  off,
  temp,
  dtemp,
  type,
  level,
  VTO,
  BETA,
  LAMBDA,
  RD,
  RS,
  CGS,
  CGD,
  PB,
  IS,
  N,
  FC,
  B,
  VTOTC,
  TCV,
  BETATCE,
  BEX,
  XTI,
  EG,
  TNOM,
  KF,
  AF,
  NLEV,
  GDSNOI,
  count
};
constexpr std::array<Parameter, count> parameter_table{{
    area_row,
    number_row,
    off_row,
    temp_row,
    dtemp_row,
    type_row,
    {.name = "level", .doc = "which equations: 1 is Shichman and Hodges'", .default_value = 1},
    {.name = "vto", .alias = "vt0", .unit = "V", .doc = "threshold voltage", .default_value = -2},
    {.name = "beta", .unit = "A/V^2", .doc = "transconductance parameter", .default_value = 1e-4},
    {.name = "lambda", .unit = "1/V", .doc = "channel length modulation", .default_value = 0},
    {.name = "rd", .unit = "ohm", .doc = "drain resistance", .default_value = 0, .range = Range::not_negative},
    {.name = "rs", .unit = "ohm", .doc = "source resistance", .default_value = 0, .range = Range::not_negative},
    {.name = "cgs",
     .unit = "F",
     .doc = "gate-source capacitance at 0 V",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "cgd",
     .unit = "F",
     .doc = "gate-drain capacitance at 0 V",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "pb", .unit = "V", .doc = "gate junction potential", .default_value = 1, .range = Range::positive},
    {.name = "is", .unit = "A", .doc = "gate saturation current", .default_value = 1e-14, .range = Range::not_negative},
    {.name = "n", .doc = "gate emission coefficient", .default_value = 1, .range = Range::positive},
    {.name = "fc", .doc = "part of the potential up to which the depletion law holds", .default_value = 0.5},
    {.name = "b", .doc = "doping tail (Parker and Skellern)", .default_value = 1},
    {.name = "vtotc", .unit = "V/K", .doc = "what a kelvin adds to vto", .default_value = 0},
    {.name = "tcv", .unit = "V/K", .doc = "what a kelvin takes from vto", .default_value = 0},
    {.name = "betatce", .unit = "%/K", .doc = "exponential temperature coefficient of beta", .default_value = 0},
    {.name = "bex", .doc = "temperature exponent of beta", .default_value = 0},
    {.name = "xti", .doc = "temperature exponent of the saturation current", .default_value = 0},
    {.name = "eg", .unit = "eV", .doc = "activation energy", .default_value = 1.11},
    tnom_row,
    kf_row,
    af_row,
    {.name = "nlev", .doc = "3: the channel's noise follows its charge", .default_value = 2},
    {.name = "gdsnoi", .doc = "factor of that noise", .default_value = 1},
}};

enum Pin : std::uint8_t { drain_pin, gate, source_pin, drain, source };
constexpr InnerNode inner[] = {
    {.name = "(drain)", .pin = drain_pin, .has_resistance = [](std::span<const double> v) { return v[RD] != 0; }},
    {.name = "(source)", .pin = source_pin, .has_resistance = [](std::span<const double> v) { return v[RS] != 0; }}};
enum Control : std::size_t { gs, gd, controls };
constexpr TerminalPair control_table[] = {{gate, source}, {gate, drain}};
enum Flow : std::size_t { through_gs, through_gd, channel, flows };
constexpr TerminalPair flow_table[] = {{gate, source}, {gate, drain}, {drain, source}};
using Voltage = Dual<controls>;

/// Area and temperature counted in; voltages and currents as of an n-channel.
struct Prepared {
  double sign, vte, critical, saturation;
  double threshold, beta, lambda, tail, steepness;
  double gd, gs, cgs, cgd, pb, fc;
  double is_off, number;
  double kelvin, kf, af, nlev, gdsnoi;
};

std::vector<double> prepare(std::span<const double> v, const Temperatures& temperatures) {
  const Warmth T = warmth_of(v[temp], v[dtemp], v[TNOM], temperatures);
  const double saturation = v[area] * v[IS] * std::exp((T.ratio - 1) * v[EG] / T.vt) * std::pow(T.ratio, v[XTI]);
  const JunctionAtTemperature G = junction_at(v[PB], 0.5, T.nominal, T.kelvin);
  const double threshold = v[VTO] + (v[VTOTC] - v[TCV]) * T.warmer;
  return to_values(
      Prepared{.sign = v[type] == 1 ? -1.0 : 1.0,
               .vte = v[N] * T.vt,
               .critical = critical_voltage(T.vt, saturation),
               .saturation = saturation,
               .threshold = threshold,
               .beta = v[area] * v[BETA] * std::pow(1.01, v[BETATCE] * T.warmer) * std::pow(T.ratio, v[BEX]),
               .lambda = v[LAMBDA],
               .tail = v[B],
               .steepness = (1 - v[B]) / (v[PB] - v[VTO]),
               .gd = v[area] / v[RD],
               .gs = v[area] / v[RS],
               .cgs = v[area] * v[CGS] * G.capacitance_factor,
               .cgd = v[area] * v[CGD] * G.capacitance_factor,
               .pb = G.potential,
               .fc = v[FC],
               .is_off = v[off],
               .number = v[number],
               .kelvin = T.kelvin,
               .kf = v[KF],
               .af = v[AF],
               .nlev = v[NLEV],
               .gdsnoi = v[GDSNOI]});
}

/// From drain to source, vds >= 0, by the gate's voltage to the source (Parker and Skellern; b = 1: Shichman and
/// Hodges, IEEE J. Solid-State Circuits 3 (1968)).
Voltage channel_current(const Prepared& p, const Voltage& vgs, const Voltage& vds) {
  const Voltage drive = vgs - p.threshold;
  if (drive <= 0) return 0;
  const Voltage betap = p.beta * (1 + p.lambda * vds);
  if (drive > vds) {
    const Voltage part = 2 * p.tail + 3 * p.steepness * (drive - vds);
    return betap * vds * (vds * (p.steepness * vds - p.tail) + drive * part);
  }
  return betap * drive * drive * (p.tail + drive * p.steepness);
}

/// What the channel's noise goes with: gm, or, with nlev = 3, its conductance without a drain voltage, less the more it
/// is pinched off.
double noise_conductance(const Prepared& p, const Voltage& current, double vgs, double vds) {
  if (p.nlev < 3) return current.slope[gs] + current.slope[gd];
  const double drive = (vds >= 0 ? vgs : vgs - vds) - p.threshold;
  if (drive <= 0) return 0;
  const double alpha = std::max(0.0, 1 - std::fabs(vds) / drive);
  return p.beta * drive * (1 + alpha + alpha * alpha) / (1 + alpha) * p.gdsnoi;
}

void evaluate(std::span<const double> prepared, Bias& bias) {
  const auto p = from_values<Prepared>(prepared);
  const Voltage vgs = Voltage::variable(p.sign * bias.u[gs], gs);
  const Voltage vgd = Voltage::variable(p.sign * bias.u[gd], gd);
  const Voltage vds = vgs - vgd;
  set_flow(bias, through_gs, p.sign, junction_current(vgs, p.saturation, p.vte),
           depletion_charge(vgs, p.cgs, p.pb, 0.5, p.fc));
  set_flow(bias, through_gd, p.sign, junction_current(vgd, p.saturation, p.vte),
           depletion_charge(vgd, p.cgd, p.pb, 0.5, p.fc));
  const Voltage current = vds >= 0 ? channel_current(p, vgs, vds) : -channel_current(p, vgd, -vds);
  set_flow<controls>(bias, channel, p.sign, current, 0);
  bias.kelvin = p.kelvin;
  bias.noise = {{flow_table[channel], channel_noise(noise_conductance(p, current, vgs.value, vds.value), p.kelvin),
                 flicker_noise(current.value, p.kf, p.af)}};
  bias.series = {p.gd, p.gs};
  set_number(bias, p.number);
}

void start(std::span<const double> prepared, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  std::fill(u.begin(), u.end(), p.is_off == 0 ? -p.sign : 0.0);
}

bool limit(std::span<const double> prepared, std::span<const double> before, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  const std::array<double, controls> wanted{u[gs], u[gd]};
  for (const Control j : {gs, gd}) {
    double v = p.sign * u[j];
    limit_junction(v, p.sign * before[j], p.vte, p.critical);
    u[j] = p.sign * limited_gate(v, p.sign * before[j], p.threshold);
  }
  return are_limited(wanted, u);
}

constexpr Nonlinear equations{.models = models,
                              .levels = levels,
                              .inner = inner,
                              .controls = control_table,
                              .flows = flow_table,
                              .prepare = prepare,
                              .evaluate = evaluate,
                              .start = start,
                              .limit = limit};

}  // namespace

/// Junction field-effect transistor.
///
///     Jname d g s MODEL [area] [off] [temp=…]
///
/// Behind RD and RS the channel's current BETA (vgs - VTO)^2 (1 + LAMBDA vds), below pinch-off
/// BETA vds (2 (vgs - VTO) - vds) (1 + LAMBDA vds), and two junctions from the gate with their depletion charges.
/// Antognetti and Massobrio, chapter 3; parameters as in ngspice 39.
const DeviceType jfet{.letter = 'J',
                      .name = "junction field-effect transistor",
                      .doc = "junction field-effect transistor",
                      .pins = pin_names,
                      .parameters = parameter_table,
                      .nonlinear = &equations,
                      .stamp = stamp_bias,
                      .noise = noise_of_bias};

}  // namespace ohmscope::devices

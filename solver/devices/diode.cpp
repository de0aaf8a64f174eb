#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "solver/circuit/bias.hpp"
#include "solver/devices/dual.hpp"
#include "solver/devices/junction.hpp"
#include "solver/devices/prepared.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

using Voltage = Dual<1>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::string_view pin_names[] = {"a", "k", "(anode)"};
constexpr std::string_view models[] = {"d"};
constexpr int levels[] = {1};
enum Value {
  area,
  pj,
  off,
  temp,
  dtemp,
  type,
  level,
  IS,
  JSW,
  RS,
  N,
  NS,
  TT,
  CJO,
  VJ,
  M,
  CJP,
  PHP,
  MJSW,
  IKF,
  IKR,
  ISR,
  NR,
  EG,
  XTI,
  FC,
  FCS,
  BV,
  IBV,
  NBV,
  TCV,
  TRS1,
  TRS2,
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
    {.name = "pj",
     .unit = "m",
     .doc = "length of its edge",
     .default_value = 0,
     .range = Range::not_negative,
     .in_parallel = InParallel::multiplied},
    {.name = "off", .doc = "off where the search for the operating point begins", .default_value = 0},
    {.name = "temp", .unit = "degC", .doc = "its own temperature", .default_value = not_given},
    {.name = "dtemp", .unit = "K", .doc = "how much warmer it is than the circuit", .default_value = 0},
    {.name = "type", .doc = "which of the model types", .default_value = 0},
    {.name = "level", .doc = "which equations: 1 is a junction's", .default_value = 1},
    {.name = "is",
     .alias = "js",
     .unit = "A",
     .doc = "saturation current",
     .default_value = 1e-14,
     .range = Range::not_negative},
    {.name = "jsw",
     .unit = "A/m",
     .doc = "saturation current of the edge",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "rs", .unit = "ohm", .doc = "series resistance", .default_value = 0, .range = Range::not_negative},
    {.name = "n", .doc = "emission coefficient", .default_value = 1, .range = Range::positive},
    {.name = "ns", .doc = "emission coefficient of the edge", .default_value = 1, .range = Range::positive},
    {.name = "tt", .unit = "s", .doc = "transit time", .default_value = 0, .range = Range::not_negative},
    {.name = "cjo",
     .alias = "cj0|cj",
     .unit = "F",
     .doc = "depletion capacitance at 0 V",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "vj",
     .alias = "pb",
     .unit = "V",
     .doc = "junction potential",
     .default_value = 1,
     .range = Range::positive},
    {.name = "m", .alias = "mj", .doc = "grading coefficient", .default_value = 0.5, .range = Range::not_negative},
    {.name = "cjp",
     .alias = "cjsw",
     .unit = "F/m",
     .doc = "depletion capacitance of the edge",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "php",
     .alias = "vjsw",
     .unit = "V",
     .doc = "potential of the edge",
     .default_value = 1,
     .range = Range::positive},
    {.name = "mjsw", .doc = "grading coefficient of the edge", .default_value = 0.33, .range = Range::not_negative},
    {.name = "ikf",
     .alias = "ik",
     .unit = "A",
     .doc = "forward knee current",
     .default_value = infinity,
     .range = Range::positive_or_infinite},
    {.name = "ikr",
     .unit = "A",
     .doc = "reverse knee current",
     .default_value = infinity,
     .range = Range::positive_or_infinite},
    {.name = "isr",
     .unit = "A",
     .doc = "recombination saturation current",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "nr", .doc = "emission coefficient of recombination", .default_value = 2, .range = Range::positive},
    {.name = "eg", .unit = "eV", .doc = "activation energy", .default_value = 1.11, .range = Range::positive},
    {.name = "xti", .doc = "temperature exponent of the saturation current", .default_value = 3},
    {.name = "fc", .doc = "part of the potential up to which the depletion law holds", .default_value = 0.5},
    {.name = "fcs", .doc = "the same of the edge", .default_value = 0.5},
    {.name = "bv",
     .unit = "V",
     .doc = "breakdown voltage",
     .default_value = infinity,
     .range = Range::positive_or_infinite},
    {.name = "ibv",
     .alias = "ib",
     .unit = "A",
     .doc = "current at the breakdown voltage",
     .default_value = 1e-3,
     .range = Range::positive},
    {.name = "nbv", .doc = "emission coefficient of the breakdown", .default_value = not_given},
    {.name = "tcv", .unit = "V/K", .doc = "temperature coefficient of the breakdown voltage", .default_value = 0},
    {.name = "trs1", .alias = "trs", .unit = "1/K", .doc = "first temperature coefficient of rs", .default_value = 0},
    {.name = "trs2", .unit = "1/K^2", .doc = "second temperature coefficient of rs", .default_value = 0},
    {.name = "tnom",
     .alias = "tref",
     .unit = "degC",
     .doc = "temperature that the model holds for",
     .default_value = not_given},
    {.name = "kf", .doc = "flicker noise coefficient", .default_value = 0, .range = Range::not_negative},
    {.name = "af", .doc = "flicker noise exponent", .default_value = 1},
}};

constexpr InnerNode inner[] = {
    {.name = "(anode)", .pin = 0, .has_resistance = [](std::span<const double> v) { return v[RS] != 0; }}};
constexpr TerminalPair junction[] = {{2, 1}};

/// What a diode's equations need, its area counted in.
struct Prepared {
  double vt, saturation, edge_saturation, recombination;
  double bottom_capacitance, potential, grading, edge_capacitance, edge_potential, edge_grading;
  double breakdown;
  double forward_knee, reverse_knee;
  double series, critical;
  double n, ns, nr, nbv, tt, fc, fcs;
  double is_off;
  double kelvin, kf, af;
};

/// I(T) / I(Tnom) = exp((T/Tnom - 1) EG / (n vt)) (T/Tnom)^(XTI / n).
double saturation_factor(double ratio, double eg, double xti, double n, double vt) {
  return std::exp((ratio - 1) * eg / (n * vt) + xti / n * std::log(ratio));
}

/// Where the breakdown's exponential begins, so that IBV flows at BV (SPICE3, DIOtemp).
double breakdown_voltage(double bv, double ibv, double nbv, double saturation, double vt) {
  if (!std::isfinite(bv) || ibv < saturation * bv / vt) return bv;
  constexpr int most_steps = 100;
  double found = bv - nbv * vt * std::log(1 + ibv / saturation);
  for (int step = 0; step < most_steps; ++step) {
    const double before = std::exchange(found, bv - nbv * vt * std::log(ibv / saturation + 1 - found / vt));
    if (std::fabs(found - before) <= 1e-15 * bv) break;
  }
  return found;
}

std::vector<double> prepare(std::span<const double> v, const Temperatures& temperatures) {
  const double nominal = zero_celsius + (std::isnan(v[TNOM]) ? temperatures.nominal : v[TNOM]);
  const double kelvin = zero_celsius + (std::isnan(v[temp]) ? temperatures.present + v[dtemp] : v[temp]);
  const double ratio = kelvin / nominal;
  const double warmer = kelvin - nominal;
  const double vt = thermal_voltage(kelvin);
  const double A = v[area];
  const JunctionAtTemperature bottom = junction_at(v[VJ], v[M], nominal, kelvin);
  const JunctionAtTemperature edge = junction_at(v[PHP], v[MJSW], nominal, kelvin);
  const double saturation = A * v[IS] * saturation_factor(ratio, v[EG], v[XTI], v[N], vt);
  const double nbv = std::isnan(v[NBV]) ? v[N] : v[NBV];
  const Prepared p{.vt = vt,
                   .saturation = saturation,
                   .edge_saturation = v[pj] * v[JSW] * saturation_factor(ratio, v[EG], v[XTI], v[NS], vt),
                   .recombination = A * v[ISR] * saturation_factor(ratio, v[EG], v[XTI], v[NR], vt),
                   .bottom_capacitance = A * v[CJO] * bottom.capacitance_factor,
                   .potential = bottom.potential,
                   .grading = v[M],
                   .edge_capacitance = v[pj] * v[CJP] * edge.capacitance_factor,
                   .edge_potential = edge.potential,
                   .edge_grading = v[MJSW],
                   .breakdown = breakdown_voltage(v[BV] - v[TCV] * warmer, v[IBV], nbv, saturation, vt),
                   .forward_knee = A * v[IKF],
                   .reverse_knee = A * v[IKR],
                   .series = A / (v[RS] * (1 + warmer * (v[TRS1] + warmer * v[TRS2]))),
                   .critical = critical_voltage(v[N] * vt, saturation),
                   .n = v[N],
                   .ns = v[NS],
                   .nr = v[NR],
                   .nbv = nbv,
                   .tt = v[TT],
                   .fc = v[FC],
                   .fcs = v[FCS],
                   .is_off = v[off],
                   .kelvin = kelvin,
                   .kf = v[KF],
                   .af = v[AF]};
  return to_values(p);
}

/// I / (1 + sqrt(I / IK)): high injection.
Voltage above_knee(const Voltage& current, double knee) {
  if (!std::isfinite(knee) || current <= 0) return current;
  return current / (1 + sqrt(current / knee));
}

void evaluate(std::span<const double> prepared, Bias& bias) {
  const auto p = from_values<Prepared>(prepared);
  const Voltage v = Voltage::variable(bias.u[0], 0);
  const bool breaks_down = v < -p.breakdown;
  const Voltage bottom = breaks_down ? -p.saturation * exp(-(p.breakdown + v) / (p.nbv * p.vt))
                                     : junction_current(v, p.saturation, p.n * p.vt);
  Voltage current = bottom + junction_current(v, p.edge_saturation, p.ns * p.vt);
  const bool is_forward = v >= -3 * p.n * p.vt;
  if (p.recombination > 0 && is_forward) {
    const Voltage depth = 1 - v / p.potential;
    current = current + junction_current(v, p.recombination, p.nr * p.vt) * pow(depth * depth + 0.005, p.grading / 2);
  }
  current = is_forward ? above_knee(current, p.forward_knee) : -above_knee(-current, p.reverse_knee);
  const Voltage charge = p.tt * current + depletion_charge(v, p.bottom_capacitance, p.potential, p.grading, p.fc) +
                         depletion_charge(v, p.edge_capacitance, p.edge_potential, p.edge_grading, p.fcs);
  bias.current[0] = current.value;
  bias.conductance[0] = current.slope[0];
  bias.capacitance[0] = charge.slope[0];
  bias.series[0] = p.series;
  bias.kelvin = p.kelvin;
  bias.noise = {{junction[0], shot_noise(current.value), flicker_noise(current.value, p.kf, p.af)}};
}

void start(std::span<const double> prepared, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  u[0] = p.is_off == 0 ? p.critical : 0;
}

bool limit(std::span<const double> prepared, std::span<const double> before, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  const double vte = p.n * p.vt;
  if (u[0] >= std::min(0.0, -p.breakdown + 10 * vte)) return limit_junction(u[0], before[0], vte, p.critical);
  // In breakdown the current grows with -v.
  double beyond = -(u[0] + p.breakdown);
  const bool is_limited = limit_junction(beyond, -(before[0] + p.breakdown), p.nbv * p.vt, p.critical);
  u[0] = -(beyond + p.breakdown);
  return is_limited;
}

constexpr Nonlinear equations{.models = models,
                              .levels = levels,
                              .inner = inner,
                              .controls = junction,
                              .flows = junction,
                              .prepare = prepare,
                              .evaluate = evaluate,
                              .start = start,
                              .limit = limit};

}  // namespace

/// Junction diode.
///
///     Dname a k MODEL [area] [pj=…] [temp=…]
///
/// Between an inner anode (behind RS) and the cathode flows I(v) = IS (exp(v / (N vt)) - 1), with the edge's current,
/// recombination, high injection and breakdown, and the charge TT I(v) + Q(v) of diffusion and depletion.
/// Antognetti and Massobrio, Semiconductor Device Modeling with SPICE (1993), chapter 1; parameters as in ngspice 39.
const DeviceType diode{.letter = 'D',
                       .name = "diode",
                       .doc = "junction diode",
                       .pins = pin_names,
                       .parameters = parameter_table,
                       .nonlinear = &equations,
                       .stamp = stamp_bias,
                       .noise = noise_of_bias};

}  // namespace ohmscope::devices

#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "solver/circuit/bias.hpp"
#include "solver/devices/diode_parameters.hpp"
#include "solver/devices/prepared.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

using namespace diode_values;
using Voltage = Dual<1>;

constexpr std::string_view pin_names[] = {"a", "k", "(anode)"};
constexpr std::string_view models[] = {"d"};
constexpr int levels[] = {1};
constexpr InnerNode inner[] = {
    {.name = "(anode)", .pin = 0, .has_resistance = [](std::span<const double> v) { return v[RS] != 0; }}};
constexpr TerminalPair junction[] = {{2, 1}};

/// Capacitance C (1 - v/phi)^-m up to fc phi.
struct Depletion {
  double C, phi, m, fc;
  [[nodiscard]] Voltage charge(const Voltage& v) const { return depletion_charge(v, C, phi, m, fc); }
};

/// What a diode's equations need, its area counted in.
struct Prepared {
  double vt, saturation, edge_saturation, recombination, tunnelling;
  Depletion bottom, edge;
  double potential, grading;
  double breakdown;
  double forward_knee, reverse_knee;
  double series, critical;
  double n, edge_n, nr, nbv, ntun, tt;
  double is_off, number;
  double kelvin, kf, af;
};

/// I(T) / I(Tnom) = exp((T/Tnom - 1) EG / (n vt)) (T/Tnom)^(XTI / n).
double saturation_factor(const Warmth& T, double eg, double xti, double n) {
  return std::exp((T.ratio - 1) * eg / (n * T.vt) + xti / n * std::log(T.ratio));
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

/// A capacitance's law at a temperature: by SPICE2's, or (`is_linear`) by the coefficients of its own.
Depletion depletion_at(const Warmth& T, Depletion given, bool is_linear, double per_kelvin, double volts_per_kelvin) {
  const double warmer = T.kelvin - reference_temperature;
  const JunctionAtTemperature law = junction_at(given.phi, given.m, T.nominal, T.kelvin);
  given.C *= is_linear ? 1 + per_kelvin * warmer : law.capacitance_factor;
  given.phi = is_linear ? given.phi - volts_per_kelvin * warmer : law.potential;
  if (given.fc * given.phi > 1) given.phi = 1 / given.fc;
  return given;
}

double knee(double given, double area) { return given == 0 ? infinity : area * given; }

std::vector<double> prepare(std::span<const double> v, const Temperatures& temperatures) {
  constexpr double steepest = 0.9;
  const Warmth T = warmth_of(v[temp], v[dtemp], v[TNOM], temperatures);
  const double A = v[area];
  const double m = std::min(v[M] * T.factor(v[TM1], v[TM2]), steepest);
  const bool is_linear = v[TLEVC] == 1;
  const bool has_own_edge = !std::isnan(v[NS]);
  const double edge = v[pj] * v[JSW] * saturation_factor(T, v[EG], v[XTI], has_own_edge ? v[NS] : 1);
  const double saturation = A * v[IS] * saturation_factor(T, v[EG], v[XTI], v[N]);
  const double nbv = std::isnan(v[NBV]) ? v[N] : v[NBV];
  const double bv = v[TLEV] == 0 ? v[BV] - v[TCV] * T.warmer : v[BV] * (1 - v[TCV] * T.warmer);
  const Depletion bottom = depletion_at(T, {A * v[CJO], v[VJ], m, v[FC]}, is_linear, v[CTA], v[TPB]);
  return to_values(Prepared{
      .vt = T.vt,
      .saturation = saturation + (has_own_edge ? 0 : edge),
      .edge_saturation = has_own_edge ? edge : 0,
      .recombination = A * v[ISR] * saturation_factor(T, v[EG], v[XTI], v[NR]),
      .tunnelling = (A * v[JTUN] + v[pj] * v[JTUNSW]) * saturation_factor(T, v[KEG] * v[EG], v[XTITUN], v[NTUN]),
      .bottom = bottom,
      .edge = depletion_at(T, {v[pj] * v[CJP], v[PHP], v[MJSW], v[FCS]}, is_linear, v[CTP], v[TPHP]),
      .potential = bottom.phi,
      .grading = m,
      .breakdown = breakdown_voltage(bv, v[IBV], nbv, saturation, T.vt),
      .forward_knee = knee(v[IKF], A),
      .reverse_knee = knee(v[IKR], A),
      .series = A / (v[RS] * T.factor(v[TRS1], v[TRS2])),
      .critical = critical_voltage(v[N] * T.vt, saturation),
      .n = v[N],
      .edge_n = v[NS],
      .nr = v[NR],
      .nbv = nbv,
      .ntun = v[NTUN],
      .tt = v[TT] * T.factor(v[TTT1], v[TTT2]),
      .is_off = v[off],
      .number = v[number],
      .kelvin = T.kelvin,
      .kf = v[KF],
      .af = v[AF]});
}

/// I / (1 + sqrt(I / IK)): high injection.
Voltage above_knee(const Voltage& current, double knee) {
  if (!std::isfinite(knee) || current <= 0) return current;
  return current / (1 + sqrt(current / knee));
}

/// Of the area or of the edge: forward, reverse, breakdown.
Voltage barrier_current(const Prepared& p, const Voltage& v, double saturation, double n) {
  if (saturation == 0) return 0;
  if (v < -p.breakdown && v < -3 * n * p.vt) return -saturation * limited_exp(-(p.breakdown + v) / (p.nbv * p.vt));
  return junction_current(v, saturation, n * p.vt);
}

void evaluate(std::span<const double> prepared, Bias& bias) {
  const auto p = from_values<Prepared>(prepared);
  const Voltage v = Voltage::variable(bias.u[0], 0);
  const bool is_forward = v >= -3 * p.n * p.vt;
  Voltage current = barrier_current(p, v, p.saturation, p.n) + barrier_current(p, v, p.edge_saturation, p.edge_n);
  if (p.recombination > 0 && is_forward) {
    const Voltage depth = 1 - v / p.potential;
    current =
        current + p.recombination * (limited_exp(v / (p.nr * p.vt)) - 1) * pow(depth * depth + 0.005, p.grading / 2);
  }
  if (p.tunnelling > 0) current = current - p.tunnelling * (limited_exp(-v / (p.ntun * p.vt)) - 1);
  current = is_forward ? above_knee(current, p.forward_knee) : -above_knee(-current, p.reverse_knee);
  set_flow(bias, 0, 1, current, p.tt * current + p.bottom.charge(v) + p.edge.charge(v));
  bias.series[0] = p.series;
  bias.kelvin = p.kelvin;
  bias.noise = {{junction[0], shot_noise(current.value), flicker_noise(current.value, p.kf, p.af)}};
  set_number(bias, p.number);
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
                       .parameters = table,
                       .nonlinear = &equations,
                       .stamp = stamp_bias,
                       .noise = noise_of_bias};

}  // namespace ohmscope::devices

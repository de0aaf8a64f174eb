#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "solver/circuit/bias.hpp"
#include "solver/devices/bjt_parameters.hpp"
#include "solver/devices/prepared.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

using namespace bjt_values;

constexpr std::string_view pin_names[] = {"c", "b", "e", "s", "(collector)", "(base)", "(emitter)"};
constexpr std::string_view models[] = {"npn", "pnp"};
constexpr int levels[] = {1};

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

/// Capacitance C (1 - v/phi)^-m.
struct Depletion {
  double C, phi, m;
};

/// What the equations need, area and temperature counted in; voltages and currents as of an NPN.
struct Prepared {
  double sign, vt, critical, substrate_critical;
  double forward, reverse, beta_f, beta_r, be_leakage, bc_leakage, substrate, nf, nr, ne, nc, ns;
  double inverse_vaf, inverse_var, inverse_ikf, inverse_ikr, nkf;
  double rc, re, rb, rbm, irb;
  Depletion at_emitter, at_collector, at_substrate;
  double xcjc, fc;
  double tf, xtf, inverse_vtf, itf, tr;
  double below_base;  ///< 1: the substrate lies below the base
  double is_off, number;
  double kelvin, kf, af;
};

/// 1 / x, where 0 and infinity both say that there is no such effect.
double inverse(double x) { return x == 0 || std::isinf(x) ? 0 : 1 / x; }

/// A capacitance's law at a temperature, its `rows` being those of C, phi and m in the table: by SPICE2's, or, with
/// TLEVC, by coefficients of C and phi.
struct DepletionRows {
  Value C, phi, m, m1, m2, per_kelvin, volts_per_kelvin;
};
Depletion depletion_at(std::span<const double> v, const Warmth& T, const DepletionRows& rows, double area) {
  constexpr double steepest = 0.999;
  const double m = std::min(v[rows.m] * T.factor(v[rows.m1], v[rows.m2]), steepest);
  if (v[TLEVC] == 1)
    return {area * v[rows.C] * (1 + v[rows.per_kelvin] * T.warmer), v[rows.phi] - v[rows.volts_per_kelvin] * T.warmer,
            m};
  const JunctionAtTemperature law = junction_at(v[rows.phi], m, T.nominal, T.kelvin);
  return {area * v[rows.C] * law.capacitance_factor, law.potential, m};
}

/// Saturation currents and betas at a temperature.
struct Currents {
  double forward, reverse, substrate, beta_f, beta_r, be_leakage, bc_leakage;
};
Currents currents_at(std::span<const double> v, const Warmth& T, double of_base, double of_substrate) {
  const double exponent = (T.ratio - 1) * v[EG] / T.vt + v[XTI] * std::log(T.ratio);
  const bool by_power = v[TLEV] == 3;
  const auto grown = [&](double current, double n, double first, double second) {
    return by_power ? std::pow(current, T.factor(first, second)) : current * std::exp(exponent / n);
  };
  const bool are_apart = !std::isnan(v[IBE]) && !std::isnan(v[IBC]);
  const double whole = grown(v[IS], 1, v[TIS1], v[TIS2]);
  const double beta_factor = v[TLEV] == 0 ? std::pow(T.ratio, v[XTB]) : v[TLEV] == 1 ? 1 + v[XTB] * T.warmer : 1;
  const double leakage_factor = by_power ? 1 : beta_factor;
  const auto beta = [&](double at_nominal, double first, double second) {
    if (std::isnan(first) && std::isnan(second)) return at_nominal * beta_factor;
    return at_nominal * T.factor(std::isnan(first) ? 0 : first, std::isnan(second) ? 0 : second);
  };
  const double A = v[area];
  return {.forward = A * (are_apart ? grown(v[IBE], v[NF], v[TIS1], v[TIS2]) : whole),
          // ngspice 39 counts the area twice where IBC is not given.
          .reverse = of_base * (are_apart ? grown(v[IBC], v[NR], v[TIS1], v[TIS2]) : A * whole),
          .substrate = grown(v[ISS], are_apart ? v[NR] : 1, v[TISS1], v[TISS2]) * (are_apart ? of_substrate : A),
          .beta_f = beta(v[BF], v[TBF1], v[TBF2]),
          .beta_r = beta(v[BR], v[TBR1], v[TBR2]),
          .be_leakage = v[ISE] == 0 ? 0 : A * grown(v[ISE], v[NE], v[TISE1], v[TISE2]) / leakage_factor,
          .bc_leakage = v[ISC] == 0 ? 0 : of_base * grown(v[ISC], v[NC], v[TISC1], v[TISC2]) / leakage_factor};
}

std::vector<double> prepare(std::span<const double> v, const Temperatures& temperatures) {
  const Warmth T = warmth_of(v[temp], v[dtemp], v[TNOM], temperatures);
  const double A = v[area];
  const double base_area = std::isnan(v[areab]) ? A : v[areab];
  const double collector_area = std::isnan(v[areac]) ? A : v[areac];
  const bool is_pnp = v[type] == 1;
  const bool below_base = std::isnan(v[SUBS]) ? is_pnp : v[SUBS] < 0;
  const double of_base = below_base ? collector_area : base_area;
  const double of_substrate = below_base ? base_area : collector_area;
  const Currents I = currents_at(v, T, of_base, of_substrate);
  return to_values(Prepared{.sign = is_pnp ? -1.0 : 1.0,
                            .vt = T.vt,
                            .critical = critical_voltage(T.vt, I.forward),
                            .substrate_critical = critical_voltage(T.vt, I.substrate),
                            .forward = I.forward,
                            .reverse = I.reverse,
                            .beta_f = I.beta_f,
                            .beta_r = I.beta_r,
                            .be_leakage = I.be_leakage,
                            .bc_leakage = I.bc_leakage,
                            .substrate = v[ISS] == 0 ? 0 : I.substrate,
                            .nf = v[NF] * T.factor(v[TNF1], v[TNF2]),
                            .nr = v[NR] * T.factor(v[TNR1], v[TNR2]),
                            .ne = v[NE] * T.factor(v[TNE1], v[TNE2]),
                            .nc = v[NC] * T.factor(v[TNC1], v[TNC2]),
                            .ns = v[NS] * T.factor(v[TNS1], v[TNS2]),
                            .inverse_vaf = inverse(v[VAF] * T.factor(v[TVAF1], v[TVAF2])),
                            .inverse_var = inverse(v[VAR] * T.factor(v[TVAR1], v[TVAR2])),
                            .inverse_ikf = inverse(v[IKF] * T.factor(v[TIKF1], v[TIKF2])) / A,
                            .inverse_ikr = inverse(v[IKR] * T.factor(v[TIKR1], v[TIKR2])) / A,
                            .nkf = v[NKF],
                            .rc = v[RC] * T.factor(v[TRC1], v[TRC2]) / A,
                            .re = v[RE] * T.factor(v[TRE1], v[TRE2]) / A,
                            .rb = v[RB] * T.factor(v[TRB1], v[TRB2]) / A,
                            .rbm = (std::isnan(v[RBM]) ? v[RB] : v[RBM]) * T.factor(v[TRM1], v[TRM2]) / A,
                            .irb = v[IRB] * T.factor(v[TIRB1], v[TIRB2]) * A,
                            .at_emitter = depletion_at(v, T, {CJE, VJE, MJE, TMJE1, TMJE2, CTE, TVJE}, A),
                            .at_collector = depletion_at(v, T, {CJC, VJC, MJC, TMJC1, TMJC2, CTC, TVJC}, of_base),
                            .at_substrate = depletion_at(v, T, {CJS, VJS, MJS, TMJS1, TMJS2, CTS, TVJS}, of_substrate),
                            .xcjc = v[XCJC],
                            .fc = std::min(v[FC], 0.9999),
                            .tf = v[TF] * T.factor(v[TTF1], v[TTF2]),
                            .xtf = v[XTF],
                            .inverse_vtf = inverse(v[VTF]) / 1.44,
                            .itf = v[ITF] * T.factor(v[TITF1], v[TITF2]) * A,
                            .tr = v[TR] * T.factor(v[TTR1], v[TTR2]),
                            .below_base = below_base ? 1.0 : 0.0,
                            .is_off = v[off],
                            .number = v[number],
                            .kelvin = T.kelvin,
                            .kf = v[KF],
                            .af = v[AF]});
}

/// Charge of a part of a depletion capacitance.
Voltage charge_of(const Voltage& v, const Depletion& depletion, double part, double fc) {
  return depletion_charge(v, part * depletion.C, depletion.phi, depletion.m, fc);
}

/// Charge of the substrate's junction, whose law is a parabola's in forward direction.
Voltage substrate_charge(const Voltage& v, const Prepared& p) {
  if (v < 0) return depletion_charge(v, p.at_substrate.C, p.at_substrate.phi, p.at_substrate.m, 1);
  return p.at_substrate.C * v * (1 + p.at_substrate.m / (2 * p.at_substrate.phi) * v);
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
  if (p.inverse_vtf != 0) growth = growth * limited_exp(vbc * p.inverse_vtf);
  if (p.itf != 0) {
    const Voltage part = forward / (forward + p.itf);
    growth = growth * part * part;
  }
  return p.tf * forward * (1 + growth) / qb;
}

void evaluate(std::span<const double> prepared, Bias& bias) {
  const auto p = from_values<Prepared>(prepared);
  const auto control = [&](Control j) { return Voltage::variable(p.sign * bias.u[j], j); };
  const Voltage vbe = control(be);
  const Voltage vbc = control(bc);
  const Voltage forward = junction_current(vbe, p.forward, p.nf * p.vt);
  const Voltage reverse = junction_current(vbc, p.reverse, p.nr * p.vt);
  const Voltage q1 = 1 / (1 - p.inverse_vaf * vbc - p.inverse_var * vbe);
  const Voltage q2 = p.inverse_ikf * forward + p.inverse_ikr * reverse;
  const bool has_q2 = p.inverse_ikf != 0 || p.inverse_ikr != 0;
  const Voltage arg = 1 + 4 * q2;
  const Voltage bend = !has_q2 ? Voltage(1) : arg <= 0 ? Voltage(0) : pow(arg, p.nkf);
  const Voltage qb = q1 * (1 + bend) / 2;
  const Voltage base_emitter = forward / p.beta_f + leakage(vbe, p.be_leakage, p.ne * p.vt);
  const Voltage base_collector = reverse / p.beta_r + leakage(vbc, p.bc_leakage, p.nc * p.vt);
  set_flow<controls>(bias, through_be, p.sign, base_emitter,
                     forward_charge(p, forward, qb, vbe, vbc) + charge_of(vbe, p.at_emitter, 1, p.fc));
  set_flow<controls>(bias, through_bc, p.sign, base_collector,
                     p.tr * reverse + charge_of(vbc, p.at_collector, p.xcjc, p.fc));
  set_flow<controls>(bias, transport, p.sign, (forward - reverse) / qb, 0);
  set_flow<controls>(bias, through_bx, p.sign, 0, charge_of(control(bx), p.at_collector, 1 - p.xcjc, p.fc));
  const Voltage substrate = p.below_base == 0 ? control(sc) : -control(sb);
  const double turn = p.below_base == 0 ? 1 : -1;
  const Voltage leak = turn * leakage(substrate, p.substrate, p.ns * p.vt);
  const Voltage stored = turn * substrate_charge(substrate, p);
  set_flow<controls>(bias, through_sc, p.sign, p.below_base == 0 ? leak : 0, p.below_base == 0 ? stored : 0);
  set_flow<controls>(bias, through_sb, p.sign, p.below_base == 0 ? 0 : leak, p.below_base == 0 ? 0 : stored);
  const double ib = base_emitter.value + base_collector.value;
  const double ic = ((forward - reverse) / qb).value - base_collector.value;
  bias.kelvin = p.kelvin;
  bias.noise = {{flow_table[transport], shot_noise(ic), 0},
                {flow_table[through_be], shot_noise(ib), flicker_noise(ib, p.kf, p.af)}};
  bias.series = {1 / p.rc, 1 / base_resistance(p, qb.value, ib), 1 / p.re};
  set_number(bias, p.number);
}

void start(std::span<const double> prepared, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  std::fill(u.begin(), u.end(), 0.0);
  if (p.is_off == 0) u[be] = p.sign * p.critical;
}

bool limit(std::span<const double> prepared, std::span<const double> before, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  bool is_limited = false;
  const auto limit_control = [&](Control j, double sign, double critical) {
    double v = sign * u[j];
    is_limited = limit_junction(v, sign * before[j], p.vt, critical) || is_limited;
    u[j] = sign * v;
  };
  limit_control(be, p.sign, p.critical);
  limit_control(bc, p.sign, p.critical);
  if (p.substrate > 0 && p.below_base == 0) limit_control(sc, p.sign, p.substrate_critical);
  if (p.substrate > 0 && p.below_base != 0) limit_control(sb, -p.sign, p.substrate_critical);
  return is_limited;
}

/// PTF, the phase that is in excess at 1 / (2 pi TF), as a time.
double delay_of(const ElementView& e) { return e.values[PTF] * std::numbers::pi / 180 * e.values[TF]; }

/// What vbe does to the transport current comes late, exp(-j w delay) (Weil and McNamee, IEEE Trans. Circuits Syst. 25
/// (1978)). Here stands the difference to what stamp_bias() writes.
void stamp_delay(const ElementView& e, double frequency, Stamper& s) {
  if (e.bias == nullptr || delay_of(e) == 0) return;
  const std::complex<double> late = std::polar(1.0, -2 * std::numbers::pi * frequency * delay_of(e));
  const auto across = [&](const TerminalPair& pair) {
    return Stamper::across(e.pins[pair.positive], e.pins[pair.negative]);
  };
  s.add_at(across(flow_table[transport]), across(control_table[be]),
           ComplexDD((late - 1.0) * e.bias->conductance[transport * std::size_t{controls} + be]));
}

bool is_without_delay(const ElementView& e, Stamper& /*s*/) { return delay_of(e) == 0; }

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
                     .parameters = table,
                     .nonlinear = &equations,
                     .stamp = stamp_bias,
                     .stamp_at = stamp_delay,
                     .stamp_powers = is_without_delay,
                     .noise = noise_of_bias};

}  // namespace ohmscope::devices

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "solver/circuit/bias.hpp"
#include "solver/devices/dual.hpp"
#include "solver/devices/field_effect.hpp"
#include "solver/devices/junction.hpp"
#include "solver/devices/prepared.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"d", "g", "s", "b", "(drain)", "(source)"};
constexpr std::string_view models[] = {"nmos", "pmos"};
constexpr int levels[] = {1};
enum Value {
  L,
  W,
  AD,
  AS,
  PD,
  PS,
  NRD,
  NRS,
  multiplier,
  off,
  temp,
  dtemp,
  type,
  level,
  VTO,
  KP,
  GAMMA,
  PHI,
  LAMBDA,
  RD,
  RS,
  CBD,
  CBS,
  IS,
  PB,
  CGSO,
  CGDO,
  CGBO,
  RSH,
  CJ,
  MJ,
  CJSW,
  MJSW,
  JS,
  TOX,
  LD,
  UO,
  FC,
  NSUB,
  TPG,
  NSS,
  TNOM,
  KF,
  AF,
  count
};
constexpr std::array<Parameter, count> parameter_table{{
    {.name = "l", .unit = "m", .doc = "length of the channel", .default_value = 1e-4, .range = Range::positive},
    {.name = "w", .unit = "m", .doc = "width of the channel", .default_value = 1e-4, .range = Range::positive},
    {.name = "ad", .unit = "m^2", .doc = "area of the drain", .default_value = 0, .range = Range::not_negative},
    {.name = "as", .unit = "m^2", .doc = "area of the source", .default_value = 0, .range = Range::not_negative},
    {.name = "pd", .unit = "m", .doc = "edge of the drain", .default_value = 0, .range = Range::not_negative},
    {.name = "ps", .unit = "m", .doc = "edge of the source", .default_value = 0, .range = Range::not_negative},
    {.name = "nrd", .doc = "squares of the drain", .default_value = 1, .range = Range::not_negative},
    {.name = "nrs", .doc = "squares of the source", .default_value = 1, .range = Range::not_negative},
    {.name = "number", .doc = "how many stand in parallel", .default_value = 1, .in_parallel = InParallel::multiplied},
    {.name = "off", .doc = "off where the search for the operating point begins", .default_value = 0},
    {.name = "temp", .unit = "degC", .doc = "its own temperature", .default_value = not_given},
    {.name = "dtemp", .unit = "K", .doc = "how much warmer it is than the circuit", .default_value = 0},
    {.name = "type", .doc = "which of the model types", .default_value = 0},
    {.name = "level", .doc = "which equations: 1 is Shichman and Hodges'", .default_value = 1},
    {.name = "vto",
     .alias = "vt0",
     .unit = "V",
     .doc = "threshold voltage without bulk bias",
     .default_value = not_given},
    {.name = "kp", .unit = "A/V^2", .doc = "transconductance parameter", .default_value = not_given},
    {.name = "gamma", .unit = "sqrt(V)", .doc = "bulk threshold parameter", .default_value = not_given},
    {.name = "phi", .unit = "V", .doc = "surface potential", .default_value = not_given, .range = Range::positive},
    {.name = "lambda", .unit = "1/V", .doc = "channel length modulation", .default_value = 0},
    {.name = "rd", .unit = "ohm", .doc = "drain resistance", .default_value = 0, .range = Range::not_negative},
    {.name = "rs", .unit = "ohm", .doc = "source resistance", .default_value = 0, .range = Range::not_negative},
    {.name = "cbd", .unit = "F", .doc = "bulk-drain capacitance at 0 V", .default_value = not_given},
    {.name = "cbs", .unit = "F", .doc = "bulk-source capacitance at 0 V", .default_value = not_given},
    {.name = "is",
     .unit = "A",
     .doc = "bulk junction saturation current",
     .default_value = 1e-14,
     .range = Range::not_negative},
    {.name = "pb", .unit = "V", .doc = "bulk junction potential", .default_value = 0.8, .range = Range::positive},
    {.name = "cgso", .unit = "F/m", .doc = "gate-source overlap capacitance", .default_value = 0},
    {.name = "cgdo", .unit = "F/m", .doc = "gate-drain overlap capacitance", .default_value = 0},
    {.name = "cgbo", .unit = "F/m", .doc = "gate-bulk overlap capacitance", .default_value = 0},
    {.name = "rsh",
     .unit = "ohm",
     .doc = "sheet resistance of drain and source",
     .default_value = 0,
     .range = Range::not_negative},
    {.name = "cj", .unit = "F/m^2", .doc = "bulk junction capacitance", .default_value = not_given},
    {.name = "mj", .doc = "bulk junction grading coefficient", .default_value = 0.5},
    {.name = "cjsw", .unit = "F/m", .doc = "capacitance of its edge", .default_value = 0},
    {.name = "mjsw", .doc = "grading coefficient of its edge", .default_value = 0.5},
    {.name = "js", .unit = "A/m^2", .doc = "bulk junction saturation current density", .default_value = 0},
    {.name = "tox", .unit = "m", .doc = "thickness of the oxide", .default_value = not_given, .range = Range::positive},
    {.name = "ld", .unit = "m", .doc = "lateral diffusion", .default_value = 0},
    {.name = "uo", .alias = "u0", .unit = "cm^2/Vs", .doc = "surface mobility", .default_value = 600},
    {.name = "fc", .doc = "part of the potential up to which the depletion law holds", .default_value = 0.5},
    {.name = "nsub", .unit = "1/cm^3", .doc = "substrate doping", .default_value = not_given, .range = Range::positive},
    {.name = "tpg", .doc = "gate: 1 opposite to the substrate, -1 alike, 0 aluminium", .default_value = 1},
    {.name = "nss", .unit = "1/cm^2", .doc = "surface states", .default_value = 0},
    {.name = "tnom",
     .alias = "tref",
     .unit = "degC",
     .doc = "temperature that the model holds for",
     .default_value = not_given},
    {.name = "kf", .doc = "flicker noise coefficient", .default_value = 0, .range = Range::not_negative},
    {.name = "af", .doc = "flicker noise exponent", .default_value = 1},
}};

enum Pin : std::uint8_t { drain_pin, gate, source_pin, bulk, drain, source };
constexpr InnerNode inner[] = {
    {.name = "(drain)",
     .pin = drain_pin,
     .has_resistance = [](std::span<const double> v) { return v[RD] != 0 || v[RSH] * v[NRD] != 0; }},
    {.name = "(source)", .pin = source_pin, .has_resistance = [](std::span<const double> v) {
       return v[RS] != 0 || v[RSH] * v[NRS] != 0;
     }}};
enum Control : std::size_t { gs, ds, bs, controls };
constexpr TerminalPair control_table[] = {{gate, source}, {drain, source}, {bulk, source}};
enum Flow : std::size_t { channel, bulk_source, bulk_drain, gate_source, gate_drain, gate_bulk, flows };
constexpr TerminalPair flow_table[] = {{drain, source}, {bulk, source}, {bulk, drain},
                                       {gate, source},  {gate, drain},  {gate, bulk}};
using Voltage = Dual<controls>;

/// A bulk junction: area and edge.
struct Junction {
  double saturation, bottom, edge;
};

/// Size and temperature counted in; voltages and currents as of an n-channel.
struct Prepared {
  double sign, vt, critical;
  double beta, built_in, gamma, phi, lambda, oxide;
  Junction at_source, at_drain;
  double pb, mj, mjsw, fc;
  double overlap_source, overlap_drain, overlap_bulk;
  double gd, gs;
  double is_off;
  double kelvin, flicker, af;
};

/// What the process says where the electrical parameters are not given (SPICE3, MOS1temp).
struct Process {
  double vto, kp, gamma, phi, oxide_per_area;
};
constexpr double eps0 = 8.854214871e-12;  // F/m, as in ngspice 39

Process process_of(std::span<const double> v, double sign, double nominal) {
  constexpr double intrinsic = 1.45e16;  // 1/m^3
  const double oxide = std::isnan(v[TOX]) ? 0 : 3.9 * eps0 / v[TOX];
  Process p{v[VTO], v[KP], v[GAMMA], v[PHI], oxide};
  if (std::isnan(p.kp)) p.kp = oxide == 0 ? 2e-5 : v[UO] * 1e-4 * oxide;
  const double doping = v[NSUB] * 1e6;
  if (oxide > 0 && doping > intrinsic) {
    if (std::isnan(p.phi)) p.phi = std::max(0.1, 2 * thermal_voltage(nominal) * std::log(doping / intrinsic));
    if (std::isnan(p.gamma)) p.gamma = std::sqrt(2 * 11.7 * eps0 * elementary_charge * doping) / oxide;
    if (std::isnan(p.vto)) {
      const double gap = band_gap(nominal);
      const double gate_work = v[TPG] == 0 ? 3.2 : 3.25 + 0.5 * gap - sign * v[TPG] * 0.5 * gap;
      const double difference = gate_work - (3.25 + 0.5 * gap + sign * 0.5 * p.phi);
      const double flat_band = difference - v[NSS] * 1e4 * elementary_charge / oxide;
      p.vto = flat_band + sign * (p.gamma * std::sqrt(p.phi) + p.phi);
    }
  }
  if (std::isnan(p.phi)) p.phi = 0.6;
  if (std::isnan(p.gamma)) p.gamma = 0;
  if (std::isnan(p.vto)) p.vto = 0;
  return p;
}

Junction junction_of(std::span<const double> v, double area, double edge, double given, double saturation,
                     double density, double factor, double edge_factor) {
  const double bottom = !std::isnan(given)  ? given * v[multiplier]
                        : std::isnan(v[CJ]) ? 0
                                            : v[CJ] * area * v[multiplier];
  const bool by_area = density != 0 && v[AD] != 0 && v[AS] != 0;
  return {by_area ? density * area * v[multiplier] : saturation * v[multiplier], bottom * factor,
          v[CJSW] * edge * v[multiplier] * edge_factor};
}

double series_conductance(double given, double sheet, double squares, double number) {
  const double R = given != 0 ? given : sheet * squares;
  return number / R;
}

/// KF over the gate's area and the square of its capacitance per area.
double flicker_factor(std::span<const double> v, const Process& process, double gate_area) {
  constexpr double usual = 3.9 * eps0 / 1e-7;
  const double oxide = process.oxide_per_area == 0 ? usual : process.oxide_per_area;
  return v[KF] / (gate_area * oxide * oxide);
}

std::vector<double> prepare(std::span<const double> v, const Temperatures& temperatures) {
  const double nominal = zero_celsius + (std::isnan(v[TNOM]) ? temperatures.nominal : v[TNOM]);
  const double kelvin = zero_celsius + (std::isnan(v[temp]) ? temperatures.present + v[dtemp] : v[temp]);
  const double vt = thermal_voltage(kelvin);
  const double sign = v[type] == 1 ? -1 : 1;
  const Process process = process_of(v, sign, nominal);
  const double phi = junction_at(process.phi, 0, nominal, kelvin).potential;
  const double growth = std::exp(-band_gap(kelvin) / vt + band_gap(nominal) / thermal_voltage(nominal));
  const JunctionAtTemperature bottom = junction_at(v[PB], v[MJ], nominal, kelvin);
  const JunctionAtTemperature edge = junction_at(v[PB], v[MJSW], nominal, kelvin);
  const double length = v[L] - 2 * v[LD];
  const double width = v[W] * v[multiplier];
  const double built_in = process.vto - sign * process.gamma * std::sqrt(process.phi) +
                          0.5 * (band_gap(nominal) - band_gap(kelvin)) + sign * 0.5 * (phi - process.phi);
  const double saturation = v[IS] * growth;
  const double density = v[JS] * growth;
  return to_values(Prepared{.sign = sign,
                            .vt = vt,
                            .critical = critical_voltage(vt, saturation * v[multiplier]),
                            .beta = process.kp / std::pow(kelvin / nominal, 1.5) * width / length,
                            .built_in = sign * built_in,
                            .gamma = process.gamma,
                            .phi = phi,
                            .lambda = v[LAMBDA],
                            .oxide = process.oxide_per_area * width * length,
                            .at_source = junction_of(v, v[AS], v[PS], v[CBS], saturation, density,
                                                     bottom.capacitance_factor, edge.capacitance_factor),
                            .at_drain = junction_of(v, v[AD], v[PD], v[CBD], saturation, density,
                                                    bottom.capacitance_factor, edge.capacitance_factor),
                            .pb = bottom.potential,
                            .mj = v[MJ],
                            .mjsw = v[MJSW],
                            .fc = v[FC],
                            .overlap_source = v[CGSO] * width,
                            .overlap_drain = v[CGDO] * width,
                            .overlap_bulk = v[CGBO] * length * v[multiplier],
                            .gd = series_conductance(v[RD], v[RSH], v[NRD], v[multiplier]),
                            .gs = series_conductance(v[RS], v[RSH], v[NRS], v[multiplier]),
                            .is_off = v[off],
                            .kelvin = kelvin,
                            .flicker = flicker_factor(v, process, width * length),
                            .af = v[AF]});
}

/// The gate voltage at which a channel begins.
template <class Real>
Real threshold(const Prepared& p, const Real& vbs) {
  using std::sqrt;
  if (vbs <= 0) return p.built_in + p.gamma * sqrt(p.phi - vbs);
  const double root = std::sqrt(p.phi);
  const Real falling = root - vbs / (2 * root);
  return falling > 0 ? p.built_in + p.gamma * falling : Real(p.built_in);
}

/// From drain to source, vds >= 0.
Voltage channel_current(const Prepared& p, const Voltage& drive, const Voltage& vds) {
  if (drive <= 0) return 0;
  const Voltage beta = p.beta * (1 + p.lambda * vds);
  return drive <= vds ? 0.5 * beta * drive * drive : beta * vds * (drive - 0.5 * vds);
}

/// Capacitances between the gate and the others (Meyer, RCA Review 32 (1971)), source and drain by their roles.
struct GateCapacitances {
  double source = 0, drain = 0, bulk = 0;
};
GateCapacitances meyer(const Prepared& p, double drive, double vds) {
  const double saturation = std::max(drive, 0.025);
  GateCapacitances c;
  if (drive <= -p.phi) return {0, 0, p.oxide};
  if (drive <= 0) c.bulk = -drive * p.oxide / p.phi;
  if (drive <= -p.phi / 2) return c;
  const double at_source = drive <= 0 ? drive * p.oxide / (0.75 * p.phi) + 2 * p.oxide / 3 : 2 * p.oxide / 3;
  if (vds >= saturation) return {at_source, 0, c.bulk};
  const double sum = 2 * saturation - vds;
  const double left = saturation - vds;
  return {at_source * (1 - left * left / (sum * sum)), at_source * (1 - saturation * saturation / (sum * sum)), c.bulk};
}

/// A bulk junction's current, which ngspice lets go flat at -3 vt.
Voltage bulk_current(const Voltage& v, double saturation, double vt) {
  if (v <= -3 * vt) return -saturation;
  return saturation * (exp(v / vt) - 1);
}

void evaluate(std::span<const double> prepared, Bias& bias) {
  const auto p = from_values<Prepared>(prepared);
  const auto control = [&](Control j) { return Voltage::variable(p.sign * bias.u[j], j); };
  const Voltage vgs = control(gs);
  const Voltage vds = control(ds);
  const Voltage vbs = control(bs);
  const Voltage vbd = vbs - vds;
  const bool is_forward = vds >= 0;
  const Voltage drive = is_forward ? vgs - threshold(p, vbs) : vgs - vds - threshold(p, vbd);
  const Voltage current = is_forward ? channel_current(p, drive, vds) : -channel_current(p, drive, -vds);
  const auto set = [&](Flow k, const Voltage& i, const Voltage& q) {
    bias.current[k] = p.sign * i.value;
    const auto row = static_cast<std::ptrdiff_t>(k * std::size_t{controls});
    std::copy(i.slope.begin(), i.slope.end(), bias.conductance.begin() + row);
    std::copy(q.slope.begin(), q.slope.end(), bias.capacitance.begin() + row);
  };
  const auto junction_charge = [&](const Voltage& v, const Junction& junction) {
    return depletion_charge(v, junction.bottom, p.pb, p.mj, p.fc) +
           depletion_charge(v, junction.edge, p.pb, p.mjsw, p.fc);
  };
  GateCapacitances c = meyer(p, drive.value, std::fabs(vds.value));
  if (!is_forward) std::swap(c.source, c.drain);
  set(channel, current, 0);
  set(bulk_source, bulk_current(vbs, p.at_source.saturation, p.vt), junction_charge(vbs, p.at_source));
  set(bulk_drain, bulk_current(vbd, p.at_drain.saturation, p.vt), junction_charge(vbd, p.at_drain));
  set(gate_source, 0, (c.source + p.overlap_source) * vgs);
  set(gate_drain, 0, (c.drain + p.overlap_drain) * (vgs - vds));
  set(gate_bulk, 0, (c.bulk + p.overlap_bulk) * (vgs - vbs));
  const double gm = current.slope[gs];
  bias.kelvin = p.kelvin;
  bias.noise = {{flow_table[channel], channel_noise(gm, p.kelvin), flicker_noise(current.value, p.flicker, p.af)}};
  bias.series = {p.gd, p.gs};
}

void start(std::span<const double> prepared, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  std::fill(u.begin(), u.end(), 0.0);
  if (p.is_off != 0) return;
  u[gs] = p.sign * (threshold(p, 0.0) + 0.5);
  u[ds] = p.sign;
  u[bs] = -p.sign;
}

bool limit(std::span<const double> prepared, std::span<const double> before, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  const std::array<double, controls> wanted{u[gs], u[ds], u[bs]};
  double vgs = p.sign * u[gs];
  double vds = p.sign * u[ds];
  double vbs = p.sign * u[bs];
  const double gs_before = p.sign * before[gs];
  const double ds_before = p.sign * before[ds];
  const double bs_before = p.sign * before[bs];
  double vgd = vgs - vds;
  if (ds_before >= 0) {
    vgs = limited_gate(vgs, gs_before, threshold(p, bs_before));
    vds = limited_drain(vgs - vgd, ds_before);
  } else {
    vgd = limited_gate(vgd, gs_before - ds_before, threshold(p, bs_before - ds_before));
    vds = -limited_drain(-(vgs - vgd), -ds_before);
    vgs = vgd + vds;
  }
  if (vds >= 0) {
    limit_junction(vbs, bs_before, p.vt, p.critical);
  } else {
    double vbd = vbs - vds;
    limit_junction(vbd, bs_before - ds_before, p.vt, p.critical);
    vbs = vbd + vds;
  }
  u[gs] = p.sign * vgs;
  u[ds] = p.sign * vds;
  u[bs] = p.sign * vbs;
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

/// MOS field-effect transistor, level 1.
///
///     Mname d g s b MODEL [l=… w=… ad=… as=… pd=… ps=… nrd=… nrs=…] [off] [temp=…]
///
/// Behind RD and RS the channel's current KP W/L (vgs - vth)^2 / 2 (1 + LAMBDA vds), below saturation
/// KP W/L vds (vgs - vth - vds/2) (1 + LAMBDA vds), with vth = VTO + GAMMA (sqrt(PHI - vbs) - sqrt(PHI)) (Shichman and
/// Hodges, IEEE J. Solid-State Circuits 3 (1968)); bulk junctions, Meyer's capacitances and overlaps. Antognetti and
/// Massobrio, chapter 4; parameters as in ngspice 39.
const DeviceType mosfet{.letter = 'M',
                        .name = "MOS field-effect transistor",
                        .doc = "MOS field-effect transistor",
                        .pins = pin_names,
                        .parameters = parameter_table,
                        .nonlinear = &equations,
                        .stamp = stamp_bias,
                        .noise = noise_of_bias};

}  // namespace ohmscope::devices

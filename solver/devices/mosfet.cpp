#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "solver/circuit/bias.hpp"
#include "solver/devices/field_effect.hpp"
#include "solver/devices/mosfet.hpp"
#include "solver/devices/mosfet_parameters.hpp"
#include "solver/devices/prepared.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"d", "g", "s", "b", "(drain)", "(source)"};
constexpr std::string_view models[] = {"nmos", "pmos"};
constexpr int levels[] = {1, 2, 3};
constexpr const MosfetLevel* level_table[] = {&mosfet_level1, &mosfet_level2, &mosfet_level3};

enum Pin : std::uint8_t { drain_pin, gate, source_pin, bulk, drain, source };
bool has_resistance(const MosfetValues& v, Mosfet resistance, Mosfet squares) {
  return v[resistance] != 0 || v[Mosfet::RSH] * v[squares] != 0;
}
constexpr InnerNode inner[] = {
    {.name = "(drain)",
     .pin = drain_pin,
     .has_resistance = [](std::span<const double> v) { return has_resistance({v}, Mosfet::RD, Mosfet::NRD); }},
    {.name = "(source)", .pin = source_pin, .has_resistance = [](std::span<const double> v) {
       return has_resistance({v}, Mosfet::RS, Mosfet::NRS);
     }}};
enum Control : std::size_t { gs, ds, bs, controls };
constexpr TerminalPair control_table[] = {{gate, source}, {drain, source}, {bulk, source}};
enum Flow : std::size_t { channel, bulk_source, bulk_drain, gate_source, gate_drain, gate_bulk, flows };
constexpr TerminalPair flow_table[] = {{drain, source}, {bulk, source}, {bulk, drain},
                                       {gate, source},  {gate, drain},  {gate, bulk}};

/// A bulk junction: area and edge.
struct Junction {
  double saturation, critical, bottom, edge;
};

/// Of one transistor, its temperature counted in; behind it stand the level's own values.
struct Prepared {
  MosfetChannel channel;
  Junction at_source, at_drain;
  double mj, mjsw, fc;
  double overlap_source, overlap_drain, overlap_bulk;
  double gd, gs;
  double level;
  double is_off, number;
  double kelvin, flicker, af;
};
constexpr std::size_t own_begin = sizeof(Prepared) / sizeof(double);

const MosfetLevel& level_of(double level) {
  for (const MosfetLevel* known : level_table) {
    if (known->level == level) return *known;
  }
  return mosfet_level1;
}

/// Gate's work function less the substrate's, in volts.
double work_difference(const MosfetValues& v, double sign, double phi, double nominal) {
  const double gap = band_gap(nominal);
  const double at_gate = v[Mosfet::TPG] == 0 ? 3.2 : 3.25 + 0.5 * gap - sign * v[Mosfet::TPG] * 0.5 * gap;
  return at_gate - (3.25 + 0.5 * gap + sign * 0.5 * phi);
}

/// What the process says where the electrical parameters are not given (SPICE3, MOS1temp).
struct Process {
  double vto, kp, gamma, phi, oxide;
};
Process process_of(const MosfetValues& v, const MosfetLevel& level, double sign, double nominal) {
  const double tox = std::isnan(v[Mosfet::TOX]) ? level.tox : v[Mosfet::TOX];
  const double oxide = std::isnan(tox) ? 0 : oxide_permittivity / tox;
  Process p{v[Mosfet::VTO], v[Mosfet::KP], v[Mosfet::GAMMA], v[Mosfet::PHI], oxide};
  if (std::isnan(p.kp)) p.kp = oxide == 0 ? 2e-5 : v[Mosfet::UO] * 1e-4 * oxide;
  const double doping = v[Mosfet::NSUB] * 1e6;
  const double intrinsic = level.intrinsic(nominal);
  if (oxide > 0 && doping > intrinsic) {
    if (std::isnan(p.phi)) p.phi = std::max(0.1, 2 * thermal_voltage(nominal) * std::log(doping / intrinsic));
    if (std::isnan(p.gamma)) p.gamma = std::sqrt(2 * silicon_permittivity * elementary_charge * doping) / oxide;
    if (std::isnan(p.vto)) {
      const double states = v[Mosfet::NSS] * 1e4 * elementary_charge / oxide;
      p.vto = work_difference(v, sign, p.phi, nominal) - states + sign * (p.gamma * std::sqrt(p.phi) + p.phi);
    }
  }
  if (std::isnan(p.phi)) p.phi = 0.6;
  if (std::isnan(p.gamma)) p.gamma = 0;
  if (std::isnan(p.vto)) p.vto = 0;
  return p;
}

MosfetChannel channel_of(const MosfetValues& v, const MosfetLevel& level, const Warmth& T) {
  const double sign = v[Mosfet::type] == 1 ? -1 : 1;
  const Process process = process_of(v, level, sign, T.nominal);
  const double phi = junction_at(process.phi, 0, T.nominal, T.kelvin).potential;
  const double built_in = process.vto + (level.is_adjusted ? v[Mosfet::DELVTO] : 0) -
                          sign * process.gamma * std::sqrt(process.phi) +
                          0.5 * (band_gap(T.nominal) - band_gap(T.kelvin)) + sign * 0.5 * (phi - process.phi);
  const double length = v[Mosfet::L] - 2 * v[Mosfet::LD] + (level.is_adjusted ? v[Mosfet::XL] : 0);
  const double width = v[Mosfet::W] + (level.is_adjusted ? v[Mosfet::XW] - 2 * v[Mosfet::WD] : 0);
  const double slower = std::pow(T.ratio, 1.5);
  return {.sign = sign,
          .vt = T.vt,
          .length = length,
          .width = width,
          .oxide = process.oxide,
          .beta = process.kp / slower * width / length,
          .built_in = sign * built_in,
          .gamma = process.gamma,
          .phi = phi,
          .pb = junction_at(v[Mosfet::PB], 0, T.nominal, T.kelvin).potential,
          .doping = std::isnan(v[Mosfet::NSUB]) ? 0 : v[Mosfet::NSUB] * 1e6,
          .mobility = v[Mosfet::UO] * 1e-4 / slower};
}

struct Region {
  double area, edge, capacitance;
};
Junction junction_of(const MosfetValues& v, const Region& region, double mjsw, const Warmth& T) {
  const double factor = junction_at(v[Mosfet::PB], v[Mosfet::MJ], T.nominal, T.kelvin).capacitance_factor;
  const double edge_factor = junction_at(v[Mosfet::PB], mjsw, T.nominal, T.kelvin).capacitance_factor;
  const double growth = std::exp(-band_gap(T.kelvin) / T.vt + band_gap(T.nominal) / thermal_voltage(T.nominal));
  const bool by_area = v[Mosfet::JS] != 0 && v[Mosfet::AD] != 0 && v[Mosfet::AS] != 0;
  const double saturation = growth * (by_area ? v[Mosfet::JS] * region.area : v[Mosfet::IS]);
  const double bottom = !std::isnan(region.capacitance) ? region.capacitance
                        : std::isnan(v[Mosfet::CJ])     ? 0
                                                        : v[Mosfet::CJ] * region.area;
  return {saturation, critical_voltage(T.vt, saturation), bottom * factor, v[Mosfet::CJSW] * region.edge * edge_factor};
}

double series_conductance(double given, double sheet, double squares) {
  return 1 / (given != 0 ? given : sheet * squares);
}

/// KF over the gate's area and the square of its capacitance per area. As ngspice 39 has it: without what masks add,
/// and of a whole row of transistors at once, beside whose current levels 1 and 2 count their area too.
double flicker_factor(const MosfetValues& v, const MosfetLevel& level, double oxide_given) {
  const double oxide = oxide_given == 0 ? oxide_permittivity / 1e-7 : oxide_given;
  const double width = v[Mosfet::W] - (level.is_adjusted ? 2 * v[Mosfet::WD] : 0);
  const double length = v[Mosfet::L] - 2 * v[Mosfet::LD];
  const double in_a_row = std::pow(v[Mosfet::number], v[Mosfet::AF] - (level.is_adjusted ? 1 : 2));
  return v[Mosfet::KF] * in_a_row / (width * length * oxide * oxide);
}

std::vector<double> prepare(std::span<const double> values, const Temperatures& temperatures) {
  const MosfetValues v{values};
  const Warmth T = warmth_of(v[Mosfet::temp], v[Mosfet::dtemp], v[Mosfet::TNOM], temperatures);
  const MosfetLevel& level = level_of(v[Mosfet::level]);
  const MosfetChannel c = channel_of(v, level, T);
  const double mjsw = std::isnan(v[Mosfet::MJSW]) ? level.mjsw : v[Mosfet::MJSW];
  std::vector<double> all =
      to_values(Prepared{.channel = c,
                         .at_source = junction_of(v, {v[Mosfet::AS], v[Mosfet::PS], v[Mosfet::CBS]}, mjsw, T),
                         .at_drain = junction_of(v, {v[Mosfet::AD], v[Mosfet::PD], v[Mosfet::CBD]}, mjsw, T),
                         .mj = v[Mosfet::MJ],
                         .mjsw = mjsw,
                         .fc = v[Mosfet::FC],
                         .overlap_source = v[Mosfet::CGSO] * c.width,
                         .overlap_drain = v[Mosfet::CGDO] * c.width,
                         .overlap_bulk = v[Mosfet::CGBO] * c.length,
                         .gd = series_conductance(v[Mosfet::RD], v[Mosfet::RSH], v[Mosfet::NRD]),
                         .gs = series_conductance(v[Mosfet::RS], v[Mosfet::RSH], v[Mosfet::NRS]),
                         .level = v[Mosfet::level],
                         .is_off = v[Mosfet::off],
                         .number = v[Mosfet::number],
                         .kelvin = T.kelvin,
                         .flicker = flicker_factor(v, level, c.oxide),
                         .af = v[Mosfet::AF]});
  const std::vector<double> own = level.prepare(v, c);
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

/// Capacitances between the gate and the others (Meyer, RCA Review 32 (1971)), source and drain by their roles.
struct GateCapacitances {
  double source = 0, drain = 0, bulk = 0;
};
GateCapacitances meyer(const MosfetChannel& channel, double drive, double vds, double vdsat) {
  const double oxide = channel.oxide * channel.width * channel.length;
  const double saturation = std::max(vdsat, 0.025);
  GateCapacitances c;
  if (drive <= -channel.phi) return {0, 0, oxide};
  if (drive <= 0) c.bulk = -drive * oxide / channel.phi;
  if (drive <= -channel.phi / 2) return c;
  const double at_source = drive <= 0 ? drive * oxide / (0.75 * channel.phi) + 2 * oxide / 3 : 2 * oxide / 3;
  if (vds >= saturation) return {at_source, 0, c.bulk};
  const double sum = 2 * saturation - vds;
  const double left = saturation - vds;
  return {at_source * (1 - left * left / (sum * sum)), at_source * (1 - saturation * saturation / (sum * sum)), c.bulk};
}

MosfetVoltage bulk_current(const MosfetVoltage& v, const Junction& junction, double vt, const MosfetLevel& level) {
  if (v <= -3 * vt && !level.leakage_grows) return -junction.saturation;
  return junction_current(v, junction.saturation, vt);
}

MosfetVoltage bulk_charge(const MosfetVoltage& v, const Junction& junction, const Prepared& p) {
  return depletion_charge(v, junction.bottom, p.channel.pb, p.mj, p.fc) +
         depletion_charge(v, junction.edge, p.channel.pb, p.mjsw, p.fc);
}

void evaluate(std::span<const double> prepared, Bias& bias) {
  const auto p = from_values<Prepared>(prepared);
  const MosfetChannel& c = p.channel;
  const auto control = [&](Control j) { return MosfetVoltage::variable(c.sign * bias.u[j], j); };
  const MosfetVoltage vgs = control(gs);
  const MosfetVoltage vds = control(ds);
  const MosfetVoltage vbs = control(bs);
  const MosfetVoltage vgd = vgs - vds;
  const MosfetVoltage vbd = vbs - vds;
  const bool is_forward = vds >= 0;
  const auto own = prepared.subspan(own_begin);
  const MosfetLevel& level = level_of(p.level);
  const ChannelState state = is_forward ? level.conduct(c, own, vgs, vds, vbs) : level.conduct(c, own, vgd, -vds, vbd);
  const MosfetVoltage current = is_forward ? state.current : -state.current;
  const double drive = (is_forward ? vgs : vgd).value - state.threshold;
  GateCapacitances gate_to = meyer(c, drive, std::fabs(vds.value), state.saturation);
  if (!is_forward) std::swap(gate_to.source, gate_to.drain);
  const MosfetVoltage into_drain = bulk_current(vbd, p.at_drain, c.vt, level);
  set_flow<controls>(bias, channel, c.sign, current, 0);
  set_flow<controls>(bias, bulk_source, c.sign, bulk_current(vbs, p.at_source, c.vt, level),
                     bulk_charge(vbs, p.at_source, p));
  set_flow<controls>(bias, bulk_drain, c.sign, into_drain, bulk_charge(vbd, p.at_drain, p));
  set_flow<controls>(bias, gate_source, c.sign, 0, (gate_to.source + p.overlap_source) * vgs);
  set_flow<controls>(bias, gate_drain, c.sign, 0, (gate_to.drain + p.overlap_drain) * vgd);
  set_flow<controls>(bias, gate_bulk, c.sign, 0, (gate_to.bulk + p.overlap_bulk) * (vgs - vbs));
  bias.kelvin = p.kelvin;
  bias.noise = {{flow_table[channel], channel_noise(current.slope[gs], p.kelvin),
                 flicker_noise(current.value - into_drain.value, p.flicker, p.af)}};
  bias.series = {p.gd, p.gs};
  set_number(bias, p.number);
}

void start(std::span<const double> prepared, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  std::fill(u.begin(), u.end(), 0.0);
  if (p.is_off != 0) return;
  const double threshold = level_of(p.level).threshold(p.channel, prepared.subspan(own_begin), 0, 0);
  u[gs] = p.channel.sign * (threshold + 0.5);
  u[ds] = p.channel.sign;
  u[bs] = -p.channel.sign;
}

bool limit(std::span<const double> prepared, std::span<const double> before, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  const MosfetChannel& c = p.channel;
  const std::array<double, controls> wanted{u[gs], u[ds], u[bs]};
  const auto threshold = [&](double vds, double vbs) {
    return level_of(p.level).threshold(c, prepared.subspan(own_begin), vds, vbs);
  };
  double vgs = c.sign * u[gs];
  double vds = c.sign * u[ds];
  double vbs = c.sign * u[bs];
  const double gs_before = c.sign * before[gs];
  const double ds_before = c.sign * before[ds];
  const double bs_before = c.sign * before[bs];
  double vgd = vgs - vds;
  if (ds_before >= 0) {
    vgs = limited_gate(vgs, gs_before, threshold(ds_before, bs_before));
    vds = limited_drain(vgs - vgd, ds_before);
  } else {
    vgd = limited_gate(vgd, gs_before - ds_before, threshold(-ds_before, bs_before - ds_before));
    vds = -limited_drain(-(vgs - vgd), -ds_before);
    vgs = vgd + vds;
  }
  if (vds >= 0) {
    limit_junction(vbs, bs_before, c.vt, p.at_source.critical);
  } else {
    double vbd = vbs - vds;
    limit_junction(vbd, bs_before - ds_before, c.vt, p.at_drain.critical);
    vbs = vbd + vds;
  }
  u[gs] = c.sign * vgs;
  u[ds] = c.sign * vds;
  u[bs] = c.sign * vbs;
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

/// MOS field-effect transistor.
///
///     Mname d g s b MODEL [l=… w=… ad=… as=… pd=… ps=… nrd=… nrs=…] [off] [temp=…]
///
/// Behind RD and RS a channel whose current is its level's business (mosfet_level1.cpp and so on), two bulk junctions,
/// Meyer's capacitances and overlaps. Antognetti and Massobrio, chapter 4; parameters as in ngspice 39.
const DeviceType mosfet{.letter = 'M',
                        .name = "MOS field-effect transistor",
                        .doc = "MOS field-effect transistor",
                        .pins = pin_names,
                        .parameters = mosfet_parameters,
                        .nonlinear = &equations,
                        .stamp = stamp_bias,
                        .noise = noise_of_bias};

}  // namespace ohmscope::devices

#include <cmath>
#include <string>

#include "solver/devices/line.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p1", "n1", "p2", "n2"};
constexpr Parameter parameter_table[] = {{.name = "R",
                                          .unit = "ohm/m",
                                          .doc = "series resistance",
                                          .default_value = 0,
                                          .range = Range::not_negative,
                                          .in_parallel = InParallel::divided},
                                         {.name = "L",
                                          .unit = "H/m",
                                          .doc = "series inductance",
                                          .default_value = 0,
                                          .range = Range::not_negative,
                                          .in_parallel = InParallel::divided},
                                         {.name = "G",
                                          .unit = "S/m",
                                          .doc = "shunt conductance",
                                          .default_value = 0,
                                          .range = Range::not_negative,
                                          .in_parallel = InParallel::multiplied},
                                         {.name = "C",
                                          .unit = "F/m",
                                          .doc = "shunt capacitance",
                                          .default_value = 0,
                                          .range = Range::not_negative,
                                          .in_parallel = InParallel::multiplied},
                                         {.name = "len", .unit = "m", .doc = "length", .range = Range::not_negative}};
enum Value { R, L, G, C, length };

int branches(const ElementView& /*e*/) { return 2; }

void stamp(const ElementView& e, Stamper& s) { stamp_line_ports(e, s); }

void stamp_at(const ElementView& e, double frequency, Stamper& s) {
  const DoubleDouble omega = angular_frequency(frequency);
  const auto total = [&](double real, double imaginary) {
    return ComplexDD{DoubleDouble{real}, omega * DoubleDouble{imaginary}} * DoubleDouble{e.values[length]};
  };
  stamp_line(e, total(e.values[R], e.values[L]), total(e.values[G], e.values[C]), s);
}

/// A line of resistance and conductance between three terminals is a pi of resistors at every frequency.
bool plain_pi(const std::string& name, std::span<const double> v, std::span<const NodeId> pins, Circuit& out) {
  const double x = std::sqrt(v[R] * v[G]) * v[length];
  const double series = v[R] * v[length] * (x == 0 ? 1 : std::sinh(x) / x);
  if (series == 0 || !std::isfinite(series) || pins[1] != pins[3]) return false;
  const auto add = [&](const char* part, NodeId p, NodeId n, double value) {
    const NodeId ends[] = {p, n};
    out.add(resistor, name + part, ends, {&value, 1});
  };
  add("", pins[0], pins[2], series);
  if (x == 0) return true;
  const double shunt = std::sqrt(v[R] / v[G]) / std::tanh(x / 2);
  add(".G1", pins[0], pins[1], shunt);
  add(".G2", pins[2], pins[3], shunt);
  return true;
}

/// Sections of L and R in series, between them C and G to the common terminal: half of these at both ends. Without L
/// and R a wire joins the ends, and the rest is exact.
bool plain_sections(const std::string& name, std::span<const double> v, std::span<const NodeId> pins, Circuit& out) {
  if (pins[1] != pins[3]) return false;
  const bool is_wire = v[R] == 0 && v[L] == 0;
  const int sections = is_wire ? 1 : 100;
  const double step = v[length] / sections;
  const auto add = [&](const DeviceType& type, const std::string& part, NodeId p, NodeId n, double value) {
    const NodeId ends[] = {p, n};
    const double values[] = {value, 0, 0};
    out.add(type, name + part, ends, {values, type.parameters.size()});
  };
  const auto node = [&](const std::string& part, int k) { return out.node(name + part + std::to_string(k)); };
  const auto add_shunt = [&](int k, NodeId at) {
    const double share = k == 0 || k == sections ? 0.5 * step : step;
    if (v[G] * share > 0) add(resistor, ".G" + std::to_string(k), at, pins[1], 1 / (v[G] * share));
    if (v[C] * share > 0) add(capacitor, ".C" + std::to_string(k), at, pins[1], v[C] * share);
  };
  add_shunt(0, pins[0]);
  NodeId from = pins[0];
  for (int k = 1; k <= sections; ++k) {
    const NodeId to = k == sections ? pins[2] : node(".n", k);
    const NodeId between = v[R] > 0 && v[L] > 0 ? node(".m", k) : to;
    if (is_wire) add(voltage_source, ".v", from, to, 0);
    if (v[L] > 0) add(inductor, ".L" + std::to_string(k), from, between, v[L] * step);
    if (v[R] > 0) add(resistor, ".R" + std::to_string(k), v[L] > 0 ? between : from, to, v[R] * step);
    add_shunt(k, to);
    from = to;
  }
  return true;
}

/// SPICE's lossy line takes C with R, L or both. It takes R with G too, but then ngspice gets all other lossy lines of
/// the deck wrong.
bool plain(const Circuit& from, ElementId id, double ideal_gain, Circuit& out) {
  const auto v = from.values(id);
  NodeId pins[4];
  for (std::size_t k = 0; k < 4; ++k) pins[k] = out.node(from.node_name(from.pins(id)[k]));
  const std::string name(from.element_name(id));
  if (v[L] == 0 && v[C] == 0 && plain_pi(name, v, pins, out)) return true;
  if (v[C] == 0 || v[G] != 0 || (v[R] == 0 && v[L] == 0)) return ideal_gain > 0 && plain_sections(name, v, pins, out);
  out.add(lossy_line, from.element_name(id), pins, v);
  return true;
}

}  // namespace

/// Lossy transmission line.
///
///     Oname p1 n1 p2 n2 MODEL        .model MODEL ltra (R=value L=value G=value C=value len=value)
///
/// A uniform line (see stamp_line) with z = (R + s L) len and y = (G + s C) len, at 0 Hz too.
const DeviceType lossy_line{.letter = 'O',
                            .name = "lossy transmission line",
                            .doc = "line with resistance, inductance, conductance and capacitance per metre",
                            .pins = pin_names,
                            .parameters = parameter_table,
                            .model = "ltra",
                            .branches = branches,
                            .stamp = stamp,
                            .stamp_at = stamp_at,
                            .plain = plain,
                            .approximation = "sections of R, L, G and C, a hundred of them"};

}  // namespace ohmscope::devices

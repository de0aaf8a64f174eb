#include <cmath>

#include "solver/devices/line.hpp"
#include "solver/devices/registry.hpp"

// Lines with losses in elements that plain SPICE has.
namespace ohmscope::devices {

namespace {

/// A line of resistance and conductance between three terminals is a pi of resistors at every frequency.
bool add_pi(const std::string& name, const LineValues& line, std::span<const NodeId> pins, Circuit& out) {
  const double x = std::sqrt(line.R * line.G) * line.length;
  const double series = line.R * line.length * (x == 0 ? 1 : std::sinh(x) / x);
  if (series == 0 || !std::isfinite(series) || pins[1] != pins[3]) return false;
  const auto add = [&](const char* part, NodeId p, NodeId n, double value) {
    const NodeId ends[] = {p, n};
    out.add(resistor, name + part, ends, {&value, 1});
  };
  add("", pins[0], pins[2], series);
  if (x == 0) return true;
  const double shunt = std::sqrt(line.R / line.G) / std::tanh(x / 2);
  add(".G1", pins[0], pins[1], shunt);
  add(".G2", pins[2], pins[3], shunt);
  return true;
}

/// Sections of L and R in series, between them C and G to the common terminal: half of these at both ends. Without L
/// and R a wire joins the ends, and the rest is exact.
bool add_sections(const std::string& name, const LineValues& line, std::span<const NodeId> pins, Circuit& out) {
  if (pins[1] != pins[3]) return false;
  const bool is_wire = line.R == 0 && line.L == 0;
  const int sections = is_wire ? 1 : 100;
  const double step = line.length / sections;
  const auto add = [&](const DeviceType& type, const std::string& part, NodeId p, NodeId n, double value) {
    const NodeId ends[] = {p, n};
    const double values[] = {value, 0, 0};
    out.add(type, name + part, ends, {values, type.parameters.size()});
  };
  const auto node = [&](const std::string& part, int k) { return out.node(name + part + std::to_string(k)); };
  const auto add_shunt = [&](int k, NodeId at) {
    const double share = k == 0 || k == sections ? 0.5 * step : step;
    if (line.G * share > 0) add(resistor, ".G" + std::to_string(k), at, pins[1], 1 / (line.G * share));
    if (line.C * share > 0) add(capacitor, ".C" + std::to_string(k), at, pins[1], line.C * share);
  };
  add_shunt(0, pins[0]);
  NodeId from = pins[0];
  for (int k = 1; k <= sections; ++k) {
    const NodeId to = k == sections ? pins[2] : node(".n", k);
    const NodeId between = line.R > 0 && line.L > 0 ? node(".m", k) : to;
    if (is_wire) add(voltage_source, ".v", from, to, 0);
    if (line.L > 0) add(inductor, ".L" + std::to_string(k), from, between, line.L * step);
    if (line.R > 0) add(resistor, ".R" + std::to_string(k), line.L > 0 ? between : from, to, line.R * step);
    add_shunt(k, to);
    from = to;
  }
  return true;
}

}  // namespace

/// SPICE's line takes R with G too, but then ngspice gets all other lossy lines of the deck wrong.
bool add_plain_line(const std::string& name, const LineValues& line, std::span<const NodeId> pins, bool approximately,
                    Circuit& out) {
  if (line.L == 0 && line.C == 0 && add_pi(name, line, pins, out)) return true;
  if (line.C == 0 || line.G != 0 || (line.R == 0 && line.L == 0))
    return approximately && add_sections(name, line, pins, out);
  const double values[] = {line.R, line.L, line.G, line.C, line.length};
  out.add(lossy_line, name, pins, values);
  return true;
}

}  // namespace ohmscope::devices

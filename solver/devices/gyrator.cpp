#include <string>

#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p1", "n1", "p2", "n2"};
constexpr Parameter parameter_table[] = {
    {.name = "r", .unit = "ohm", .doc = "gyration resistance", .in_parallel = InParallel::divided}};

int branches(const ElementView& /*e*/) { return 2; }

void stamp(const ElementView& e, Stamper& s) {
  const DoubleDouble r = e.values[0];
  const Unknown i1 = s.branch(0);
  const Unknown i2 = s.branch(1);
  s.voltage_branch(i1, e.pins[0], e.pins[1]);
  s.add(i1, i2, r);
  s.voltage_branch(i2, e.pins[2], e.pins[3]);
  s.add(i2, i1, -r);
}

/// Two sources of current; of 0 ohm two shorts.
bool plain(const Circuit& from, ElementId id, double /*ideal_gain*/, Circuit& out) {
  const std::string name(from.element_name(id));
  const auto pin = [&](std::size_t k) { return out.node(from.node_name(from.pins(id)[k])); };
  const double r = from.values(id)[0];
  const auto add = [&](const char* part, std::size_t port, double gm) {
    const std::size_t other = 2 - port;
    const NodeId pins[] = {pin(port), pin(port + 1), pin(other), pin(other + 1)};
    const double values[] = {r == 0 ? 0 : gm, 0, 0};
    const DeviceType& type = r == 0 ? voltage_source : vccs;
    out.add(type, name + part, {pins, type.pins.size()}, {values, type.parameters.size()});
  };
  add(".1", 0, 1 / r);
  add(".2", 2, -1 / r);
  return true;
}

}  // namespace

/// Gyrator (Tellegen, Philips Res. Rep. 3 (1948)).
///
///     Xname p1 n1 p2 n2 MODEL [r=value]        .model MODEL gyrator (r=value)
///
/// Branch currents i1 and i2 run into both ports: v1 + r i2 = 0, v2 - r i1 = 0. What an impedance Z at port 2 is seen
/// as from port 1 is r^2 / Z: a capacitor as an inductor, a short as an open, exactly.
const DeviceType gyrator{.name = "gyrator",
                         .doc = "two-port that turns an impedance into its inverse",
                         .pins = pin_names,
                         .parameters = parameter_table,
                         .model = "gyrator",
                         .branches = branches,
                         .stamp = stamp,
                         .plain = plain};

}  // namespace ohmscope::devices

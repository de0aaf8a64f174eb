#include <cmath>
#include <string>

#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/source.hpp"

namespace ohmscope::devices {

namespace {

constexpr Parameter dc{
    .name = "dc", .unit = "V", .doc = "value at the operating point", .default_value = 0, .positional = true};
constexpr Parameter ac{.name = "ac", .unit = "V", .doc = "magnitude in small-signal analyses", .default_value = 0};
constexpr Parameter phase{.name = "phase", .unit = "deg", .doc = "phase in small-signal analyses", .default_value = 0};
constexpr Parameter z0{.name = "z0",
                       .alias = "zo|rser",
                       .unit = "ohm",
                       .doc = "resistance in series, to which the port's waves refer",
                       .default_value = 50,
                       .range = Range::positive};
constexpr Parameter port_parameters[] = {
    dc, ac, phase, {.name = "portnum", .alias = "port|num", .doc = "number of the port", .range = Range::positive}, z0};
constexpr Parameter source_parameters[] = {dc,
                                           ac,
                                           phase,
                                           {.name = "portnum",
                                            .alias = "port|num",
                                            .doc = "number of the port, if it is one",
                                            .default_value = not_given,
                                            .range = Range::positive},
                                           z0};

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) {
  const Unknown i = s.branch();
  s.voltage_branch(i, e.pins[0], e.pins[1]);
  s.add(i, i, -e.values[port_z0]);
  s.source(i, source_dc(e), source_ac(e));
}

/// To ngspice a port is a voltage source that has a number; others are a source and a resistor.
bool plain(const Circuit& from, ElementId id, double /*ideal_gain*/, Circuit& out) {
  const auto values = from.values(id);
  const std::string name(from.element_name(id));
  NodeId pins[2];
  for (std::size_t k = 0; k < 2; ++k) pins[k] = out.node(from.node_name(from.pins(id)[k]));
  if (!std::isnan(values[port_number])) {
    out.add(source_port, name, pins, values);
    return true;
  }
  const NodeId behind = out.node(name + ".m");
  const NodeId source[] = {pins[0], behind};
  const NodeId resistance[] = {behind, pins[1]};
  out.add(voltage_source, name, source, values.first(3));
  out.add(resistor, name + ".r", resistance, values.subspan(port_z0, 1));
  return true;
}

}  // namespace

/// Port of a network analysis.
///
///     Pname p n port=number [z0=ohms] [dc] [AC ac [phase]]
///     Vname p n [DC dc] [AC ac [phase]] portnum number [z0 ohms]
///     Vname p n [DC dc] [AC ac [phase]] Rser=ohms
///
/// A voltage source with z0 in series: a branch current i runs from p to n, v(p) - v(n) - z0 i = value.
const DeviceType port{.letter = 'P',
                      .name = "port",
                      .doc = "voltage source with a resistance in series, port of a network analysis",
                      .pins = source_pins,
                      .parameters = port_parameters,
                      .branches = branches,
                      .stamp = stamp,
                      .plain = plain};

const DeviceType source_port{.letter = 'V',
                             .name = "voltage source with a resistance",
                             .doc = port.doc,
                             .pins = source_pins,
                             .parameters = source_parameters,
                             .branches = branches,
                             .stamp = stamp,
                             .plain = plain};

}  // namespace ohmscope::devices

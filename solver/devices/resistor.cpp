#include <cmath>

#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr Parameter parameter_table[] = {{.name = "R", .unit = "ohm", .doc = "resistance", .positional = true}};

/// A resistance of 0, or so small that 1/R is no double, takes a branch current of its own: v(p) - v(n) - R i = 0.
bool has_branch(double R) { return std::fabs(R) < 1e-300; }

int branches(const ElementView& e) { return has_branch(e.values[0]) ? 1 : 0; }

void stamp(const ElementView& e, Stamper& s) {
  const double R = e.values[0];
  if (has_branch(R)) {
    s.voltage_branch(s.branch(), e.pins[0], e.pins[1]);
    if (R != 0) s.add(s.branch(), s.branch(), -DoubleDouble{R});
  } else if (std::isfinite(R)) {
    const UnknownPair port = Stamper::across(e.pins[0], e.pins[1]);
    s.add(port, port, DoubleDouble{1.0} / R);
  }
}

/// Plain SPICE turns 0 ohm into a small resistance; a source of 0 V is an exact short. An infinite one is left out.
bool plain(const Circuit& from, ElementId id, double /*ideal_gain*/, Circuit& out) {
  const double R = from.values(id)[0];
  const NodeId pins[] = {out.node(from.node_name(from.pins(id)[0])), out.node(from.node_name(from.pins(id)[1]))};
  if (R == 0) {
    const double off[] = {0, 0, 0};
    out.add(voltage_source, from.element_name(id), pins, off);
  } else if (std::isfinite(R)) {
    out.add(resistor, from.element_name(id), pins, from.values(id));
  }
  return true;
}

}  // namespace

/// Resistor.
///
///     Rname p n R
///
/// The current from p to n is (v(p) - v(n)) / R. R may be 0 (an exact short), negative or infinite (nothing).
const DeviceType resistor{.letter = 'R',
                          .name = "resistor",
                          .doc = "resistance between two nodes",
                          .pins = pin_names,
                          .parameters = parameter_table,
                          .branches = branches,
                          .stamp = stamp,
                          .plain = plain};

}  // namespace ohmscope::devices

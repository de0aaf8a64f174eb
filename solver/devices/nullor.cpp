#include <string>

#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"in+", "in-", "out+", "out-"};

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) {
  const Unknown i = s.branch();
  s.add(Stamper::across(e.pins[2], e.pins[3]), i, 1.0);
  s.add(i, Stamper::across(e.pins[0], e.pins[1]), 1.0);
}

/// A source of a high gain.
bool plain(const Circuit& from, ElementId id, double ideal_gain, Circuit& out) {
  if (ideal_gain <= 0) return false;
  NodeId pins[4];
  const std::size_t order[] = {2, 3, 0, 1};
  for (std::size_t k = 0; k < 4; ++k) pins[k] = out.node(from.node_name(from.pins(id)[order[k]]));
  out.add(vcvs, std::string(from.element_name(id)), pins, {&ideal_gain, 1});
  return true;
}

}  // namespace

/// Nullor (Carlin, IEEE Trans. CT-11 (1964)): the ideal amplifier with a floating output.
///
///     Xname in+ in- out+ out- MODEL        .model MODEL nullor
///     Ename out+ out- OPAMP in+ in-
///
/// No current flows into its input (nullator), where the voltage is 0: v(in+) - v(in-) = 0. The current i from out+
/// through its output (norator) to out- and the voltage there are whatever makes that so.
const DeviceType nullor{.name = "nullor",
                        .doc = "ideal amplifier with a floating output",
                        .pins = pin_names,
                        .model = "nullor",
                        .branches = branches,
                        .stamp = stamp,
                        .plain = plain};

}  // namespace ohmscope::devices

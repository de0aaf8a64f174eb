#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/source.hpp"

namespace ohmscope::devices {

namespace {

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) {
  const Unknown i = s.branch();
  s.voltage_branch(i, e.pins[0], e.pins[1]);
  s.source(i, source_dc(e), source_ac(e));
}

}  // namespace

/// Independent voltage source.
///
///     Vname p n [DC] dc [AC ac [phase]]
///
/// A branch current i runs from p through the source to n: v(p) - v(n) = value. Zeroed, it is a short.
const DeviceType voltage_source{.letter = 'V',
                                .name = "voltage source",
                                .doc = "ideal source of voltage",
                                .pins = source_pins,
                                .parameters = voltage_source_parameters,
                                .branches = branches,
                                .stamp = stamp};

}  // namespace ohmscope::devices

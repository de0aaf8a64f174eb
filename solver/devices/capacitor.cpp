#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr Parameter parameter_table[] = {{.name = "C", .unit = "F", .doc = "capacitance", .positional = true}};

void stamp(const ElementView& e, Stamper& s) {
  const UnknownPair port = Stamper::across(e.pins[0], e.pins[1]);
  s.add_s(port, port, e.values[0]);
}

}  // namespace

/// Capacitor.
///
///     Cname p n C
///
/// The current from p to n is s C (v(p) - v(n)): nothing at 0 Hz.
const DeviceType capacitor{.letter = 'C',
                           .name = "capacitor",
                           .doc = "capacitance between two nodes",
                           .pins = pin_names,
                           .parameters = parameter_table,
                           .stamp = stamp};

}  // namespace ohmscope::devices

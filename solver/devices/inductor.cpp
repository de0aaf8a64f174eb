#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr Parameter parameter_table[] = {{.name = "L", .unit = "H", .doc = "inductance", .positional = true}};

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) {
  const Unknown i = s.branch();
  s.voltage_branch(i, e.pins[0], e.pins[1]);
  s.add_s(i, i, -DoubleDouble{e.values[0]});
}

}  // namespace

/// Inductor.
///
///     Lname p n L
///
/// A branch current i runs from p to n: v(p) - v(n) - s L i = 0, a short at 0 Hz. Couplings add to the row.
const DeviceType inductor{.letter = 'L',
                          .name = "inductor",
                          .doc = "inductance between two nodes",
                          .pins = pin_names,
                          .parameters = parameter_table,
                          .branches = branches,
                          .stamp = stamp};

}  // namespace ohmscope::devices

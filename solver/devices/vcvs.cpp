#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n", "cp", "cn"};
constexpr Parameter parameter_table[] = {
    {.name = "gain", .unit = "V/V", .doc = "open-circuit voltage gain", .positional = true}};

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) {
  const Unknown i = s.branch();
  s.voltage_branch(i, e.pins[0], e.pins[1]);
  s.add(i, Stamper::across(e.pins[2], e.pins[3]), -DoubleDouble{e.values[0]});
}

}  // namespace

/// Voltage-controlled voltage source.
///
///     Ename p n cp cn gain
///
/// A branch current i runs from p to n: v(p) - v(n) - gain (v(cp) - v(cn)) = 0.
const DeviceType vcvs{.letter = 'E',
                      .name = "voltage-controlled voltage source",
                      .doc = "voltage proportional to another voltage",
                      .pins = pin_names,
                      .parameters = parameter_table,
                      .branches = branches,
                      .stamp = stamp};

}  // namespace ohmscope::devices

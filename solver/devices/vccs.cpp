#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n", "cp", "cn"};
constexpr Parameter parameter_table[] = {
    {.name = "gm", .unit = "S", .doc = "transconductance", .positional = true, .in_parallel = InParallel::multiplied}};

void stamp(const ElementView& e, Stamper& s) {
  s.add(Stamper::across(e.pins[0], e.pins[1]), Stamper::across(e.pins[2], e.pins[3]), e.values[0]);
}

}  // namespace

/// Voltage-controlled current source.
///
///     Gname p n cp cn gm
///
/// The current from p through the source to n is gm (v(cp) - v(cn)).
const DeviceType vccs{.letter = 'G',
                      .name = "voltage-controlled current source",
                      .doc = "current proportional to a voltage",
                      .pins = pin_names,
                      .parameters = parameter_table,
                      .stamp = stamp};

}  // namespace ohmscope::devices

#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/thermal_noise.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr Parameter parameter_table[] = {
    {.name = "R", .alias = "resistance", .unit = "ohm", .doc = "resistance at 0 Hz", .positional = true},
    {.name = "ac", .unit = "ohm", .doc = "resistance at all other frequencies"}};

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) { s.voltage_branch(s.branch(), e.pins[0], e.pins[1]); }

double resistance_at(const ElementView& e, double frequency) { return e.values[frequency > 0 ? 1 : 0]; }

void stamp_at(const ElementView& e, double frequency, Stamper& s) {
  s.add_at(s.branch(), s.branch(), -ComplexDD{resistance_at(e, frequency)});
}

bool stamp_powers(const ElementView& e, Stamper& s) {
  s.add_power(s.branch(), s.branch(), -DoubleDouble{e.values[1]}, 0);
  return true;
}

void noise(const ElementView& e, double frequency, double kelvin, Stamper& s) {
  s.noise(s.branch(), thermal_noise(resistance_at(e, frequency), kelvin));
}

}  // namespace

/// Resistor with another value for small signals.
///
///     Rname p n R ac=value
///
/// A branch current i runs from p to n: v(p) - v(n) - R(f) i = 0.
const DeviceType small_signal_resistor{.letter = 'R',
                                       .name = "resistor with a value for small signals",
                                       .doc = "resistance that is another at 0 Hz",
                                       .pins = pin_names,
                                       .parameters = parameter_table,
                                       .branches = branches,
                                       .stamp = stamp,
                                       .stamp_at = stamp_at,
                                       .stamp_powers = stamp_powers,
                                       .noise = noise};

}  // namespace ohmscope::devices

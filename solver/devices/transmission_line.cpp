#include "solver/devices/line.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p1", "n1", "p2", "n2"};
constexpr Parameter parameter_table[] = {{.name = "Z0",
                                          .unit = "ohm",
                                          .doc = "characteristic impedance",
                                          .range = Range::positive,
                                          .in_parallel = InParallel::divided},
                                         {.name = "TD", .unit = "s", .doc = "delay", .range = Range::not_negative}};

int branches(const ElementView& /*e*/) { return 2; }

void stamp(const ElementView& e, Stamper& s) { stamp_line_ports(e, s); }

void stamp_at(const ElementView& e, double frequency, Stamper& s) {
  const DoubleDouble angle = angular_frequency(frequency) * DoubleDouble{e.values[1]};
  stamp_line(e, {0.0, angle * DoubleDouble{e.values[0]}}, {0.0, angle / DoubleDouble{e.values[0]}}, s);
}

}  // namespace

/// Lossless transmission line.
///
///     Tname p1 n1 p2 n2 Z0=value TD=value
///
/// A uniform line (see stamp_line) with z = s Z0 TD and y = s TD / Z0; at 0 Hz two wires.
const DeviceType transmission_line{.letter = 'T',
                                   .name = "transmission line",
                                   .doc = "lossless line",
                                   .pins = pin_names,
                                   .parameters = parameter_table,
                                   .branches = branches,
                                   .stamp = stamp,
                                   .stamp_at = stamp_at};

}  // namespace ohmscope::devices

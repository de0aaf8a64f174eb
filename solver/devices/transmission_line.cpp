#include <cmath>

#include "solver/devices/line.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p1", "n1", "p2", "n2"};
constexpr Parameter parameter_table[] = {{.name = "Z0",
                                          .alias = "zo",
                                          .unit = "ohm",
                                          .doc = "characteristic impedance",
                                          .range = Range::positive,
                                          .in_parallel = InParallel::divided},
                                         {.name = "TD", .unit = "s", .doc = "delay", .range = Range::not_negative}};

constexpr Parameter form_parameters[] = {
    {.name = "F", .unit = "Hz", .doc = "frequency of NL", .default_value = not_given, .range = Range::positive},
    {.name = "NL", .doc = "length in wavelengths at F", .default_value = 0.25, .range = Range::not_negative}};

/// The delay, or NL periods of F.
double delay_of(double number, std::span<const double> v, const Temperatures& /*temperatures*/) {
  return std::isnan(number) ? v[1] / v[0] : number;
}

constexpr ValueForm form{.parameters = form_parameters, .target = 1, .value = delay_of};

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
///     Tname p1 n1 p2 n2 Z0=value F=value [NL=value]
///
/// A uniform line (see stamp_line) with z = s Z0 TD and y = s TD / Z0; at 0 Hz two wires.
const DeviceType transmission_line{.letter = 'T',
                                   .name = "transmission line",
                                   .doc = "lossless line",
                                   .pins = pin_names,
                                   .parameters = parameter_table,
                                   .value_form = &form,
                                   .branches = branches,
                                   .stamp = stamp,
                                   .stamp_at = stamp_at};

}  // namespace ohmscope::devices

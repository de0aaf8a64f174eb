#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/thermal.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr Parameter parameter_table[] = {{.name = "C",
                                          .alias = "cap",
                                          .unit = "F",
                                          .doc = "capacitance",
                                          .positional = true,
                                          .in_parallel = InParallel::multiplied}};
constexpr std::string_view models[] = {"c", "cap"};
constexpr auto form_parameters = with_thermal(std::to_array<Parameter>(
    {{.name = "c", .alias = "cap", .unit = "F", .doc = "capacitance", .default_value = not_given},
     {.name = "cj", .alias = "cox", .unit = "F/m^2", .doc = "capacitance per area", .default_value = not_given},
     {.name = "cjsw", .alias = "capsw", .unit = "F/m", .doc = "capacitance per length of edge", .default_value = 0},
     {.name = "l", .alias = "defl", .unit = "m", .doc = "length", .default_value = not_given, .range = Range::positive},
     {.name = "w", .alias = "defw", .unit = "m", .doc = "width", .default_value = 10e-6, .range = Range::positive},
     {.name = "narrow", .unit = "m", .doc = "what w loses", .default_value = 0},
     {.name = "short", .unit = "m", .doc = "what l loses", .default_value = 0},
     {.name = "thick", .unit = "m", .doc = "thickness of the insulator", .default_value = not_given},
     {.name = "di", .doc = "relative permittivity of the insulator", .default_value = 3.9}}));

/// The number, or the model's c, or cj area + cjsw edge with cj = di eps0 / thick where only these are given; all at
/// its temperature.
double value_of(double number, std::span<const double> v, const Temperatures& temperatures) {
  constexpr double eps0 = 8.8541878128e-12;
  const auto own = v.subspan(thermal_parameters.size());
  enum { c, cj, cjsw, l, w, narrow, shortening, thick, di };
  const double per_area = std::isnan(own[cj]) ? own[di] * eps0 / own[thick] : own[cj];
  const double length = own[l] - own[shortening];
  const double width = own[w] - own[narrow];
  const double drawn = per_area * length * width + own[cjsw] * 2 * (length + width);
  const double C = !std::isnan(number) ? number : !std::isnan(own[c]) ? own[c] : drawn;
  return C * thermal_factor(v, temperatures);
}

constexpr ValueForm form{.models = models, .parameters = form_parameters, .model_value = "c", .value = value_of};

void stamp(const ElementView& e, Stamper& s) {
  const UnknownPair port = Stamper::across(e.pins[0], e.pins[1]);
  s.add_s(port, port, e.values[0]);
}

}  // namespace

/// Capacitor.
///
///     Cname p n C
///     Cname p n [C] MODEL [l=… w=…] [tc1=… …]
///
/// The current from p to n is s C (v(p) - v(n)): nothing at 0 Hz.
const DeviceType capacitor{.letter = 'C',
                           .name = "capacitor",
                           .doc = "capacitance between two nodes",
                           .pins = pin_names,
                           .parameters = parameter_table,
                           .value_form = &form,
                           .stamp = stamp};

}  // namespace ohmscope::devices

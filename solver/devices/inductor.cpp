#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/thermal.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr Parameter parameter_table[] = {{.name = "L",
                                          .alias = "inductance",
                                          .unit = "H",
                                          .doc = "inductance",
                                          .positional = true,
                                          .in_parallel = InParallel::divided}};
constexpr std::string_view models[] = {"l", "ind"};
constexpr auto form_parameters = with_thermal(std::to_array<Parameter>(
    {{.name = "l", .alias = "ind", .unit = "H", .doc = "inductance", .default_value = not_given}}));

/// The number or the model's, at its temperature.
double value_of(double number, std::span<const double> v, const Temperatures& temperatures) {
  return (std::isnan(number) ? v.back() : number) * thermal_factor(v, temperatures);
}

constexpr ValueForm form{.models = models, .parameters = form_parameters, .model_value = "l", .value = value_of};

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
///     Lname p n [L] MODEL [tc1=… …]
///
/// A branch current i runs from p to n: v(p) - v(n) - s L i = 0, a short at 0 Hz. Couplings add to the row.
const DeviceType inductor{.letter = 'L',
                          .name = "inductor",
                          .doc = "inductance between two nodes",
                          .pins = pin_names,
                          .parameters = parameter_table,
                          .value_form = &form,
                          .branches = branches,
                          .stamp = stamp};

}  // namespace ohmscope::devices

#include <cmath>

#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/thermal.hpp"
#include "solver/devices/thermal_noise.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr Parameter parameter_table[] = {{.name = "R",
                                          .alias = "resistance",
                                          .unit = "ohm",
                                          .doc = "resistance",
                                          .positional = true,
                                          .in_parallel = InParallel::divided}};
constexpr std::string_view models[] = {"r", "res"};
constexpr auto form_parameters = with_thermal(std::to_array<Parameter>(
    {{.name = "r", .alias = "res|resistance", .unit = "ohm", .doc = "resistance", .default_value = not_given},
     {.name = "rsh", .unit = "ohm", .doc = "sheet resistance", .default_value = not_given},
     {.name = "l", .alias = "defl", .unit = "m", .doc = "length", .default_value = 10e-6, .range = Range::positive},
     {.name = "w", .alias = "defw", .unit = "m", .doc = "width", .default_value = 10e-6, .range = Range::positive},
     {.name = "narrow", .alias = "dw", .unit = "m", .doc = "what w loses at each side", .default_value = 0},
     {.name = "short", .alias = "dlr", .unit = "m", .doc = "what l loses at each end", .default_value = 0},
     {.name = "noisy", .alias = "noise", .doc = "0: it makes no noise", .default_value = 1}}));

/// The number, or rsh (l - 2 short) / (w - 2 narrow), or the model's r, at its temperature.
double value_of(double number, std::span<const double> v, const Temperatures& temperatures) {
  const auto own = v.subspan(thermal_parameters.size());
  enum { r, rsh, l, w, narrow, shortening };
  const bool is_drawn = own[rsh] > 0;
  const double drawn = own[rsh] * (own[l] - 2 * own[shortening]) / (own[w] - 2 * own[narrow]);
  const double R = !std::isnan(number) ? number : is_drawn ? drawn : own[r];
  return R * thermal_factor(v, temperatures);
}

double noise_temperature(std::span<const double> v, const Temperatures& temperatures) {
  return v[form_parameters.size() - 1] == 0 ? absolute_zero : own_temperature(v, temperatures);
}

constexpr ValueForm form{.models = models,
                         .parameters = form_parameters,
                         .model_value = "r",
                         .value = value_of,
                         .noise_temperature = noise_temperature};

/// A resistance of 0, or so small that 1/R is no double, takes a branch current of its own: v(p) - v(n) - R i = 0.
bool has_branch(double R) { return std::fabs(R) < 1e-300; }

/// 1/R to 106 bits: what the first quotient leaves is a double exactly.
DoubleDouble conductance(double R) {
  const double quotient = 1 / R;
  return {quotient, std::fma(-quotient, R, 1.0) / R};
}

int branches(const ElementView& e) { return has_branch(e.values[0]) ? 1 : 0; }

void stamp(const ElementView& e, Stamper& s) {
  const double R = e.values[0];
  if (has_branch(R)) {
    s.voltage_branch(s.branch(), e.pins[0], e.pins[1]);
    if (R != 0) s.add(s.branch(), s.branch(), -DoubleDouble{R});
  } else if (std::isfinite(R)) {
    const UnknownPair port = Stamper::across(e.pins[0], e.pins[1]);
    s.add(port, port, conductance(R));
  }
}

void noise(const ElementView& e, double /*frequency*/, double kelvin, Stamper& s) {
  const double R = e.values[0];
  if (has_branch(R)) {
    s.noise(s.branch(), thermal_noise(R, kelvin));
  } else {
    s.noise(Stamper::across(e.pins[0], e.pins[1]), thermal_noise(1 / R, kelvin));
  }
}

/// Plain SPICE turns 0 ohm into a small resistance; a source of 0 V is an exact short. An infinite one is left out.
bool plain(const Circuit& from, ElementId id, double /*ideal_gain*/, Circuit& out) {
  const double R = from.values(id)[0];
  const NodeId pins[] = {out.node(from.node_name(from.pins(id)[0])), out.node(from.node_name(from.pins(id)[1]))};
  if (R == 0) {
    const double off[] = {0, 0, 0};
    out.add(voltage_source, from.element_name(id), pins, off);
  } else if (std::isfinite(R)) {
    out.add(resistor, from.element_name(id), pins, from.values(id));
  }
  return true;
}

}  // namespace

/// Resistor.
///
///     Rname p n R
///     Rname p n [R] MODEL [l=… w=…] [tc1=… …] [ac=R]
///
/// The current from p to n is (v(p) - v(n)) / R. R may be 0 (an exact short), negative or infinite (nothing).
const DeviceType resistor{.letter = 'R',
                          .name = "resistor",
                          .doc = "resistance between two nodes",
                          .pins = pin_names,
                          .parameters = parameter_table,
                          .value_form = &form,
                          .small_signal = &small_signal_resistor,
                          .branches = branches,
                          .stamp = stamp,
                          .noise = noise,
                          .plain = plain};

}  // namespace ohmscope::devices

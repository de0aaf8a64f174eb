#include <cmath>

#include "solver/circuit/bias.hpp"
#include "solver/devices/dual.hpp"
#include "solver/devices/junction.hpp"
#include "solver/devices/prepared.hpp"
#include "solver/devices/switch.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view voltage_pins[] = {"p", "n", "cp", "cn"};
constexpr std::string_view current_pins[] = {"p", "n"};
constexpr std::string_view reference_names[] = {"vcontrol"};
constexpr std::string_view reference_letters[] = {"V"};
constexpr std::string_view voltage_models[] = {"sw", "vswitch"};
constexpr std::string_view current_models[] = {"csw", "iswitch"};
constexpr double smooth = 1;  ///< the second of these types

enum Value { off, on, type, threshold, hysteresis, RON, ROFF, upper, lower, count };
constexpr Parameter off_parameter{
    .name = "off", .doc = "open where the search for the operating point begins", .default_value = 0};
constexpr Parameter on_parameter{
    .name = "on", .doc = "closed where the search for the operating point begins", .default_value = 0};
constexpr Parameter type_parameter{.name = "type", .doc = "which of the model types", .default_value = 0};
constexpr Parameter ron_parameter{.name = "ron",
                                  .unit = "ohm",
                                  .doc = "closed",
                                  .default_value = 1,
                                  .range = Range::positive,
                                  .in_parallel = InParallel::divided};
constexpr Parameter roff_parameter{.name = "roff",
                                   .unit = "ohm",
                                   .doc = "open; 1e12, and of a smooth switch 1e6, if left out",
                                   .default_value = not_given,
                                   .range = Range::positive,
                                   .in_parallel = InParallel::divided};
constexpr Parameter voltage_table[] = {
    off_parameter,
    on_parameter,
    type_parameter,
    {.name = "vt", .unit = "V", .doc = "threshold", .default_value = 0},
    {.name = "vh", .unit = "V", .doc = "hysteresis: closed above vt + vh, open below vt - vh", .default_value = 0},
    ron_parameter,
    roff_parameter,
    {.name = "von", .unit = "V", .doc = "of a smooth switch: where it is closed", .default_value = 1},
    {.name = "voff", .unit = "V", .doc = "of a smooth switch: where it is open", .default_value = 0}};
constexpr Parameter current_table[] = {
    off_parameter,
    on_parameter,
    type_parameter,
    {.name = "it", .unit = "A", .doc = "threshold", .default_value = 0},
    {.name = "ih", .unit = "A", .doc = "hysteresis: closed above it + ih, open below it - ih", .default_value = 0},
    ron_parameter,
    roff_parameter,
    {.name = "ion", .unit = "A", .doc = "of a smooth switch: where it is closed", .default_value = 1e-3},
    {.name = "ioff", .unit = "A", .doc = "of a smooth switch: where it is open", .default_value = 0}};

/// What controls it, the voltage across it, and which way it stands.
enum Control { control, across, state, controls };
constexpr TerminalPair voltage_controls[] = {{2, 3}, {0, 1}, {0, 0}};
constexpr TerminalPair current_controls[] = {{reference_current, 0}, {0, 1}, {0, 0}};
constexpr TerminalPair flows[] = {{0, 1}};

/// Between the thresholds it stays as it was; with a negative hysteresis it goes over to a state of its own there.
constexpr double really_off = 0;
constexpr double really_on = 1;
constexpr double still_off = 2;
constexpr double still_on = 3;

struct Prepared {
  double is_on, is_smooth, threshold, hysteresis, ron, roff, upper, lower, kelvin;
};

std::vector<double> prepare(std::span<const double> v, const Temperatures& temperatures) {
  constexpr double plain_roff = 1e12;
  constexpr double smooth_roff = 1e6;
  const double roff = !std::isnan(v[ROFF]) ? v[ROFF] : v[type] == smooth ? smooth_roff : plain_roff;
  return to_values(Prepared{v[on], v[type], v[threshold], v[hysteresis], v[RON], roff, v[upper], v[lower],
                            temperatures.present + zero_celsius});
}

/// Its resistance at `u`, whose logarithm goes over from one end to the other by a polynomial of third degree (MicroSim
/// PSpice A/D Reference Manual: voltage-controlled switch).
Dual<2> smooth_resistance(const Prepared& p, double u) {
  const double range = p.upper - p.lower;
  const Dual<2> part = (Dual<2>::variable(u, control) - (p.upper + p.lower) / 2) / range;
  if (part.value >= 0.5) return p.ron;
  if (part.value <= -0.5) return p.roff;
  const double steepness = std::log(p.ron / p.roff);
  return exp(std::log(p.ron * p.roff) / 2 + steepness * part * (1.5 - 2 * (part * part)));
}

void evaluate(std::span<const double> prepared, Bias& bias) {
  const auto p = from_values<Prepared>(prepared);
  const bool is_on = bias.u[state] == really_on || bias.u[state] == still_on;
  const Dual<2> resistance = p.is_smooth != 0 ? smooth_resistance(p, bias.u[control]) : Dual<2>(is_on ? p.ron : p.roff);
  const Dual<2> current = Dual<2>::variable(bias.u[across], across) / resistance;
  bias.current[0] = current.value;
  bias.conductance[control] = current.slope[control];
  bias.conductance[across] = current.slope[across];
  bias.kelvin = p.kelvin;
  bias.noise = {{flows[0], 4 * boltzmann_constant * p.kelvin / resistance.value, 0}};
}

void start(std::span<const double> prepared, std::span<double> u) {
  u[state] = from_values<Prepared>(prepared).is_on != 0 ? still_on : still_off;
}

/// Which way it stands where it stood as `before`.
double next_state(const Prepared& p, double before, double u) {
  const double width = std::fabs(p.hysteresis);
  if (u > p.threshold + width) return really_on;
  if (u < p.threshold - width) return really_off;
  if (p.hysteresis > 0 || before == still_off || before == still_on) return before;
  return before == really_on ? still_off : still_on;
}

bool limit(std::span<const double> prepared, std::span<const double> before, std::span<double> u) {
  const auto p = from_values<Prepared>(prepared);
  if (p.is_smooth == 0) u[state] = next_state(p, before[state], u[control]);
  return u[state] != before[state];
}

constexpr Nonlinear voltage_equations{.models = voltage_models,
                                      .inner = {},
                                      .controls = voltage_controls,
                                      .flows = flows,
                                      .prepare = prepare,
                                      .evaluate = evaluate,
                                      .start = start,
                                      .limit = limit};
constexpr Nonlinear current_equations{.models = current_models,
                                      .inner = {},
                                      .controls = current_controls,
                                      .flows = flows,
                                      .prepare = prepare,
                                      .evaluate = evaluate,
                                      .start = start,
                                      .limit = limit};

}  // namespace

/// Voltage-controlled switch: a resistance of RON or ROFF.
///
///     Sname p n cp cn MODEL [on] [off]
///
/// Closed where v(cp) - v(cn) is above VT + VH, open below VT - VH, between them as it was (SPICE3 version 3f: its
/// user's manual; states as in ngspice 39). A model of type vswitch is PSpice's: its resistance goes over smoothly from
/// ROFF at VOFF to RON at VON.
const DeviceType voltage_switch{.letter = 'S',
                                .name = "voltage-controlled switch",
                                .doc = "resistance of two values, chosen by a voltage",
                                .pins = voltage_pins,
                                .parameters = voltage_table,
                                .nonlinear = &voltage_equations,
                                .stamp = stamp_bias,
                                .noise = noise_of_bias};

/// Current-controlled switch: the same by the current of a voltage source.
///
///     Wname p n vcontrol MODEL [on] [off]
const DeviceType current_switch{.letter = 'W',
                                .name = "current-controlled switch",
                                .doc = "resistance of two values, chosen by a current",
                                .pins = current_pins,
                                .references = reference_names,
                                .reference_letters = reference_letters,
                                .parameters = current_table,
                                .nonlinear = &current_equations,
                                .stamp = stamp_bias,
                                .noise = noise_of_bias};

}  // namespace ohmscope::devices

#include "solver/devices/function_source.hpp"
#include "solver/circuit/bias.hpp"
#include "solver/circuit/stamper.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr Parameter parameter_table[] = {
    {.name = "factor", .doc = "of its function", .in_parallel = InParallel::multiplied}};
constexpr TerminalPair flow_table[] = {{0, 1}};
constexpr Nonlinear equations{.models = {}, .inner = {}, .controls = {}, .flows = flow_table};

int branches(const ElementView& /*e*/) { return 1; }

/// factor (f(u) + sum_j df/du_j (u_j' - u_j)) joins the right of `rows`, with the sign given.
void stamp_function(const ElementView& e, UnknownPair rows, double sign, Stamper& s) {
  if (e.bias == nullptr || e.bias->current.empty()) return;
  const double factor = sign * e.values[0];
  double constant = e.bias->current[0];
  for (std::size_t j = 0; j < e.bias->u.size(); ++j) {
    const double slope = e.bias->conductance[j];
    if (slope == 0) continue;
    s.add(rows, Stamper::across(e.pins[2 + 2 * j], e.pins[3 + 2 * j]), -factor * slope);
    constant -= slope * e.bias->u[j];
  }
  s.source(rows, factor * constant, 0);
}

void stamp_current(const ElementView& e, Stamper& s) {
  stamp_function(e, Stamper::across(e.pins[0], e.pins[1]), -1, s);
}

void stamp_voltage(const ElementView& e, Stamper& s) {
  const Unknown i = s.branch();
  s.voltage_branch(i, e.pins[0], e.pins[1]);
  stamp_function(e, i, 1, s);
}

}  // namespace

/// Source of a current that is any function of voltages; without a bias it is off.
///
///     p n (cp cn)… | factor, a SourceFunction
///
/// factor f(u) flows from p through it to n, u_j being v(cp) - v(cn) of the j-th pair.
const DeviceType function_current{.letter = 'B',
                                  .name = "current source by expression",
                                  .doc = "current that is a function of voltages",
                                  .pins = pin_names,
                                  .repeats_pins = true,
                                  .parameters = parameter_table,
                                  .nonlinear = &equations,
                                  .stamp = stamp_current};

/// Source of a voltage that is any function of voltages; without a bias it is 0 V.
///
///     p n (cp cn)… | factor, a SourceFunction
///
/// A branch current i runs from p to n: v(p) - v(n) - factor f(u) = 0.
const DeviceType function_voltage{.letter = 'B',
                                  .name = "voltage source by expression",
                                  .doc = "voltage that is a function of voltages",
                                  .pins = pin_names,
                                  .repeats_pins = true,
                                  .parameters = parameter_table,
                                  .nonlinear = &equations,
                                  .branches = branches,
                                  .stamp = stamp_voltage};

}  // namespace ohmscope::devices

#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr std::string_view reference_names[] = {"vcontrol"};
constexpr std::string_view reference_letters[] = {"V"};
constexpr Parameter parameter_table[] = {
    {.name = "r", .unit = "ohm", .doc = "transresistance", .positional = true, .per_reference_current = true}};

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) {
  const Unknown i = s.branch();
  s.voltage_branch(i, e.pins[0], e.pins[1]);
  s.add(i, s.branch_of(e.references[0]), -DoubleDouble{e.values[0]});
}

}  // namespace

/// Current-controlled voltage source.
///
///     Hname p n vcontrol r
///
/// A branch current i runs from p to n: v(p) - v(n) - r i(vcontrol) = 0.
const DeviceType ccvs{.letter = 'H',
                      .name = "current-controlled voltage source",
                      .doc = "voltage proportional to a voltage source's current",
                      .pins = pin_names,
                      .references = reference_names,
                      .reference_letters = reference_letters,
                      .parameters = parameter_table,
                      .branches = branches,
                      .stamp = stamp};

}  // namespace ohmscope::devices

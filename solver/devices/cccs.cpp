#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};
constexpr std::string_view reference_names[] = {"vcontrol"};
constexpr std::string_view reference_letters[] = {"V"};
constexpr Parameter parameter_table[] = {{.name = "gain",
                                          .unit = "A/A",
                                          .doc = "current gain",
                                          .positional = true,
                                          .in_parallel = InParallel::multiplied,
                                          .per_reference_current = true}};

void stamp(const ElementView& e, Stamper& s) {
  s.add(Stamper::across(e.pins[0], e.pins[1]), s.branch_of(e.references[0]), e.values[0]);
}

}  // namespace

/// Current-controlled current source.
///
///     Fname p n vcontrol gain
///
/// The current from p through the source to n is gain times the current through the voltage source vcontrol.
const DeviceType cccs{.letter = 'F',
                      .name = "current-controlled current source",
                      .doc = "current proportional to a voltage source's current",
                      .pins = pin_names,
                      .references = reference_names,
                      .reference_letters = reference_letters,
                      .parameters = parameter_table,
                      .stamp = stamp};

}  // namespace ohmscope::devices

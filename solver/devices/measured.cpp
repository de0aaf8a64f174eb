#include <string>

#include "solver/circuit/impedance_table.hpp"
#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/thermal_noise.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) { s.voltage_branch(s.branch(), e.pins[0], e.pins[1]); }

/// Outside the table nothing is known; callers check the range beforehand, so that this never happens.
std::complex<double> impedance_at(const ElementView& e, double frequency) {
  return e.table->at(frequency).value_or(std::complex<double>{});
}

void stamp_at(const ElementView& e, double frequency, Stamper& s) {
  s.add_at(s.branch(), s.branch(), -ComplexDD(impedance_at(e, frequency)));
}

/// Of a passive part as a whole: sqrt(4 k T Re Z).
void noise(const ElementView& e, double frequency, double kelvin, Stamper& s) {
  s.noise(s.branch(), thermal_noise(impedance_at(e, frequency).real(), kelvin));
}

/// The current, by a source of 0 V; s times it, by 1 H; and a source that takes both.
bool plain(const Circuit& from, ElementId id, double ideal_gain, Circuit& out) {
  if (ideal_gain <= 0) return false;
  const std::string name(from.element_name(id));
  const NodeId p = out.node(from.node_name(from.pins(id)[0]));
  const NodeId n = out.node(from.node_name(from.pins(id)[1]));
  const NodeId behind = out.node(name + ".m");
  const NodeId slope = out.node(name + ".s");
  const NodeId sensed[] = {p, behind};
  const double off[] = {0, 0, 0};
  const ElementId sensor[] = {*out.add(voltage_source, name + ".v", sensed, off)};
  const NodeId into_slope[] = {ground, slope};
  const double one = 1;
  out.add(cccs, name + ".f", into_slope, {&one, 1}, sensor);
  const NodeId across_coil[] = {slope, ground};
  out.add(inductor, name + ".l", across_coil, {&one, 1});
  const NodeId pins[] = {behind, n, slope};
  out.add(tabulated_source, name, pins, {}, sensor, 0, from.frequency_data(id));
  return true;
}

constexpr std::string_view source_pins[] = {"p", "n", "c"};
constexpr std::string_view source_references[] = {"vsense"};
constexpr std::string_view source_reference_letters[] = {"V"};

}  // namespace

/// Measured impedance: a branch current i runs from p to n, v(p) - v(n) - Z(f) i = 0.
const DeviceType measured{.name = "measured impedance",
                          .doc = "impedance read from a table over frequency",
                          .pins = pin_names,
                          .branches = branches,
                          .stamp = stamp,
                          .stamp_at = stamp_at,
                          .noise = noise,
                          .plain = plain,
                          .approximation = "straight lines between the measured points"};

const DeviceType tabulated_source{.letter = 'B',
                                  .name = "tabulated source",
                                  .doc = "source by a table over frequency",
                                  .pins = source_pins,
                                  .references = source_references,
                                  .reference_letters = source_reference_letters};

}  // namespace ohmscope::devices

#include "solver/circuit/impedance_table.hpp"
#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view pin_names[] = {"p", "n"};

int branches(const ElementView& /*e*/) { return 1; }

void stamp(const ElementView& e, Stamper& s) { s.voltage_branch(s.branch(), e.pins[0], e.pins[1]); }

/// Outside the table nothing is known; callers check the range beforehand, so that this never happens.
void stamp_at(const ElementView& e, double frequency, Stamper& s) {
  const auto z = e.table->at(frequency);
  s.add_at(s.branch(), s.branch(), -ComplexDD(z.value_or(std::complex<double>{})));
}

bool plain(const Circuit& /*from*/, ElementId /*id*/, double /*ideal_gain*/, Circuit& /*out*/) { return false; }

}  // namespace

/// Measured impedance: a branch current i runs from p to n, v(p) - v(n) - Z(f) i = 0.
const DeviceType measured{.name = "measured impedance",
                          .doc = "impedance read from a table over frequency",
                          .pins = pin_names,
                          .branches = branches,
                          .stamp = stamp,
                          .stamp_at = stamp_at,
                          .plain = plain};

}  // namespace ohmscope::devices

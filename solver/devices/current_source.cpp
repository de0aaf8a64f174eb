#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"
#include "solver/devices/source.hpp"

namespace ohmscope::devices {

namespace {

/// The current leaves node p, so it stands with a minus on the right of p's balance.
void stamp(const ElementView& e, Stamper& s) {
  s.source(Stamper::across(e.pins[1], e.pins[0]), source_dc(e), source_ac(e));
}

}  // namespace

/// Independent current source.
///
///     Iname p n [DC] dc [AC ac [phase]]
///
/// The current flows from p through the source to n. Zeroed, it is an open.
const DeviceType current_source{.letter = 'I',
                                .name = "current source",
                                .doc = "ideal source of current",
                                .pins = source_pins,
                                .parameters = current_source_parameters,
                                .stamp = stamp};

}  // namespace ohmscope::devices

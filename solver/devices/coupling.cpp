#include "solver/circuit/stamper.hpp"
#include "solver/devices/registry.hpp"

namespace ohmscope::devices {

namespace {

constexpr std::string_view reference_names[] = {"inductor1", "inductor2"};
constexpr std::string_view reference_letters[] = {"L", "L"};
constexpr Parameter parameter_table[] = {
    {.name = "k", .doc = "coupling coefficient", .range = Range::coupling, .positional = true}};

std::string_view fault(const Circuit& circuit, std::span<const ElementId> references) {
  const bool opposite = (circuit.values(references[0])[0] < 0) != (circuit.values(references[1])[0] < 0);
  return opposite ? "inductances of opposite sign cannot be coupled" : "";
}

void stamp(const ElementView& e, Stamper& s) {
  const double L1 = s.value_of(e.references[0]);
  const double L2 = s.value_of(e.references[1]);
  const DoubleDouble M = DoubleDouble{e.values[0]} * sqrt(DoubleDouble{L1} * DoubleDouble{L2});
  const Unknown i1 = s.branch_of(e.references[0]);
  const Unknown i2 = s.branch_of(e.references[1]);
  s.add_s(i1, i2, -M);
  s.add_s(i2, i1, -M);
}

}  // namespace

/// Coupled inductors.
///
///     Kname L1 L2 k
///
/// M = k sqrt(L1 L2) joins the rows of both inductors: v1 - s L1 i1 - s M i2 = 0 and the same with 1 and 2 exchanged.
const DeviceType coupling{.letter = 'K',
                          .name = "coupling",
                          .doc = "magnetic coupling of two inductors",
                          .references = reference_names,
                          .reference_letters = reference_letters,
                          .parameters = parameter_table,
                          .fault = fault,
                          .stamp = stamp};

}  // namespace ohmscope::devices

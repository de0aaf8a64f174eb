#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

bool is_coupled(const StageValues& values) { return values.has("Lp"); }

std::optional<std::string> check(StageValues& values) {
  const bool any_coupled = values.has("Lp") || values.has("Ls") || values.has("k");
  if (!any_coupled) {
    values.numbers.emplace("n", 1);
    return std::nullopt;
  }
  if (values.has("n")) return "'n' given beside 'Lp', 'Ls' or 'k', expected a ratio or two coupled inductors";
  if (!values.has("Lp")) return "missing 'Lp'";
  if (!values.has("Ls")) return "missing 'Ls'";
  values.numbers.emplace("k", 1);
  return std::nullopt;
}

void draw(const StageValues& values, Drawing& drawing) {
  if (!is_coupled(values)) {
    drawing.element(devices::ideal_transformer, "n", {drawing.in(), ground, drawing.out(), ground},
                    {values.number("n")});
    return;
  }
  const ElementId primary = drawing.element(devices::inductor, "Lp", {drawing.in(), ground}, {values.number("Lp")});
  const ElementId secondary = drawing.element(devices::inductor, "Ls", {drawing.out(), ground}, {values.number("Ls")});
  drawing.element(devices::coupling, "k", {}, {values.number("k")}, {primary, secondary});
}

}  // namespace

/// Coupled inductors with M^2 = k^2 Lp Ls: zin = s Lp - (s M)^2/(s Ls + ZL), written as s Lp parallel the load seen
/// through the leakage, which does not cancel for k = 1.
const StageType transformer{
    .name = "transformer",
    .doc = "ideal transformer, or two coupled inductors",
    .circuit =
        "n: ideal, primary from in to ground, secondary from out to ground, at 0 Hz too; "
        "Lp, Ls: inductors Lp from in to ground and Ls from out to ground, coupled (shorts at 0 Hz)",
    .parameters = {optional_number("n", "", "turns ratio, primary to secondary; 1 if nothing is given", Range::any),
                   optional_number("Lp", "H", "primary inductance, in place of n", Range::positive),
                   optional_number("Ls", "H", "secondary inductance", Range::positive),
                   optional_number("k", "", "coupling; left out: 1", Range::coupling)},
    .rule = {.when = "with n", .zin = "n**2*ZL", .zout = "ZS/n**2"},
    .other_rule = {.when = "with Lp and Ls",
                   .zin = "par(s*Lp, (ZL + s*Ls*(1 - k**2))*Lp/(Ls*k**2))",
                   .zout = "par(s*Ls, (ZS + s*Lp*(1 - k**2))*Ls/(Lp*k**2))"},
    .uses_other_rule = is_coupled,
    .draw = draw,
    .check_values = check};

}  // namespace ohmscope::types

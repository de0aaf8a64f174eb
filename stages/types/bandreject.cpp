#include <cmath>

#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

/// Two of L, C and f0 give the third: (2 pi f0)^2 L C = 1, rounded once, so that drawing and rule share one number.
std::optional<std::string> check(StageValues& values) {
  const bool has_f0 = values.has("f0");
  const bool has_l = values.has("L");
  const bool has_c = values.has("C");
  if (has_l && has_c)
    return has_f0 ? std::optional<std::string>("'L', 'C' and 'f0' given, expected two of them") : std::nullopt;
  if (!has_f0) return has_l ? "missing 'C' or 'f0'" : has_c ? "missing 'L' or 'f0'" : "missing 'L' and 'C'";
  if (!has_l && !has_c) return "missing 'L' or 'C' beside 'f0'";
  const DoubleDouble omega = pi_dd * DoubleDouble{2 * values.number("f0")};
  const double other = (DoubleDouble{1.0} / (omega * omega * values.number(has_l ? "L" : "C"))).to_double();
  if (!std::isfinite(other)) return std::string(has_l ? "'L'" : "'C'") + " is too small for a resonance at 'f0'";
  values.numbers.emplace(has_l ? "C" : "L", other);
  return std::nullopt;
}

void draw(const StageValues& values, Drawing& drawing) {
  const NodeId x = drawing.node("x");
  drawing.z("R", OnePort::resistance(values.number("R")), drawing.in(), drawing.out());
  drawing.z("L", OnePort::inductance(values.number("L")), drawing.out(), x);
  drawing.z("C", OnePort::capacitance(values.number("C")), x, ground);
}

}  // namespace

const StageType bandreject{
    .name = "bandreject",
    .doc = "band-reject (notch) with a series resonance",
    .circuit = "R from in to out, L and C in series from out to ground",
    .parameters = {number("R", "ohm", "from in to out"),
                   optional_number("L", "H", "from out to ground, with C", Range::any),
                   optional_number("C", "F", "from out to ground, with L", Range::any),
                   optional_number("f0", "Hz", "resonance, in place of one of L and C", Range::positive)},
    .rule = {.where = {{"Zr", "s*L + 1/(s*C)", "the resonance"}}, .zin = "R + par(Zr, ZL)", .zout = "par(Zr, R + ZS)"},
    .draw = draw,
    .check_values = check};

}  // namespace ohmscope::types

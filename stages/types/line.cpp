#include <algorithm>

#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

constexpr std::string_view per_metre[] = {"R", "L", "G", "C"};

bool is_lossy(const StageValues& values) { return values.has("len"); }

std::optional<std::string> check(StageValues& values) {
  const bool lossless = values.has("Z0") || values.has("td");
  const bool any_per_metre =
      std::any_of(std::begin(per_metre), std::end(per_metre), [&](std::string_view name) { return values.has(name); });
  if (lossless && (any_per_metre || values.has("len")))
    return "'Z0' and 'td' given beside 'R', 'L', 'G', 'C' and 'len', expected one of the two sets";
  if (lossless && !values.has("Z0")) return "missing 'Z0'";
  if (lossless && !values.has("td")) return "missing 'td'";
  if (lossless) return std::nullopt;
  if (!any_per_metre) return "missing 'Z0' and 'td', or 'R', 'L', 'G', 'C' and 'len'";
  if (!values.has("len")) return "missing 'len'";
  for (const std::string_view name : per_metre) values.numbers.emplace(name, 0);
  return std::nullopt;
}

void draw(const StageValues& values, Drawing& drawing) {
  const auto pins = {drawing.in(), ground, drawing.out(), ground};
  const auto v = [&](std::string_view name) { return values.number(name); };
  if (is_lossy(values))
    drawing.element(devices::lossy_line, "line", pins, {v("R"), v("L"), v("G"), v("C"), v("len")});
  else
    drawing.element(devices::transmission_line, "line", pins, {v("Z0"), v("td")});
}

}  // namespace

/// Telegrapher's equations (Heaviside, The Electrician (1885-87)), zin = Z0 (ZL + Z0 t)/(Z0 + ZL t) with t = tanh(gl),
/// numerator and denominator divided by Z0 + ZL so that a short and an open are no special cases. Per metre, Z0 t = Zt
/// and t/Z0 = Yt stay finite where Z0 or 1/Z0 vanishes (0 Hz), and 1 ohm takes the place of Z0 as the reference.
const StageType line{
    .name = "line",
    .doc = "transmission line",
    .circuit = "line from in to out, its return grounded; at 0 Hz R*len in series and G*len in shunt, distributed",
    .parameters = {optional_number("Z0", "ohm", "characteristic impedance of a lossless line", Range::positive),
                   optional_number("td", "s", "its delay", Range::not_negative),
                   optional_number("R", "ohm/m", "series resistance, in place of Z0 and td", Range::not_negative),
                   optional_number("L", "H/m", "series inductance", Range::not_negative),
                   optional_number("G", "S/m", "shunt conductance", Range::not_negative),
                   optional_number("C", "F/m", "shunt capacitance", Range::not_negative),
                   optional_number("len", "m", "length", Range::not_negative)},
    .rule = {.when = "with Z0 and td",
             .where = {{"t", "tanh(s*td)"},
                       {"pL", "1/(1 + Z0/ZL)", "ZL/(Z0 + ZL)"},
                       {"qL", "1/(1 + ZL/Z0)", "Z0/(Z0 + ZL)"},
                       {"pS", "1/(1 + Z0/ZS)"},
                       {"qS", "1/(1 + ZS/Z0)"}},
             .zin = "Z0*(pL + qL*t)/(qL + pL*t)",
             .zout = "Z0*(pS + qS*t)/(qS + pS*t)"},
    .other_rule = {.when = "with R, L, G, C and len",
                   .where = {{"z", "(R + s*L)*len", "series impedance"},
                             {"y", "(G + s*C)*len", "shunt admittance"},
                             {"T", "tanhc(sqrt(z*y))", "tanh(x)/x, 1 at 0"},
                             {"Zt", "z*T", "input impedance, far end shorted"},
                             {"Yt", "y*T", "input admittance, far end open"},
                             {"pL", "1/(1 + 1/ZL)", "ZL/(1 ohm + ZL)"},
                             {"qL", "1/(1 + ZL)", "1 ohm/(1 ohm + ZL)"},
                             {"pS", "1/(1 + 1/ZS)"},
                             {"qS", "1/(1 + ZS)"}},
                   .zin = "(pL + qL*Zt)/(qL + pL*Yt)",
                   .zout = "(pS + qS*Zt)/(qS + pS*Yt)"},
    .uses_other_rule = is_lossy,
    .draw = draw,
    .check_values = check};

}  // namespace ohmscope::types

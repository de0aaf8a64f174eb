#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

StageParameter sensitivity() {
  StageParameter parameter = optional_number("sensitivity", "dB/mW", "level at 1 mW, or at 1 V: 114dB/V", Range::any);
  parameter.units = "dB/mW|dB/V";
  return parameter;
}

void draw(const StageValues& values, Drawing& drawing) { drawing.z("Z", values.z("Z"), drawing.out(), ground); }

}  // namespace

/// A shunt by another name: what a chain ends with. All but its Z is for 'ohmscope interfaces' to judge by.
const StageType load{.name = "load",
                     .doc = "what the chain drives; ends it",
                     .circuit = "in = out, Z from there to ground",
                     .parameters = {impedance("Z", "from in and out to ground"), sensitivity(),
                                    optional_number("rated", "W", "greatest power it may have", Range::positive),
                                    optional_number("vmax", "V", "greatest voltage, rms", Range::positive),
                                    optional_number("imax", "A", "greatest current, rms", Range::positive)},
                     .rule = {.zin = "par(Z, ZL)", .zout = "par(Z, ZS)"},
                     .joins_in_and_out = true,
                     .draw = draw};

}  // namespace ohmscope::types

#pragma once

#include "solver/devices/registry.hpp"
#include "stages/stage_type.hpp"

namespace ohmscope::types {

extern const StageType sensor;
extern const StageType series;
extern const StageType shunt;
extern const StageType load;
extern const StageType divider;
extern const StageType tee;
extern const StageType pi;
extern const StageType lowpass;
extern const StageType highpass;
extern const StageType bandpass;
extern const StageType bandreject;
extern const StageType twint;
extern const StageType follower;
extern const StageType noninverting;
extern const StageType inverting;
extern const StageType invertingt;
extern const StageType integrator;
extern const StageType sallenkeylp;
extern const StageType sallenkeyhp;
extern const StageType amplifier;
extern const StageType transformer;
extern const StageType line;
extern const StageType emitterfollower;
extern const StageType commonemitter;

/// A parameter that takes a one-port.
constexpr StageParameter impedance(std::string_view name, std::string_view doc, std::string_view default_text = {}) {
  return {.name = name, .unit = "ohm", .doc = doc, .default_text = default_text};
}

/// A parameter that takes a number.
constexpr StageParameter number(std::string_view name, std::string_view unit, std::string_view doc,
                                Range range = Range::any, std::string_view default_text = {}) {
  return {.name = name,
          .kind = StageParameterKind::number,
          .unit = unit,
          .doc = doc,
          .default_text = default_text,
          .range = range};
}

/// A number that only some choices of parameters need.
constexpr StageParameter optional_number(std::string_view name, std::string_view unit, std::string_view doc,
                                         Range range) {
  StageParameter parameter = number(name, unit, doc, range);
  parameter.optional = true;
  return parameter;
}

/// The op-amp of a stage.
inline constexpr StageParameter opamp_model{.name = "opamp",
                                            .kind = StageParameterKind::opamp,
                                            .doc = "model of the op-amp, ideal if left out",
                                            .optional = true};

// Names shared by the rules of op-amp stages. The formulas follow Miller's theorem (Sci. Pap. Bur. Stand. 15 (1920))
// and Blackman's (Bell Syst. Tech. J. 22 (1943)): feedback multiplies an impedance by 1 + loop gain with the port
// shorted and divides it by 1 + loop gain with the port open. The open-loop gain enters only as its inverse g, which is
// exactly 0 for the ideal op-amp.
inline constexpr Rule::Definition inverse_gain{"g", "1/A0 + s/(2*pi*GBW)", "1 over the open-loop gain"};
inline constexpr Rule::Definition differential_input{"Zd", "par(Rin, 1/(s*Cin))", "between the op-amp's inputs"};
inline constexpr Rule::Definition output_loss{"a", "1/(1 + Rout/ZL)", "what the load leaves of the op-amp's output"};
inline constexpr Rule::Definition loaded_output{"Zo", "par(Rout, ZL)", "at out, op-amp dead"};

}  // namespace ohmscope::types

#pragma once

#include "stages/chain.hpp"

namespace ohmscope {

/// Takes the DC value of a chain's sensor, and of what stands for one, to 0: beside diodes and transistors its signal
/// is small, and not what a `.op` of a linear circuit shows as its answer at 0 Hz.
void rest_sensor(const Chain& chain, Circuit& circuit);

}  // namespace ohmscope

#pragma once

#include "stages/chain.hpp"

namespace ohmscope {

/// Reports stages of one name (case ignored), members of arrays included, without writing the arrays out.
void check_stage_names(const Chain& chain, Diagnostics& diagnostics);

}  // namespace ohmscope

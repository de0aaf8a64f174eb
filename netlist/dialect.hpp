#pragma once

#include <cstdint>

namespace ohmscope {

/// Whose reading counts where simulators read the same text in different ways.
enum class Dialect : std::uint8_t { ngspice, ltspice, pspice, hspice };

}  // namespace ohmscope

#pragma once

#include <span>
#include <string_view>

namespace ohmscope {

/// Whether `word` begins a source's function of time (SIN, PULSE, …) or its distortion inputs, which are as little use
/// here.
[[nodiscard]] bool is_time_function(std::string_view word);

/// The function's value before anything happens, which is the source's DC value where no other is given. Arguments that
/// are missing are 0.
[[nodiscard]] double value_at_time_zero(std::string_view function, std::span<const double> arguments);

}  // namespace ohmscope

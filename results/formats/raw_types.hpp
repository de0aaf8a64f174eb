#pragma once

#include <string_view>

namespace ohmscope::results {

/// What raw files call the quantity that has `unit`: "voltage" for "V", "notype" for what they have no word for.
[[nodiscard]] std::string_view raw_type_of(std::string_view unit);

/// The unit of what a raw file calls `type`, whatever its case; empty if it is not known.
[[nodiscard]] std::string_view unit_of_raw_type(std::string_view type);

}  // namespace ohmscope::results

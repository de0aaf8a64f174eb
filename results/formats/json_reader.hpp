#pragma once

#include <string>

#include "results/document.hpp"

namespace ohmscope::results {

/// Reads what `run`, `chain`, `port` and `convert` write as JSON. Throws Fault if the file is something else.
[[nodiscard]] Document read_json(const std::string& path);

/// The unit that the name of a signal implies: "V" of "v(out)"; empty if it implies none.
[[nodiscard]] std::string_view unit_by_name(std::string_view name);

}  // namespace ohmscope::results

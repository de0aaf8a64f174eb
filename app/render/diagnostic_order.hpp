#pragma once

#include <string_view>
#include <vector>

#include "netlist/diagnostics.hpp"

namespace ohmscope {

using DiagnosticOrder = std::vector<const Diagnostic*>;

/// "error", "warning", "note".
[[nodiscard]] std::string_view name_of(Severity severity);

[[nodiscard]] bool stands_before(const Diagnostic* a, const Diagnostic* b);

/// By position, each once: what is told twice of one place is one diagnostic. Names that are not found are left out
/// where definitions are lost.
[[nodiscard]] DiagnosticOrder in_order(const Diagnostics& diagnostics, bool warnings);

}  // namespace ohmscope

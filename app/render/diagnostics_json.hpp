#pragma once

#include <string>

#include "netlist/diagnostics.hpp"

namespace ohmscope {

/// Diagnostics for programs: one object with a list, by position, each once, all of them. An entry has `severity`,
/// `code`, `message`, `hint` (may be empty), `place` (null if it has none: `file`, `line`, `column`, `text`), `notes`
/// (`message`, `place`) and `included_from` (places). Lines and columns count from 1, columns in characters.
[[nodiscard]] std::string diagnostics_json(const Diagnostics& diagnostics, const SourceMap& sources, bool warnings);

}  // namespace ohmscope

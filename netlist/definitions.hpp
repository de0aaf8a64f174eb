#pragma once

#include <optional>
#include <vector>

#include "netlist/deck.hpp"

namespace ohmscope {

/// `name=value` or `name(argument, …)=value`, as `.param` and `.func` have it.
struct Definition {
  Span name;
  std::optional<std::vector<Span>> arguments;  ///< of a function
  Span value;                                  ///< nowhere if something in it was reported
};

/// Reads the definitions of a `.param`, whose values may hold blanks. Reports what is wrong, and leaves that out.
[[nodiscard]] std::vector<Definition> read_parameters(const SourceMap& sources, Span text, Diagnostics& diagnostics);

/// Reads what stands behind `.func`: `name(argument, …) value`, with or without '=' between.
[[nodiscard]] std::optional<Definition> read_function(const SourceMap& sources, Span text, Diagnostics& diagnostics);

}  // namespace ohmscope

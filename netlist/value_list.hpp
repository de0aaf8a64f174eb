#pragma once

#include <vector>

#include "netlist/deck.hpp"
#include "netlist/dialect.hpp"
#include "netlist/source.hpp"

namespace ohmscope {

/// `name=1m,2u {x+1}`: the scanner takes the first value for the assignment's and leaves the others among the card's
/// words. These, at most `most`, as far as they are numbers or in braces or quotes; none if `name` is not assigned.
[[nodiscard]] std::vector<Span> further_values(const SourceMap& sources, const CardView& card, std::string_view name,
                                               std::size_t most, Dialect dialect);

}  // namespace ohmscope

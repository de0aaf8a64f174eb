#pragma once

#include "results/format.hpp"
#include "results/touchstone.hpp"

namespace ohmscope::results {

/// Writes the one network of a document, or its one impedance. Throws Fault if there is none or a Touchstone file
/// cannot hold it, as if its suffix, if it is `.sNp`, is of another number of ports.
void write_touchstone(const Document& document, const TouchstoneStyle& style, std::string_view path, Sink& out);

}  // namespace ohmscope::results

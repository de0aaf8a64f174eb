#pragma once

#include <string>

#include "results/document.hpp"

namespace ohmscope::results {

/// Reads comma-separated values: the tables that `run`, `chain`, `port` and `convert` write, and any other that has a
/// line of headings, `NAME` or `NAME (UNIT)`, over columns of numbers, the first of which the others run along. Two
/// columns `NAME.re` and `NAME.im` are one of complex numbers. Cells are parted by commas, semicolons or tabs; an empty
/// one has no value. Throws Fault, with the line, if it is not as it should be.
[[nodiscard]] Document read_csv(const std::string& path);

}  // namespace ohmscope::results

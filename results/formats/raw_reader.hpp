#pragma once

#include <string>

#include "results/document.hpp"

namespace ohmscope::results {

/// Reads a raw file of ngspice, LTspice, Xyce or QSPICE. Throws Fault, with the byte, if it is not as it should be.
[[nodiscard]] Document read_raw(const std::string& path);

}  // namespace ohmscope::results

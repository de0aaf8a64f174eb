#pragma once

#include <string>

#include "results/document.hpp"

namespace ohmscope::results {

/// Reads an HDF5 file: each group that holds datasets is a plot. A dataset may have the attributes `unit`, `role`
/// ("axis", "signal", "step" or "reference") and `name`, a group `type` and `name`. Throws Fault if it cannot be read.
[[nodiscard]] Document read_hdf5(const std::string& path);

}  // namespace ohmscope::results

#pragma once

#include <string>
#include <vector>

#include "netlist/elaborate.hpp"

namespace ohmscope {

struct WriterOptions {
  /// > 0: stands in for every infinite gain, and what plain SPICE cannot say is approximated; comments say so.
  double ideal_gain = 0;
};

/// The netlist as plain SPICE cards that ngspice reads as they are, without title, analyses and `.end`. An element that
/// plain SPICE cannot express is reported at its origin. Numbers read back exactly.
[[nodiscard]] std::string write_spice(const Netlist& netlist, const WriterOptions& options, Diagnostics& diagnostics);

}  // namespace ohmscope

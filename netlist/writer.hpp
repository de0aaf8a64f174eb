#pragma once

#include <optional>
#include <string>
#include <vector>

#include "netlist/elaborate.hpp"
#include "netlist/plain_names.hpp"

namespace ohmscope {

struct WriterOptions {
  /// > 0: stands in for every infinite gain, and what plain SPICE cannot say is approximated; comments say so.
  double ideal_gain = 0;
  /// The circuit's temperature, degrees Celsius, for what is said of noise alone; nothing: that is left out.
  std::optional<double> noise_at = std::nullopt;
};

/// A netlist in plain SPICE.
struct PlainNetlist {
  std::string cards;  ///< as ngspice reads them, without title, analyses and `.end`; numbers read back exactly
  PlainNames names;   ///< of the netlist's nodes and elements there; empty for what is not there as one
};

/// An element that plain SPICE cannot express is reported at its origin.
[[nodiscard]] PlainNetlist write_spice(const Netlist& netlist, const WriterOptions& options, Diagnostics& diagnostics);

}  // namespace ohmscope

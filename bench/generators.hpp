#pragma once

#include <string>

namespace ohmscope::bench {

// Decks of a chosen size, as text. Plain netlists have a 1 V source V1 at node `in`, a `.port p` and an `.ac` card;
// their values vary from element to element, so that no two are equal.

/// `sections` of R in series and C to ground; the port is at the input, behind the source's 50 ohm.
[[nodiscard]] std::string rc_ladder(int sections);
/// The same ladder with each section an instance of one subcircuit, all of one value.
[[nodiscard]] std::string rc_instances(int sections);
/// `sections` of R and L in series and C to ground; port as above.
[[nodiscard]] std::string rlc_ladder(int sections);
/// A square of `side` by `side` nodes, R between neighbours, C from each to ground; the port is the far corner.
[[nodiscard]] std::string rc_grid(int side);

/// A `.chain` of `stages` non-inverting op-amp stages after a sensor, one line each; resistors differ from line to
/// line.
[[nodiscard]] std::string opamp_chain(int stages);
/// The same with equal stages, as one `amp[stages]` line.
[[nodiscard]] std::string opamp_array(int stages);
/// A `.chain` of `stages` equal RC dividers after a sensor, as one line.
[[nodiscard]] std::string rc_array(int stages);

}  // namespace ohmscope::bench

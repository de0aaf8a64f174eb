#pragma once

#include <string>

#include "app/session.hpp"
#include "netlist/plain_names.hpp"

namespace ohmscope {

/// The flat netlist, and how its plain text calls what the deck has.
struct Flat {
  const Netlist& netlist;
  const PlainNames& names;
};

/// The deck's analyses as ngspice reads them beside that text, those of the command line in place of `.ac`. Warns of
/// what has to be left out.
[[nodiscard]] std::string flat_analyses(Session& session, const Flat& flat);

}  // namespace ohmscope

#pragma once

#include <optional>

#include "app/session.hpp"
#include "stages/rails.hpp"

namespace ohmscope {

/// The whole deck as one flat netlist, its ports and output cards looked over. Reports what is wrong with any of them;
/// the netlist lacks that, and is fit for use only where no error was reported.
[[nodiscard]] Netlist flat_netlist(Session& session);

/// The same netlist with `settings` besides those of the step in hand; `where` says them in words: "at X = 3". Reports
/// what is wrong with it there and not as written, and circuits that are not `as_written` but for their values.
[[nodiscard]] std::optional<Netlist> netlist_with(Session& session, const Netlist& as_written, const Settings& settings,
                                                  std::string_view where);

/// The same netlist with other values of the deck's parameters; nothing where that is wrong, or another circuit.
[[nodiscard]] std::optional<Netlist> netlist_with(const Session& session, const Netlist& as_written,
                                                  const ParameterValues& parameters);

/// Whether there is nothing in the deck but chains, and nothing asks for more of them than their stages' outputs: then
/// a chain need not be drawn, and it may be large.
[[nodiscard]] bool is_chains_only(const Session& session);

/// For a command that looks at chains alone: reports what is wrong with the rest of the deck, and warns of elements
/// that hang on the chains' nodes. Returns the whole deck as a netlist if it had to be drawn for that: where there is
/// more than chains, and nothing is wrong.
std::optional<Netlist> check_surroundings(Session& session);

/// Warns of stages that are no two-ports for what they share beside the chain, and of chains that act on `chain`
/// through one of its rails that yield.
void warn_of_coupling(Session& session, const Chain& chain, const std::optional<Coupling>& coupling,
                      const std::vector<std::string>& yielding_rails);

}  // namespace ohmscope
